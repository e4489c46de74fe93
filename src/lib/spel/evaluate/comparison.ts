import { classCast, evaluationError, type SpelError } from '../errors.ts'
import { binaryName, classOf, classText } from '../java/class-names.ts'
import { contentEquals } from '../java/equality.ts'
import { compareDoubles } from '../java/numbers.ts'
import { compareInstances } from '../java/types/comparable.ts'
import { EXECUTION_STATUS } from '../java/types/enums.ts'
import { ClassReference, EnumConstant, Instance, Scalar } from '../java/values.ts'
import { isNumber, numericKind, toBig } from './arithmetic.ts'
import { numberOf } from './conversion.ts'

/** Text that compares as text: a String, or an ExecutionStatus, which is a CharSequence in the original. */
function charSequence(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof EnumConstant && value.typeName === EXECUTION_STATUS ? value.name : undefined
}

/** `==` (spring: Operator.equalityCheck): numbers by value across types, everything else strictly. */
export function spelEquals(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left === right
  if (isNumber(left) && isNumber(right)) {
    const kind = numericKind(left, right)
    if (kind === 'Float') return Math.fround(numberOf(left)) === Math.fround(numberOf(right))
    return kind === 'Double' ? numberOf(left) === numberOf(right) : toBig(left) === toBig(right)
  }
  const leftText = charSequence(left)
  if (leftText !== undefined) {
    const rightText = charSequence(right)
    if (rightText !== undefined) return leftText === rightText
  }
  if (contentEquals(left ?? null, right ?? null)) return true
  // Constants of two enums: Spring compares them, which Java refuses.
  return left instanceof EnumConstant && right instanceof EnumConstant ? compare(left, right) === 0 : false
}

const className = (value: unknown) => classText(classOf(value))

/** `<`, `<=`, `>`, `>=` (spring: OpLT, OpLE, OpGT, OpGE): nothing is less or greater than NaN. */
export function relate(operator: Order, left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return holds(operator, left, right)
  if (isNumber(left) && isNumber(right)) {
    const kind = numericKind(left, right)
    if (kind === 'Float') return holds(operator, Math.fround(numberOf(left)), Math.fround(numberOf(right)))
    return kind === 'Double'
      ? holds(operator, numberOf(left), numberOf(right))
      : holds(operator, toBig(left), toBig(right))
  }
  // Only these two read an ExecutionStatus as text.
  if (operator === '<' || operator === '>') {
    const leftText = charSequence(left)
    const rightText = charSequence(right)
    if (leftText !== undefined && rightText !== undefined) return holds(operator, leftText, rightText)
  }
  return holds(operator, compare(left, right), 0)
}

export type Order = '<' | '<=' | '>' | '>='

function holds<T extends number | bigint | string>(operator: Order, left: T, right: T): boolean {
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    default:
      return left >= right
  }
}

/**
 * Orders two values: numbers across types, null before everything, otherwise Comparable of the same type
 * (spring: StandardTypeComparator).
 */
export function compare(left: unknown, right: unknown): number {
  if (left === null || left === undefined) return right === null || right === undefined ? 0 : -1
  if (right === null || right === undefined) return 1
  if (isNumber(left) && isNumber(right)) {
    const kind = numericKind(left, right)
    if (kind === 'Double' || kind === 'Float') return compareDoubles(numberOf(left), numberOf(right))
    const [a, b] = [toBig(left), toBig(right)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  if (!isComparable(left)) {
    throw evaluationError('NOT_COMPARABLE', [className(left), className(right)])
  }
  if (classOf(left) !== classOf(right)) {
    throw evaluationError('NOT_COMPARABLE', [className(left), className(right)], castError(right, left))
  }
  return compareSame(left, right)
}

function isComparable(value: unknown): boolean {
  if (typeof value === 'boolean' || typeof value === 'string' || isNumber(value)) return true
  if (value instanceof Scalar || value instanceof EnumConstant) return true
  return value instanceof Instance && compareInstances(value, value) !== undefined
}

function compareSame(left: unknown, right: unknown): number {
  if (typeof left === 'boolean') return Number(left) - Number(right)
  if (left instanceof EnumConstant) return left.ordinal - (right as EnumConstant).ordinal
  if (left instanceof Scalar) return String(left.value).charCodeAt(0) - String((right as Scalar).value).charCodeAt(0)
  return compareInstances(left as Instance, right as Instance) ?? 0
}

/** What compareTo takes where that is not the class itself. */
const COMPARED_AS: Readonly<Record<string, string>> = {
  'java.time.LocalDate': 'java.time.chrono.ChronoLocalDate',
  'java.time.LocalDateTime': 'java.time.chrono.ChronoLocalDateTime',
}

/** The ClassCastException of Java, which names where both classes come from. */
function castError(value: unknown, target: unknown): SpelError {
  // Constants of two enums: Java checks that itself, and says nothing.
  if (value instanceof EnumConstant && target instanceof EnumConstant) return classCast('null')
  const isPlatform = (name: string) => name.startsWith('java.') || /^[a-z]+\[/.test(name)
  const own = classOf(target)
  const names = [classOf(value), target instanceof EnumConstant ? 'java.lang.Enum' : (COMPARED_AS[own] ?? own)]
  const [from = '', to = ''] = names.map(binaryName)
  const origin = names.every(isPlatform)
    ? `${from} and ${to} are in module java.base of loader 'bootstrap'`
    : names
        .map((name) =>
          isPlatform(name)
            ? `${binaryName(name)} is in module java.base of loader 'bootstrap'`
            : `${binaryName(name)} is in unnamed module of loader 'app'`,
        )
        .join('; ')
  return classCast(`class ${from} cannot be cast to class ${to} (${origin})`)
}

/** `instanceof`: the right side must be a class. */
export function instanceOf(value: unknown, type: unknown, isA: (value: unknown, name: string) => boolean): boolean {
  if (!(type instanceof ClassReference)) {
    throw evaluationError('INSTANCEOF_NEEDS_CLASS', [
      type === null || type === undefined ? 'null' : binaryName(classOf(type)),
    ])
  }
  return value !== null && value !== undefined && isA(value, type.name)
}
