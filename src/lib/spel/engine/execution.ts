import { graphOf } from './stage-graph.ts'

/** The parts of Orca's execution JSON that expressions read. Everything else in the objects is left alone. */
export interface ExecutionData {
  readonly id: string
  readonly type?: string
  readonly application?: string | null
  readonly name?: string | null
  readonly status?: string
  readonly trigger?: Readonly<Record<string, unknown>>
  readonly stages?: readonly StageData[]
  readonly spelEvaluator?: string | null
  readonly templateVariables?: Readonly<Record<string, unknown>> | null
  readonly [key: string]: unknown
}

export interface StageData {
  readonly id: string
  readonly refId?: string | null
  readonly type?: string
  readonly name?: string | null
  readonly status?: string
  readonly context?: Readonly<Record<string, unknown>>
  readonly outputs?: Readonly<Record<string, unknown>>
  readonly tasks?: readonly Readonly<Record<string, unknown>>[]
  readonly parentStageId?: string | null
  readonly syntheticStageOwner?: string | null
  readonly requisiteStageRefIds?: readonly string[] | null
  readonly [key: string]: unknown
}

const requisites = (stage: StageData) => stage.requisiteStageRefIds ?? []
const stagesOf = (execution: ExecutionData) => execution.stages ?? []

/**
 * A stage and everything before it, nearest first (orca: StageExecutionImpl.ancestors): requisites with their synthetic
 * children, or, for a stage without requisites, its parent (for an after-stage, the before-siblings first).
 */
export function ancestorsOf(execution: ExecutionData, stage: StageData): StageData[] {
  const graph = graphOf(stagesOf(execution))
  const visited = new Set<StageData>()
  const found = new Set([stage])
  const add = (stages: readonly StageData[]) => {
    for (const each of stages) found.add(each)
  }
  const waiting = [stage]
  for (let current = waiting.pop(); current !== undefined; current = waiting.pop()) {
    visited.add(current)
    const refIds = requisites(current)
    if (refIds.length > 0) {
      const before = graph.withRefIds(refIds).filter((other) => !visited.has(other))
      for (const other of before) visited.add(other)
      add(before)
      add(graph.childrenOf(...before.map(({ id }) => id)))
      waiting.push(...before.reverse())
      continue
    }
    const parent = current.parentStageId == null ? undefined : graph.byId(current.parentStageId)
    if (parent === undefined || visited.has(parent)) continue
    if (current.syntheticStageOwner === 'STAGE_AFTER') {
      add(graph.childrenOf(parent.id).filter((other) => other.syntheticStageOwner === 'STAGE_BEFORE'))
    }
    found.add(parent)
    waiting.push(parent)
  }
  return [...found]
}

/** Stages that wait for this one, and theirs, in breadth. */
export function downstreamOf(execution: ExecutionData, stage: StageData): StageData[] {
  const graph = graphOf(stagesOf(execution))
  const result = new Set<StageData>()
  let level: readonly StageData[] = [stage]
  while (level.length > 0) {
    const refIds = level.flatMap(({ refId }) => (refId == null ? [] : [refId]))
    level = graph.waitingFor(...refIds).filter((candidate) => !result.has(candidate))
    for (const each of level) result.add(each)
  }
  return [...result]
}

/**
 * Reads `context.key` as Orca does: the stage's own value, else the outputs of the nearest ancestor that has the key.
 * @param ancestors the stage's ancestors, where they are known already
 */
export function contextValue(
  execution: ExecutionData,
  stage: StageData,
  key: string,
  ancestors?: readonly StageData[],
): unknown {
  const own = stage.context ?? {}
  if (Object.hasOwn(own, key)) return own[key]
  for (const ancestor of ancestors ?? ancestorsOf(execution, stage)) {
    const outputs = ancestor.outputs
    if (outputs !== undefined && Object.hasOwn(outputs, key)) return outputs[key]
  }
  return undefined
}

/** The outputs of all top-level stages merged: later ones win, lists of one key are joined. */
export function executionContext(execution: ExecutionData): Record<string, unknown> {
  const merged = new Map<string, unknown>()
  for (const stage of stagesOf(execution)) {
    if (stage.parentStageId != null) continue
    for (const [key, value] of Object.entries(stage.outputs ?? {})) {
      const before = merged.get(key)
      merged.set(key, Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value)
    }
  }
  return Object.fromEntries(merged)
}
