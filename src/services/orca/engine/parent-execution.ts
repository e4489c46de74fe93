import type { Execution, Json } from '../model.ts'
import { push, type Step } from './step.ts'

/** The stage of another execution that started this one and watches it, as messages name it; undefined where there is none. */
export function watchingStage({ trigger }: Execution) {
  const { type, parentExecution, parentPipelineStageId: stageId } = trigger
  const parent = parentExecution as Json | null | undefined
  if (type !== 'pipeline' || typeof stageId !== 'string' || typeof parent?.['id'] !== 'string') return undefined
  const executionType: Execution['type'] = parent['type'] === 'ORCHESTRATION' ? 'ORCHESTRATION' : 'PIPELINE'
  return { executionType, executionId: parent['id'], application: String(parent['application']), stageId }
}

/** Lets the stage that watches this execution look at once: its own looks are far apart. */
export function tellWatcher(step: Step): void {
  const watching = watchingStage(step.execution)
  if (watching === undefined) return
  const { stageId: _, ...execution } = watching
  push(step, { kind: 'rescheduleExecution', ...execution })
}
