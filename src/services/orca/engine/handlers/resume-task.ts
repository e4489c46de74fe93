import { runTask } from '../messages.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf, taskOf } from './handler.ts'

/** Runs a paused task again (orca: ResumeTaskHandler). */
export const resumeTask: Handler<'resumeTask'> = (message, step) => {
  const stage = stageOf(step.execution, message)
  const task = taskOf(stage, message)
  if (task.status !== 'PAUSED') return
  task.status = 'RUNNING'
  changed(step, stage)
  push(step, runTask(step.execution, stage, task))
}
