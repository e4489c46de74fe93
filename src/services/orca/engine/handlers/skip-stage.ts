import { descendantsOf, isManuallySkipped } from '../graph.ts'
import { changed } from '../step.ts'
import { type Handler, stageOf, startNext } from './handler.ts'

/** Marks a stage as skipped: what comes after it starts (orca: SkipStageHandler). */
export const skipStage: Handler<'skipStage'> = (message, step) => {
  const { execution, now } = step
  const stage = stageOf(execution, message)
  const manually = isManuallySkipped(execution, stage)
  if (stage.status !== 'NOT_STARTED' && stage.status !== 'RUNNING' && !(manually && stage.status === 'PAUSED')) return
  if (manually) {
    for (const child of descendantsOf(execution, stage)) {
      if (['SUCCEEDED', 'TERMINAL', 'FAILED_CONTINUE'].includes(child.status)) continue
      child.status = 'SKIPPED'
      child.endTime = now
      changed(step, child)
    }
  }
  stage.status = 'SKIPPED'
  stage.endTime = now
  changed(step, stage)
  startNext(step, stage)
}
