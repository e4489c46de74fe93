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
  let left = [...stages]
  for (;;) {
    const waitedFor = new Set(left.map(({ refId }) => refId))
    const rest = left.filter(({ requisiteStageRefIds }) => requisiteStageRefIds.some((each) => waitedFor.has(each)))
    if (rest.length === left.length) return rest.map(({ refId }) => refId)
    left = rest
  }
}

function refuse(message: string): never {
  throw problem('invalid', message)
}
