/** What of a stage makes the graph. */
export interface GraphStage {
  readonly id: string
  readonly refId?: string | null | undefined
  readonly parentStageId?: string | null | undefined
  readonly requisiteStageRefIds?: readonly string[] | null | undefined
}

/** The stages of an execution by what others know them by: a walk through the graph is as long as the graph, not its square. */
export interface StageGraph<S extends GraphStage = GraphStage> {
  byId(id: string): S | undefined
  /** Stages with one of these refIds, in the order of the execution. */
  withRefIds(refIds: readonly string[]): readonly S[]
  /** Stages that wait for one of these refIds, in the order of the execution. */
  waitingFor(...refIds: readonly string[]): readonly S[]
  /** Synthetic stages of these, in the order of the execution. */
  childrenOf(...ids: readonly string[]): readonly S[]
}

interface Built {
  readonly graph: StageGraph
  readonly size: number
}

const built = new WeakMap<readonly GraphStage[], Built>()
const none: never[] = []

/** The graph of these stages; made once, and anew when stages came or went. Whatever changes a graph makes a new list of its stages or a longer one. */
export function graphOf<S extends GraphStage>(stages: readonly S[]): StageGraph<S> {
  const known = built.get(stages)
  if (known?.size === stages.length) return known.graph as StageGraph<S>
  const graph = build(stages)
  built.set(stages, { graph: graph as unknown as StageGraph, size: stages.length })
  return graph
}

function build<S extends GraphStage>(stages: readonly S[]): StageGraph<S> {
  const byId = new Map<string, S>()
  const position = new Map<S, number>()
  const byRefId = new Map<string, S[]>()
  const waiting = new Map<string, S[]>()
  const children = new Map<string, S[]>()
  const add = (map: Map<string, S[]>, key: string | null | undefined, stage: S) => {
    if (key === null || key === undefined) return
    const list = map.get(key)
    if (list === undefined) map.set(key, [stage])
    else list.push(stage)
  }
  for (const [index, stage] of stages.entries()) {
    position.set(stage, index)
    if (!byId.has(stage.id)) byId.set(stage.id, stage)
    add(byRefId, stage.refId, stage)
    add(children, stage.parentStageId, stage)
    for (const refId of new Set(stage.requisiteStageRefIds ?? none)) add(waiting, refId, stage)
  }
  const inOrder = (a: S, b: S) => (position.get(a) ?? 0) - (position.get(b) ?? 0)
  const together = (map: ReadonlyMap<string, S[]>, keys: readonly string[]): readonly S[] => {
    if (keys.length === 1) return map.get(keys[0] as string) ?? none
    return [...new Set(keys.flatMap((key) => map.get(key) ?? none))].sort(inOrder)
  }
  return {
    byId: (id) => byId.get(id),
    withRefIds: (refIds) => together(byRefId, refIds),
    waitingFor: (...refIds) => together(waiting, refIds),
    childrenOf: (...ids) => together(children, ids),
  }
}
