import { executionMessage, stageMessage } from '../messages.ts'
import { isComplete } from '../status.ts'
import { endPause, push, setExecutionStatus } from '../step.ts'
import { afterEnd } from './complete-execution.ts'
import type { Handler } from './handler.ts'

/**
 * Cancels what has not ended, whether or not anything of it is in flight; what has ended only notes who wanted it
 * (orca: CancelExecutionHandler).
 */
export const cancelExecution: Handler<'cancelExecution'> = ({ user, reason }, step) => {
  const { execution } = step
  execution.canceled = true
  if (user !== undefined) execution.canceledBy = user
  if (reason) execution.cancellationReason = reason
  step.changes.execution = true
  if (isComplete(execution.status)) return
  endPause(step)
  const idle = execution.stages.every(({ status }) => status === 'NOT_STARTED' || isComplete(status))
  if (execution.status === 'NOT_STARTED' || idle) {
    setExecutionStatus(step, 'CANCELED')
    afterEnd(step)
    return
  }
  for (const stage of execution.stages) {
    if (stage.status === 'PAUSED') push(step, stageMessage('resumeStage', execution, stage))
  }
  push(step, executionMessage('rescheduleExecution', execution))
}
