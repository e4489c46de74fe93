import type { Json } from '../model.ts'
import { encode, type ParentStagesRow } from './tables.ts'

/**
 * A pipeline that another one started carries that one whole in `trigger.parentExecution`, which may carry its own parent, and
 * so on. The stages of each are most of it: they are kept apart and once, however many descendants show them.
 */
export function withoutParentStages(
  executionId: string,
  trigger: Json,
): { trigger: Json; parentStages: ParentStagesRow[] } {
  const parentStages: ParentStagesRow[] = []
  const seen = new Set<string>()
  const strip = (id: string, from: Json): Json => {
    const parent = parentOf(from)
    if (parent === undefined || typeof parent['id'] !== 'string' || seen.has(id)) return from
    seen.add(id)
    const stages = Array.isArray(parent['stages']) ? parent['stages'] : undefined
    if (stages !== undefined && stages.length > 0) {
      parentStages.push({ execution_id: id, parent_id: parent['id'], stages: encode(stages) })
    }
    const above = parent['trigger'] === undefined ? {} : { trigger: strip(parent['id'], triggerOf(parent)) }
    return { ...from, parentExecution: { ...parent, ...(stages && { stages: [] }), ...above } }
  }
  return { trigger: strip(executionId, trigger), parentStages }
}

/** Under which ids the stages of a trigger's parent executions are kept: this execution's, its parent's, and so on. */
export function parentStagesKeys(executionId: string, trigger: Json): string[] {
  const keys: string[] = []
  let [id, from] = [executionId, trigger]
  for (let parent = parentOf(from); parent !== undefined && !keys.includes(id); parent = parentOf(from)) {
    keys.push(id)
    if (typeof parent['id'] !== 'string') return keys
    ;[id, from] = [parent['id'], triggerOf(parent)]
  }
  return keys
}

/** The trigger whole again. */
export function withParentStages(executionId: string, trigger: Json, kept: ReadonlyMap<string, string>): Json {
  const seen = new Set<string>()
  const fill = (id: string, from: Json): Json => {
    const parent = parentOf(from)
    if (parent === undefined || typeof parent['id'] !== 'string' || seen.has(id)) return from
    seen.add(id)
    const stages = kept.get(id)
    return {
      ...from,
      parentExecution: {
        ...parent,
        ...(stages === undefined ? {} : { stages: JSON.parse(stages) }),
        ...(parent['trigger'] === undefined ? {} : { trigger: fill(parent['id'], triggerOf(parent)) }),
      },
    }
  }
  return fill(executionId, trigger)
}

const parentOf = (trigger: Json): Json | undefined => object(trigger['parentExecution'])
const triggerOf = (execution: Json): Json => object(execution['trigger']) ?? {}
const object = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Json) : undefined)
