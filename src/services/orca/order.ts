import type { Stage } from './model.ts'

/**
 * Top-level stages by their layers, each after those that it waits for (orca: StageExecutionImpl.topologicalSort). Recorded
 * executions that never ran may hold a circle; its stages come last.
 */
export function inOrder(stages: readonly Stage[]): readonly Stage[] {
  const ordered: Stage[] = []
  let left = stages.filter(({ parentStageId }) => parentStageId === undefined)
  while (left.length > 0) {
    const done = new Set(ordered.map(({ refId }) => refId))
    const layer = left.filter(({ requisiteStageRefIds }) => requisiteStageRefIds.every((refId) => done.has(refId)))
    if (layer.length === 0) return [...ordered, ...left]
    ordered.push(...layer)
    left = left.filter((stage) => !layer.includes(stage))
  }
  return ordered
}
