import type { Stage } from '../model.ts'
import { childrenOf, firstChildrenOf } from './graph.ts'
import { executionMessage, runTask, stageMessage, taskMessage } from './messages.ts'
import { isComplete, readyStages } from './status.ts'
import { push, type Step } from './step.ts'

/** Derives from an execution's state the messages that would move it on; every handler bears one too many (orca: hydrate). */
export function missingMessages(step: Step): void {
  const { execution } = step
  if (execution.status === 'NOT_STARTED') {
    push(step, executionMessage('startExecution', execution))
    return
  }
  for (const stage of execution.stages) {
    if (stage.status === 'RUNNING') repairStage(step, stage)
  }
  for (const stage of readyStages(execution)) push(step, stageMessage('startStage', execution, stage))
  push(step, executionMessage('completeExecution', execution))
}

function repairStage(step: Step, stage: Stage): void {
  const { execution } = step
  const before = childrenOf(execution, stage, 'STAGE_BEFORE')
  if (!before.every(({ status }) => isComplete(status))) {
    for (const child of before.filter(({ status }) => status === 'NOT_STARTED')) {
      push(step, stageMessage('startStage', execution, child))
    }
    return
  }
  const task = stage.tasks.find(({ status }) => !isComplete(status))
  if (task === undefined) {
    const after = firstChildrenOf(execution, stage, 'STAGE_AFTER').filter(({ status }) => status === 'NOT_STARTED')
    for (const child of after) push(step, stageMessage('startStage', execution, child))
    if (after.length === 0) push(step, stageMessage('completeStage', execution, stage))
  } else if (task.status === 'NOT_STARTED') push(step, taskMessage('startTask', execution, stage, task))
  else push(step, runTask(execution, stage, task))
}
