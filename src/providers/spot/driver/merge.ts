import type { Document } from './driver.ts'

export const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Spot's own way of changing a document: an absent field stays, `null` clears, objects merge, arrays are replaced as a
 * whole. Neither argument is changed.
 */
export function merged(document: Document, patch: Document): Document {
  const fields = new Map(Object.entries(document))
  for (const [key, value] of Object.entries(patch)) {
    const old = fields.get(key)
    if (value === null) fields.delete(key)
    else fields.set(key, isObject(value) ? merged(isObject(old) ? old : {}, value) : value)
  }
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(fields)
}
