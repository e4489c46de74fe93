import { stageMessage } from '../messages.ts'
import { changed, push } from '../step.ts'
import { type Handler, stageOf, taskOf } from './handler.ts'

/** Stops a task until its execution is resumed (orca: PauseTaskHandler). */
export const pauseTask: Handler<'pauseTask'> = (message, step) => {
  const stage = stageOf(step.execution, message)
  taskOf(stage, message).status = 'PAUSED'
  changed(step, stage)
  push(step, stageMessage('pauseStage', step.execution, stage))
}
