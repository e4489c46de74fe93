import { childrenOf } from '../graph.ts'
import { stageMessage, taskMessage } from '../messages.ts'
import { push } from '../step.ts'
import { type Handler, letsSiblingsStart, stageOf } from './handler.ts'

/**
 * Goes on with a stage when one of its synthetic stages is over: with its tasks when those before them let it, else with
 * its end, which looks itself whether it has come (orca: ContinueParentStageHandler).
 */
export const continueParentStage: Handler<'continueParentStage'> = ({ phase, ...message }, step) => {
  const { execution } = step
  const stage = stageOf(execution, message)
  const first = stage.tasks[0]
  const goesOn = phase === 'STAGE_BEFORE' && childrenOf(execution, stage, phase).every(letsSiblingsStart)
  if (!goesOn || first === undefined) push(step, stageMessage('completeStage', execution, stage))
  else if (first.status === 'NOT_STARTED') push(step, taskMessage('startTask', execution, stage, first))
}
