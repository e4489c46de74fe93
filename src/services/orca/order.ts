import type { Stage } from './model.ts'

type Ordered = Pick<Stage, 'refId' | 'requisiteStageRefIds'>

/** Stages by their layers, each after those among them that it waits for; those of a circle come last. */
export function inLayers<S extends Ordered>(stages: readonly S[]): S[] {
  const ordered: S[] = []
  let left = [...stages]
  while (left.length > 0) {
    const waiting = new Set(left.map(({ refId }) => refId))
    const [layer, others] = [[] as S[], [] as S[]]
    for (const stage of left)
      (stage.requisiteStageRefIds.some((each) => waiting.has(each)) ? others : layer).push(stage)
    // Recorded executions that never ran may hold a circle.
    if (layer.length === 0) return [...ordered, ...left]
    ordered.push(...layer)
    left = others
  }
  return ordered
}

/** Top-level stages by their layers (orca: StageExecutionImpl.topologicalSort). */
export const inOrder = (stages: readonly Stage[]): Stage[] =>
  inLayers(stages.filter(({ parentStageId }) => parentStageId === undefined))
