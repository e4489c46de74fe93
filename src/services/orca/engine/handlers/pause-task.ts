import { runTask, stageMessage } from '../messages.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf, taskOf } from './handler.ts'

/** Stops a task until its execution is resumed (orca: PauseTaskHandler); one that has been meanwhile runs again at once. */
export const pauseTask: Handler<'pauseTask'> = (message, step) => {
  const { execution } = step
  const stage = stageOf(execution, message)
  const task = taskOf(stage, message)
  if (task.status !== 'RUNNING') return
  if (execution.status !== 'PAUSED') {
    push(step, runTask(execution, stage, task))
    return
  }
  task.status = 'PAUSED'
  changed(step, stage)
  push(step, stageMessage('pauseStage', execution, stage))
}
