import { isObject, isSame, type JsonObject } from './merge-patch.ts'

/** Where two people changed the same thing differently; undefined: it is not there. */
export interface Conflict {
  /** Names the conflict among the others. */
  readonly key: string
  /** Where, for people: `Stage “Deploy”`, `clusters`. */
  readonly path: readonly string[]
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

/** What stands where two people changed the same thing differently. */
export type Decide = (
  path: readonly string[],
  words: readonly string[],
  base: unknown,
  mine: unknown,
  theirs: unknown,
) => unknown

/** What three versions of a list become; undefined where they can only be taken whole. */
export type MergeLists = (
  base: readonly unknown[],
  mine: readonly unknown[],
  theirs: readonly unknown[],
  path: readonly string[],
  words: readonly string[],
  decide: Decide,
) => readonly unknown[] | undefined

/** What was changed on one side only is as it was changed there. `lists`: how lists are joined that both changed. */
export const mergeValues = (
  base: unknown,
  mine: unknown,
  theirs: unknown,
  path: readonly string[],
  words: readonly string[],
  decide: Decide,
  lists?: MergeLists,
): unknown => {
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine
  if (isSame(base, mine)) return theirs
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base)))
    return mergeObjects(base ?? {}, mine, theirs, path, words, decide, lists)
  const before = base ?? []
  const joined =
    lists && Array.isArray(before) && Array.isArray(mine) && Array.isArray(theirs)
      ? lists(before, mine, theirs, path, words, decide)
      : undefined
  return joined ?? decide(path, words, base, mine, theirs)
}

/** The same of objects, field by field. */
export const mergeObjects = (
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  path: readonly string[],
  words: readonly string[],
  decide: Decide,
  lists?: MergeLists,
): JsonObject => {
  const result: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = mergeValues(base[key], mine[key], theirs[key], [...path, key], [...words, key], decide, lists)
    if (value !== undefined) result[key] = value
  }
  return result
}
