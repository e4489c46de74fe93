import type { Json } from '../../../data/shapes.ts'

/** What stages record is whatever some pipeline or plugin wrote: nothing of it is taken to be what it should be. */
export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

export const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : [])

export const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap((each) => text(each) ?? [])

/** A plain value as text; undefined where there is none, or where it is no plain value. */
export const text = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** `waitForUpInstances` → `Wait for up instances`. */
export const labelOf = (name: string): string => {
  const words = name
    .replaceAll(/[._]/g, ' ')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const capacityWords = (value: unknown): string | undefined => {
  const { min, max, desired } = object(value)
  if (min === undefined && max === undefined && desired === undefined) return undefined
  return `min ${min ?? '–'} / max ${max ?? '–'} / desired ${desired ?? '–'}`
}
