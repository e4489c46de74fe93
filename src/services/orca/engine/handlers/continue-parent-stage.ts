import { childrenOf } from '../graph.ts'
import { stageMessage, taskMessage } from '../messages.ts'
import { isComplete, letsNextStart } from '../status.ts'
import { push } from '../step.ts'
import { type Handler, stageOf } from './handler.ts'

/** Goes on with a stage when a phase of its synthetic stages is over (orca: ContinueParentStageHandler). */
export const continueParentStage: Handler<'continueParentStage'> = ({ phase, ...message }, step) => {
  const { execution } = step
  const stage = stageOf(execution, message)
  const children = childrenOf(execution, stage, phase)
  if (phase === 'STAGE_AFTER') {
    if (children.every((child) => isComplete(child.status))) push(step, stageMessage('completeStage', execution, stage))
    return
  }
  if (!children.every((child) => letsNextStart(child.status))) return
  const first = stage.tasks[0]
  if (first === undefined) push(step, stageMessage('completeStage', execution, stage))
  else if (first.status === 'NOT_STARTED') push(step, taskMessage('startTask', execution, stage, first))
}
