import { parentOf } from '../graph.ts'
import { stageMessage } from '../messages.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf } from './handler.ts'

/** Shows a stage, and those that it is a part of, as paused (orca: PauseStageHandler). */
export const pauseStage: Handler<'pauseStage'> = (message, step) => {
  const { execution } = step
  const stage = stageOf(execution, message)
  if (stage.status !== 'RUNNING') return
  stage.status = 'PAUSED'
  changed(step, stage)
  const parent = parentOf(execution, stage)
  if (parent !== undefined) push(step, stageMessage('pauseStage', execution, parent))
}
