import { payForText } from './budget.ts'
import { renderError } from './errors.ts'
import { compare, isEqual, isMap, itemsOf, numberOf, textOf } from './values.ts'

/** Operators of two values; `and` and `or` are not here, for they need not evaluate their right side. */
export const operators: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  '+': (left, right) => {
    if (Array.isArray(left)) return [...left, ...(Array.isArray(right) ? right : [right])]
    if (isMap(left) && isMap(right)) return { ...left, ...right }
    if (typeof left === 'string' || typeof right === 'string') return textOf(left) + textOf(right)
    return numberOf(left) + numberOf(right)
  },
  '-': (left, right) => numberOf(left) - numberOf(right),
  '*': (left, right) => numberOf(left) * numberOf(right),
  '/': (left, right) => numberOf(left) / notZero(right),
  '//': (left, right) => Math.floor(numberOf(left) / notZero(right)),
  '%': (left, right) => numberOf(left) % notZero(right),
  '**': (left, right) => numberOf(left) ** numberOf(right),
  '~': (left, right) => textOf(left) + textOf(right),
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '<': (left, right) => compare(left, right) < 0,
  '>': (left, right) => compare(left, right) > 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>=': (left, right) => compare(left, right) >= 0,
  in: contains,
  'not in': (left, right) => !contains(left, right),
}

/** EL's words for operators. */
export const operatorWords: Readonly<Record<string, string>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  gt: '>',
  le: '<=',
  ge: '>=',
  div: '/',
  mod: '%',
}

function contains(part: unknown, whole: unknown): boolean {
  if (typeof whole === 'string') {
    payForText(whole.length)
    return whole.includes(textOf(part))
  }
  if (isMap(whole)) return Object.hasOwn(whole, textOf(part))
  return itemsOf(whole).some((each) => isEqual(each, part))
}

function notZero(value: unknown): number {
  const number = numberOf(value)
  if (number === 0) throw renderError('Nothing can be divided by zero')
  return number
}

/** What follows `is`: tests of a value. */
export const tests: Readonly<Record<string, (value: unknown, ...args: unknown[]) => boolean>> = {
  defined: (value) => value !== undefined && value !== null,
  undefined: (value) => value === undefined || value === null,
  none: (value) => value === undefined || value === null,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  float: (value) => typeof value === 'number' && !Number.isInteger(value),
  mapping: isMap,
  sequence: Array.isArray,
  iterable: (value) => Array.isArray(value) || isMap(value),
  even: (value) => numberOf(value) % 2 === 0,
  odd: (value) => Math.abs(numberOf(value) % 2) === 1,
  divisibleby: (value, by) => numberOf(value) % notZero(by) === 0,
  equalto: isEqual,
  sameas: (value, other) => value === other,
  lower: (value) => textOf(value) === textOf(value).toLowerCase(),
  upper: (value) => textOf(value) === textOf(value).toUpperCase(),
  truthy: (value) => value !== null && value !== undefined && value !== '' && value !== 0 && value !== false,
  containing: (value, part) => contains(part, value),
  in: (value, whole) => contains(value, whole),
  string_containing: (value, part) => textOf(value).includes(textOf(part)),
  string_startingwith: (value, part) => textOf(value).startsWith(textOf(part)),
}
