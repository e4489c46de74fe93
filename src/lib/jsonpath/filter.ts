import { matchWhole } from '../spel/index.ts'
import { JsonPathError } from './errors.ts'
import type { Filter, FilterPath, Operand } from './syntax.ts'

/** What a filter asks of the reading that it is a part of. */
export interface Asked {
  /** What a path leads to; undefined when it leads nowhere. */
  lookUp(path: FilterPath): unknown
  /** Counts work; throws when it is too much. */
  spend(steps: number): void
}

const deepest = 500

export function holds(filter: Filter, asked: Asked): boolean {
  switch (filter.kind) {
    case 'or':
      return filter.of.some((each) => holds(each, asked))
    case 'and':
      return filter.of.every((each) => holds(each, asked))
    case 'not':
      return !holds(filter.of, asked)
    case 'exists':
      return asked.lookUp(filter.path) !== undefined
    case 'compare':
      return compare(filter.left, filter.operator, filter.right, asked)
  }
}

function compare(leftOperand: Operand, operator: string, rightOperand: Operand, asked: Asked): boolean {
  const left = operandValue(leftOperand, asked)
  if (operator === '=~') {
    const [pattern, text] =
      rightOperand.kind === 'pattern'
        ? [rightOperand.pattern, left]
        : [leftOperand.kind === 'pattern' ? leftOperand.pattern : undefined, operandValue(rightOperand, asked)]
    if (pattern === undefined || !isScalar(text)) return false
    asked.spend(String(text).length)
    return matches(pattern, String(text))
  }
  const right = operandValue(rightOperand, asked)
  const equal = (one: unknown, other: unknown) => isEqual(one, other, asked)
  const includes = (items: readonly unknown[], wanted: unknown) => items.some((item) => equal(item, wanted))
  switch (operator) {
    case '==':
      return equal(left, right)
    case '!=':
      return !equal(left, right)
    case '===':
      return typeof left === typeof right && equal(left, right)
    case '!==':
      return typeof left !== typeof right || !equal(left, right)
    case '<':
      return ordered(left, right, (order) => order < 0)
    case '<=':
      return ordered(left, right, (order) => order <= 0)
    case '>':
      return ordered(left, right, (order) => order > 0)
    case '>=':
      return ordered(left, right, (order) => order >= 0)
    case 'in':
      return Array.isArray(right) && includes(right, left)
    case 'nin':
      return !(Array.isArray(right) && includes(right, left))
    case 'contains':
      if (Array.isArray(left)) return includes(left, right)
      return typeof left === 'string' && isScalar(right) && left.includes(String(right))
    case 'subsetof':
      return both(left, right, (some, all) => some.every((item) => includes(all, item)))
    case 'anyof':
      return both(left, right, (some, all) => some.some((item) => includes(all, item)))
    case 'noneof':
      return both(left, right, (some, all) => !some.some((item) => includes(all, item)))
    case 'size':
      return (Array.isArray(left) || typeof left === 'string') && left.length === right
    default:
      return isEmpty(left) === right
  }
}

/** The pattern language bounds its own work, too. */
function matches(pattern: string, text: string): boolean {
  try {
    return matchWhole(pattern, text)
  } catch (error) {
    throw new JsonPathError(`The pattern /${pattern}/ failed: ${(error as Error).message}`)
  }
}

function operandValue(operand: Operand, asked: Asked): unknown {
  if (operand.kind === 'path') return asked.lookUp(operand.path)
  return operand.kind === 'value' ? operand.value : undefined
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

function both(left: unknown, right: unknown, test: (left: unknown[], right: unknown[]) => boolean): boolean {
  return Array.isArray(left) && Array.isArray(right) && test(left, right)
}

/** Only numbers, or only texts, have an order. */
function ordered(left: unknown, right: unknown, test: (order: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return test(left - right)
  if (typeof left !== 'string' || typeof right !== 'string') return false
  return test(left < right ? -1 : left > right ? 1 : 0)
}

function isEmpty(value: unknown): boolean | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0
  return isObject(value) ? Object.keys(value).length === 0 : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A number equals its text; nothing else is converted. */
function isEqual(left: unknown, right: unknown, asked: Asked, depth = 0): boolean {
  asked.spend(1)
  if (depth > deepest) throw new JsonPathError(`A compared value is nested deeper than ${deepest}`)
  if (typeof left === 'number' && typeof right === 'string') return right.trim() !== '' && Number(right) === left
  if (typeof left === 'string' && typeof right === 'number') return left === String(right)
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => isEqual(item, right[at], asked, depth + 1))
  }
  if (isObject(left) && isObject(right)) {
    const keys = Object.keys(left)
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key], asked, depth + 1))
    )
  }
  return left === right
}
