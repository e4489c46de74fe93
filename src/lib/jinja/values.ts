import { payForText, payForValues } from './budget.ts'
import { renderError } from './errors.ts'

/** Values of templates are JSON: null, booleans, numbers, texts, lists and maps; and entries of a map. */
export class Entry {
  readonly key: string
  readonly value: unknown

  constructor(key: string, value: unknown) {
    this.key = key
    this.value = value
  }
}

export type JsonMap = Readonly<Record<string, unknown>>

export const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Entry)

/** As Java writes it, for that is what the original's output shows: `[a, b]`, `{a=1}`; nothing for null. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : inner(value, 0)
}

const deepest = 200
const tooDeep = () => renderError(`A value is nested deeper than ${deepest} levels`)

function inner(value: unknown, depth: number): string {
  if (depth > deepest) throw tooDeep()
  payForText(typeof value === 'string' ? value.length : 0)
  if (value === undefined) return 'null'
  if (Array.isArray(value)) return `[${value.map((each) => inner(each, depth + 1)).join(', ')}]`
  if (value instanceof Entry) return `${value.key}=${inner(value.value, depth + 1)}`
  if (isMap(value)) {
    return `{${Object.entries(value)
      .map(([key, each]) => {
        payForText(key.length)
        return `${key}=${inner(each, depth + 1)}`
      })
      .join(', ')}}`
  }
  return String(value)
}

/** As JSON; null for nothing. `indent`: how many spaces a level is moved in by. */
export function jsonOf(value: unknown, indent = 0): string {
  const depths = new Map<unknown, number>()
  function counted(this: unknown, key: string, each: unknown) {
    const depth = depths.get(this) ?? 0
    if (depth > deepest) throw tooDeep()
    payForText(key.length + depth * indent + (typeof each === 'string' ? each.length : 0))
    if (typeof each === 'object') depths.set(each, depth + 1)
    return each
  }
  return JSON.stringify(value ?? null, counted, indent) ?? 'null'
}

/** Jinjava's truth: empty, zero, `false` as text and null are false (jinjava: ObjectTruthValue). */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== '' && value.toLowerCase() !== 'false'
  if (Array.isArray(value)) return value.length > 0
  return !isMap(value) || Object.keys(value).length > 0
}

export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || value === undefined || value === '') return 0
  const number = typeof value === 'string' ? Number(value) : Number.NaN
  if (Number.isNaN(number)) throw renderError(`'${textOf(value)}' is not a number`)
  return number
}

/** What a loop or a filter goes over: a map's values, a text's characters (jinjava: ObjectIterator). */
export function itemsOf(value: unknown): readonly unknown[] {
  const items = listOf(value)
  payForValues(items.length)
  return items
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === null || value === undefined) return []
  if (typeof value === 'string') return [...value]
  if (isMap(value)) return Object.values(value)
  return [value]
}

/** EL's `==`: of a number and a text the text is read as a number. */
export function isEqual(one: unknown, two: unknown): boolean {
  payForText(typeof one === 'string' ? one.length : 0)
  if (one === two) return true
  if (one == null || two == null) return one == null && two == null
  if (typeof one === 'number' || typeof two === 'number') return one !== '' && two !== '' && Number(one) === Number(two)
  if (typeof one === 'boolean' || typeof two === 'boolean')
    return textOf(one).toLowerCase() === textOf(two).toLowerCase()
  if (typeof one === 'object' && typeof two === 'object') return jsonOf(one) === jsonOf(two)
  return textOf(one) === textOf(two)
}

export function compare(one: unknown, two: unknown): number {
  const numeric = (value: unknown) => typeof value === 'number' || typeof value === 'boolean'
  if (numeric(one) || numeric(two)) return numberOf(one) - numberOf(two)
  const [left, right] = [textOf(one), textOf(two)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** A member by key or index; undefined when there is none. Never a member of JavaScript's own. */
export function memberOf(value: unknown, key: unknown): unknown {
  if (value instanceof Entry)
    return key === 'key' || key === 0 ? value.key : key === 'value' || key === 1 ? value.value : undefined
  if (Array.isArray(value) || typeof value === 'string') {
    const index = Number(key)
    return Number.isInteger(index) ? value.at(index) : undefined
  }
  const name = textOf(key)
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
