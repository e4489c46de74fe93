import { problem } from '../../../platform/errors/index.ts'
import type { Stage } from '../model.ts'

/** Refuses a graph that could never run: two stages with one refId, a requisite that is not there, a circle. */
export function requireRunnable(stages: readonly Stage[]): void {
  const byRefId = new Map<string, Stage>()
  for (const stage of stages) {
    if (byRefId.has(stage.refId)) refuse(`Two stages have the refId '${stage.refId}'; each needs its own.`)
    byRefId.set(stage.refId, stage)
  }
  for (const { refId, name, requisiteStageRefIds } of stages) {
    const missing = requisiteStageRefIds.find((requisite) => !byRefId.has(requisite))
    if (missing !== undefined) refuse(`Stage '${name}' (${refId}) waits for a stage '${missing}' that does not exist.`)
  }
  const done = new Set<string>()
  // Layer by layer: what is left when no layer can be taken off stands in a circle.
  for (;;) {
    const ready = stages.filter(
      (stage) => !done.has(stage.refId) && stage.requisiteStageRefIds.every((each) => done.has(each)),
    )
    if (ready.length === 0) break
    for (const { refId } of ready) done.add(refId)
  }
  const circle = stages.filter(({ refId }) => !done.has(refId)).map(({ refId }) => refId)
  if (circle.length > 0)
    refuse(`The stages ${circle.join(', ')} wait for each other in a circle; none of them could ever start.`)
}

function refuse(message: string): never {
  throw problem('invalid', message)
}
