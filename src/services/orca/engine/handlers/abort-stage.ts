import { parentOf } from '../graph.ts'
import { executionMessage, stageMessage } from '../messages.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf } from './handler.ts'

/** Ends a stage that can't go on (orca: AbortStageHandler). */
export const abortStage: Handler<'abortStage'> = (message, step) => {
  const { execution, now } = step
  const stage = stageOf(execution, message)
  if (stage.status !== 'RUNNING' && stage.status !== 'NOT_STARTED') return
  stage.status = 'TERMINAL'
  stage.endTime = now
  changed(step, stage)
  push(step, stageMessage('cancelStage', execution, stage))
  const parent = parentOf(execution, stage)
  if (parent === undefined) push(step, executionMessage('completeExecution', execution))
  else push(step, stageMessage('completeStage', execution, parent))
}
