import { canonicalJson } from '../../../lib/json/index.ts'
import type { Json } from '../model.ts'
import { isJson, isTrue } from '../values.ts'
import { malformed } from './errors.ts'

/** Ways in which a template's lists and maps join those of its child or its configuration. */

type List = readonly Json[] | null | undefined

/** By `name`: a later item replaces an earlier one, joins it (`merge`), or takes it away (`remove`) (orca: TemplateMerge). */
export function mergeNamed(one: List, two: List): readonly Json[] {
  return mergeBy('name', one, two, (before, after) => {
    if (isTrue(after.remove)) return []
    if (!isTrue(after.merge)) return [after]
    const { merge: _, ...joined } = { ...before, ...after }
    return [joined]
  })
}

/** By `id`: a later item replaces an earlier one. */
export const mergeIdentified = (one: List, two: List) => mergeBy('id', one, two, (_, after) => [after])

/** One after the other, equal ones once. */
export function mergeDistinct(one: List, two: List): readonly Json[] {
  if (!one?.length) return two ?? []
  if (!two?.length) return one
  const seen = new Set<string>()
  return [...one, ...two].filter((item) => {
    const text = canonicalJson(item)
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function mergeBy(key: string, one: List, two: List, join: (before: Json, after: Json) => readonly Json[]) {
  if (!one?.length) return two ?? []
  if (!two?.length) return one
  let merged = [...one]
  for (const item of two) {
    const at = merged.findIndex((known) => String(known[key]) === String(item[key]))
    merged = at < 0 ? [...merged, item] : [...merged.slice(0, at), ...join(merged[at]!, item), ...merged.slice(at + 1)]
  }
  return merged
}

/** Deeply: null takes a key away, maps join, everything else is replaced by its like (orca: MapMerge). */
export function mergeMaps(one: Json | null | undefined, two: Json | null | undefined): Json {
  const merged: Json = { ...one }
  for (const [key, after] of Object.entries(two ?? {})) {
    const before = merged[key]
    if (after === null && Object.hasOwn(merged, key)) delete merged[key]
    else if (isJson(before)) {
      if (!isJson(after)) throw malformed(`The map '${key}' can't be merged with something else`)
      merged[key] = mergeMaps(before, after)
    } else if (Array.isArray(before) && !Array.isArray(after)) {
      throw malformed(`The list '${key}' can't be replaced by something else`)
    } else merged[key] = after
  }
  return merged
}
