import { payForText } from './budget.ts'
import { renderError } from './errors.ts'
import { Entry, isEqual, isMap, numberOf, textOf } from './values.ts'

type Method = (on: never, ...args: unknown[]) => unknown

/** Methods of Java's and Python's that templates call on texts, lists and maps; no other can be called. */
const ofTexts: Readonly<Record<string, Method>> = {
  toUpperCase: (on: string) => on.toUpperCase(),
  upper: (on: string) => on.toUpperCase(),
  toLowerCase: (on: string) => on.toLowerCase(),
  lower: (on: string) => on.toLowerCase(),
  trim: (on: string) => on.trim(),
  strip: (on: string) => on.trim(),
  length: (on: string) => on.length,
  isEmpty: (on: string) => on === '',
  contains: (on: string, part) => on.includes(textOf(part)),
  startsWith: (on: string, part) => on.startsWith(textOf(part)),
  startswith: (on: string, part) => on.startsWith(textOf(part)),
  endsWith: (on: string, part) => on.endsWith(textOf(part)),
  endswith: (on: string, part) => on.endsWith(textOf(part)),
  indexOf: (on: string, part) => on.indexOf(textOf(part)),
  replace: (on: string, from, to) => {
    const [before, after] = [textOf(from), textOf(to)]
    payForText(on.split(before).length * after.length)
    return on.replaceAll(before, () => after)
  },
  split: (on: string, by) => on.split(by === undefined ? ' ' : textOf(by)),
  substring: (on: string, from, to) => on.substring(numberOf(from), to === undefined ? undefined : numberOf(to)),
  equals: (on: string, other) => isEqual(on, other),
  equalsIgnoreCase: (on: string, other) => on.toLowerCase() === textOf(other).toLowerCase(),
  concat: (on: string, other) => on + textOf(other),
  format: (on: string, ...args) => args.reduce<string>((text, arg) => text.replace('%s', () => textOf(arg)), on),
}

const ofLists: Readonly<Record<string, Method>> = {
  size: (on: unknown[]) => on.length,
  isEmpty: (on: unknown[]) => on.length === 0,
  contains: (on: unknown[], part) => on.some((each) => isEqual(each, part)),
  indexOf: (on: unknown[], part) => on.findIndex((each) => isEqual(each, part)),
  get: (on: unknown[], index) => on[numberOf(index)],
}

const ofMaps: Readonly<Record<string, Method>> = {
  size: (on: object) => Object.keys(on).length,
  isEmpty: (on: object) => Object.keys(on).length === 0,
  containsKey: (on: object, key) => Object.hasOwn(on, textOf(key)),
  get: (on: Record<string, unknown>, key, preset) =>
    Object.hasOwn(on, textOf(key)) ? on[textOf(key)] : (preset ?? null),
  getOrDefault: (on: Record<string, unknown>, key, preset) =>
    Object.hasOwn(on, textOf(key)) ? on[textOf(key)] : preset,
  keys: (on: object) => Object.keys(on),
  keySet: (on: object) => Object.keys(on),
  values: (on: object) => Object.values(on),
  items: (on: object) => Object.entries(on).map(([key, value]) => new Entry(key, value)),
  entrySet: (on: object) => Object.entries(on).map(([key, value]) => new Entry(key, value)),
}

export function callMethod(on: unknown, name: string, args: readonly unknown[]): unknown {
  payForText(typeof on === 'string' ? on.length : 0)
  const known = typeof on === 'string' ? ofTexts : Array.isArray(on) ? ofLists : isMap(on) ? ofMaps : {}
  if (Object.hasOwn(known, name)) return known[name]!(on as never, ...args)
  if (name === 'toString') return textOf(on)
  if (on instanceof Entry && (name === 'getKey' || name === 'getValue')) return name === 'getKey' ? on.key : on.value
  throw renderError(`There is no method '${name}' here`)
}

const mostItems = 10_000

/** Functions that templates call by name alone. */
export const functions: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
  range(...args) {
    const [one = 0, two, by = 1] = args.map(numberOf)
    const [from, to] = two === undefined ? [0, one] : [one, two]
    const count = by === 0 ? 0 : Math.max(0, Math.ceil((to - from) / by))
    if (count > mostItems) throw renderError(`range would make ${count} numbers; ${mostItems} are the most`)
    return Array.from({ length: count }, (_, index) => from + index * by)
  },
  dict: (...pairs) =>
    Object.fromEntries(pairs.flatMap((pair) => (pair instanceof Entry ? [[pair.key, pair.value]] : []))),
  type: (value) =>
    value === null || value === undefined
      ? 'null'
      : Array.isArray(value)
        ? 'list'
        : isMap(value)
          ? 'dict'
          : typeof value === 'string'
            ? 'str'
            : typeof value === 'boolean'
              ? 'bool'
              : Number.isInteger(value)
                ? 'int'
                : 'float',
}
