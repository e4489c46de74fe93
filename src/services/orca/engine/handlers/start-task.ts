import { runTask } from '../messages.ts'
import { retryFailedExpressions } from '../planner.ts'
import { isComplete } from '../status.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf, taskOf } from './handler.ts'

/** Lets a task begin (orca: StartTaskHandler). */
export const startTask: Handler<'startTask'> = async (message, step) => {
  const stage = stageOf(step.execution, message)
  const task = taskOf(stage, message)
  if (task.status !== 'NOT_STARTED' || isComplete(stage.status)) return
  task.status = 'RUNNING'
  task.startTime = step.now
  await retryFailedExpressions(step, stage)
  changed(step, stage)
  push(step, runTask(step.execution, stage, task))
}
