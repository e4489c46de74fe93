import type { ExecutionStatus } from '../../model.ts'
import { isManuallySkipped, topLevelOf } from '../graph.ts'
import { stageMessage, taskMessage } from '../messages.ts'
import { retryFailedExpressions } from '../planner.ts'
import { isComplete, isHalt } from '../status.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf, taskOf } from './handler.ts'

/**
 * Ends a task and starts the next, the loop again, or the stage's end (orca: CompleteTaskHandler). After a failure that
 * the stage ignores, its remaining tasks still run.
 */
export const completeTask: Handler<'completeTask'> = async (message, step) => {
  const { execution, now } = step
  const stage = stageOf(execution, message)
  const task = taskOf(stage, message)
  const status = message.status as ExecutionStatus
  // What has ended stays as it ended, and a loop's round ends once.
  if (isComplete(task.status) || (status === 'REDIRECT' && task.status === 'NOT_STARTED')) return
  await retryFailedExpressions(step, stage)
  changed(step, stage)
  if (status === 'REDIRECT') {
    const first = stage.tasks.findIndex(({ loopStart }) => loopStart)
    const last = stage.tasks.findLastIndex(({ loopEnd }) => loopEnd)
    for (const looped of stage.tasks.slice(first, last + 1)) {
      looped.status = 'NOT_STARTED'
      delete looped.endTime
    }
    const again = stage.tasks[first]
    if (again !== undefined) push(step, taskMessage('startTask', execution, stage, again))
    return
  }
  task.status = status
  task.endTime = now
  if (isManuallySkipped(execution, stage) && status === 'SKIPPED') {
    push(step, stageMessage('skipStage', execution, topLevelOf(execution, stage)))
    return
  }
  const halts = message.originalStatus !== 'FAILED_CONTINUE' && isHalt(status)
  const next = stage.tasks[stage.tasks.indexOf(task) + 1]
  if (halts || next === undefined) push(step, stageMessage('completeStage', execution, stage))
  else push(step, taskMessage('startTask', execution, stage, next))
}
