import type { Json } from '../model.ts'
import { stageWithId } from './graph.ts'
import { afterEnd } from './handlers/complete-execution.ts'
import { executionMessage, stageMessage } from './messages.ts'
import { isComplete } from './status.ts'
import { changed, endPause, push, type Step, setExecutionStatus } from './step.ts'

/** Stops an execution between its tasks; one that does not run stays as it is (orca: ExecutionRepository.pause). */
export function pause(step: Step, user: string): void {
  const { execution, now } = step
  if (execution.status !== 'RUNNING') return
  execution.status = 'PAUSED'
  execution.paused = { pausedBy: user, pauseTime: now, paused: true, pausedMs: 0 }
  step.changes.execution = true
}

/** Lets a paused execution go on. */
export function resume(step: Step, user: string): void {
  if (!endPause(step, user)) return
  push(step, executionMessage('resumeExecution', step.execution))
}

/** Puts what somebody decided into a stage's context; its running tasks look at it at once. */
export function patchStage(
  step: Step,
  stageId: string,
  patch: Json,
  { user, accounts }: { readonly user: string; readonly accounts: readonly string[] },
): void {
  const stage = stageWithId(step.execution, stageId)
  if (stage === undefined) return
  stage.context = { ...stage.context, ...patch, lastModifiedBy: user }
  stage.lastModified = { user, allowedAccounts: [...accounts], lastModifiedTime: step.now }
  changed(step, stage)
  push(step, executionMessage('rescheduleExecution', step.execution))
}

/**
 * Ends an execution here and now, whatever its tasks do: for one that a plain cancel does not end. What its stages left
 * outside is cleaned up by their cancel hooks (orca: ForceExecutionCancellationCommand).
 */
export function forceCancel(step: Step, user: string, reason?: string): void {
  const { execution, now } = step
  if (isComplete(execution.status)) return
  for (const stage of execution.stages) {
    if (stage.status === 'NOT_STARTED' || isComplete(stage.status)) continue
    for (const task of stage.tasks) {
      if (task.status === 'NOT_STARTED' || isComplete(task.status)) continue
      task.status = 'CANCELED'
      task.endTime = now
    }
    stage.status = 'CANCELED'
    stage.endTime = now
    changed(step, stage)
    push(step, stageMessage('cancelStage', execution, stage))
  }
  execution.canceled = true
  execution.canceledBy = user
  execution.cancellationReason = reason || execution.cancellationReason || 'Force canceled by admin'
  setExecutionStatus(step, 'CANCELED')
  afterEnd(step)
}
