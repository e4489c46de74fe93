export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether two values of JSON are the same; a key that is undefined is not there. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => isSame(each, b[at]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => isSame(a[key], b[key]))
}

/** Nothing there, however that is written. */
const isNothing = (value: unknown): boolean => value === undefined || value === null

/**
 * What turns one document into another when it is merged in: only what differs; null takes a field away, and lists go
 * whole. A field that was null or absent and still is does not differ.
 */
export const mergePatchOf = (before: JsonObject, after: JsonObject): Record<string, unknown> => {
  const patch: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, wanted] = [before[key], after[key]]
    if (isSame(old, wanted) || (isNothing(old) && isNothing(wanted))) continue
    if (isNothing(wanted)) patch[key] = null
    else if (isObject(old) && isObject(wanted)) {
      const inner = mergePatchOf(old, wanted)
      if (Object.keys(inner).length > 0) patch[key] = inner
    } else patch[key] = wanted
  }
  return patch
}

export interface Change {
  /** Keys joined by dots. */
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** The fields that a patch touches, each with what it was and what it becomes. */
export const changesOf = (before: JsonObject, patch: JsonObject, path = ''): Change[] =>
  Object.entries(patch).flatMap(([key, value]) => {
    const old = before[key]
    if (isObject(old) && isObject(value)) return changesOf(old, value, `${path}${key}.`)
    return [{ path: path + key, before: old, after: value }]
  })
