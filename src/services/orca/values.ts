import type { Json } from './model.ts'

/** What people write in a context is read leniently: expressions leave numbers and booleans as text. */

/** A non-empty text, or a number as text. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : undefined
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or an empty one in place of anything else. */
export function json(value: unknown): Json {
  return isJson(value) ? value : {}
}

/** A list; one value stands for a list of it, nothing for an empty one. */
export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return value === undefined || value === null || value === '' ? [] : [value]
}

export function texts(value: unknown): string[] {
  return list(value).flatMap((item) => text(item) ?? [])
}

/** A list of words; a text may separate them with commas. */
export function words(value: unknown): string[] {
  return (typeof value === 'string' ? value.split(',') : texts(value)).map((word) => word.trim()).filter(Boolean)
}

export function objects(value: unknown): Json[] {
  return list(value).filter(isJson)
}

/** Without the keys that have no value, so that nothing is overwritten by nothing. */
export function present(values: Json): Json {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null))
}
