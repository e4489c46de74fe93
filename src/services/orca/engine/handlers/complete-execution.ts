import { executionMessage, stageMessage } from '../messages.ts'
import { tellWatcher } from '../parent-execution.ts'
import { executionStatus, isComplete } from '../status.ts'
import { push, type Step, setExecutionStatus } from '../step.ts'
import type { Handler } from './handler.ts'

/**
 * Ends an execution whose stages allow it (orca: CompleteExecutionHandler). While they don't, nothing waits: the stage
 * that ends last leaves this message again.
 */
export const completeExecution: Handler<'completeExecution'> = (_message, step) => {
  const { execution } = step
  if (isComplete(execution.status)) return
  const status = executionStatus(execution)
  if (status === undefined) return
  setExecutionStatus(step, status)
  if (status !== 'SUCCEEDED') {
    for (const stage of execution.stages) {
      if (stage.parentStageId === undefined && stage.status === 'RUNNING') {
        push(step, stageMessage('cancelStage', execution, stage))
      }
    }
  }
  afterEnd(step)
}

/** What follows, once, from an execution's end: who watches it, who waits for its place, and whom its end starts. */
export function afterEnd(step: Step): void {
  const { execution } = step
  tellWatcher(step)
  if (execution.pipelineConfigId === undefined) return
  push(step, {
    kind: 'startWaitingExecutions',
    pipelineConfigId: execution.pipelineConfigId,
    purgeQueue: !execution.keepWaitingPipelines,
  })
  if (execution.type === 'PIPELINE') push(step, executionMessage('startDependents', execution))
}
