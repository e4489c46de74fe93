import { graphOf } from '../../../lib/spel/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Stage } from '../model.ts'

/**
 * Refuses a graph that would begin and never end: a stage waits for one that is not there, or in a circle. A graph in
 * which nothing could begin is let be: it ends at once, failed (orca: StartExecutionHandler).
 */
export function requireRunnable(stages: readonly Stage[]): void {
  if (!stages.some(({ requisiteStageRefIds }) => requisiteStageRefIds.length === 0)) return
  const refIds = new Set(stages.map(({ refId }) => refId))
  for (const { refId, name, requisiteStageRefIds } of stages) {
    const missing = requisiteStageRefIds.find((requisite) => !refIds.has(requisite))
    if (missing !== undefined) refuse(`Stage '${name}' (${refId}) waits for a stage '${missing}' that does not exist.`)
  }
  const circle = inCircles(stages)
  if (circle.length > 0)
    refuse(`The stages ${circle.join(', ')} wait for each other in a circle; none of them could ever start.`)
}

/** The refIds that are left when layer by layer of what could start is taken off. */
function inCircles(stages: readonly Stage[]): (string | undefined)[] {
  const graph = graphOf(stages)
  const waitsFor = new Map(stages.map((stage) => [stage, graph.withRefIds(stage.requisiteStageRefIds).length]))
  const free = stages.filter((stage) => waitsFor.get(stage) === 0)
  for (const { refId } of free) {
    for (const next of refId === undefined ? [] : graph.waitingFor(refId)) {
      const left = (waitsFor.get(next) ?? 0) - 1
      waitsFor.set(next, left)
      if (left === 0) free.push(next)
    }
  }
  const taken = new Set(free)
  return stages.filter((stage) => !taken.has(stage)).map(({ refId }) => refId)
}

function refuse(message: string): never {
  throw problem('invalid', message)
}
