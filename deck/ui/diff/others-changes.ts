import { type Conflict, type Decide, mergeObjects } from './merge.ts'
import { isSame, type JsonObject } from './merge-patch.ts'

/** Longer values are not part of a sentence. */
const MOST_WORDS = 60

/**
 * Brings what a person made of `base` together with what the document has become meanwhile, field by field.
 * Returns what is to be saved, given what the person wants and what is stored now.
 * @throws what both changed, once for each value that somebody else put there: who saves again has read it, and means it
 */
export const createMerge = (base: JsonObject) => {
  const told = new Map<string, unknown>()
  return (mine: JsonObject, theirs: JsonObject): JsonObject => {
    const untold: Conflict[] = []
    const decide: Decide = (path, words, before, wanted, stored) => {
      const key = path.join('/')
      if (!told.has(key) || !isSame(told.get(key), stored))
        untold.push({ key, path: words, base: before, mine: wanted, theirs: stored })
      told.set(key, stored)
      return wanted
    }
    const merged = mergeObjects(base, mine, theirs, [], [], decide)
    if (untold.length > 0) throw new Error(sentences(untold, theirs.lastModifiedBy))
    return merged
  }
}

const sentences = (conflicts: readonly Conflict[], by: unknown): string => {
  const fields = conflicts.map(({ path, theirs }) => {
    const value = JSON.stringify(theirs ?? null)
    return value.length > MOST_WORDS ? path.join('.') : `${path.join('.')} is now ${value}`
  })
  const who = typeof by === 'string' && by ? `${by} has` : 'Somebody else has'
  return `${who} changed the same meanwhile: ${fields.join('; ')}. Nothing was saved. Save again to put yours in its place.`
}
