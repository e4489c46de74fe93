import { classCast, evaluationError, type SpelError } from '../errors.ts'
import { classOf, classText } from '../java/class-names.ts'
import { contentEquals } from '../java/equality.ts'
import { compareDoubles } from '../java/numbers.ts'
import { compareInstances } from '../java/types/comparable.ts'
import { EXECUTION_STATUS } from '../java/types/enums.ts'
import { ClassReference, EnumConstant, Instance, Scalar } from '../java/values.ts'
import { isNumber, numericKind, toBig } from './arithmetic.ts'
import { numberOf } from './conversion.ts'

/** Text that compares as text: a String, or an ExecutionStatus, which is a CharSequence in the original. */
export function charSequence(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof EnumConstant && value.typeName === EXECUTION_STATUS ? value.name : undefined
}

/** `==` (spring: Operator.equalityCheck): numbers by value across types, everything else strictly. */
export function spelEquals(left: unknown, right: unknown): boolean {
  if (isNumber(left) && isNumber(right)) {
    return numericKind(left, right) === 'Double' || numericKind(left, right) === 'Float'
      ? numberOf(left) === numberOf(right)
      : toBig(left) === toBig(right)
  }
  const leftText = charSequence(left)
  if (leftText !== undefined) {
    const rightText = charSequence(right)
    if (rightText !== undefined) return leftText === rightText
  }
  return contentEquals(left ?? null, right ?? null)
}

const className = (value: unknown) => classText(classOf(value))

/**
 * Orders two values: numbers across types, null before everything, otherwise Comparable of the same type
 * (spring: StandardTypeComparator).
 */
export function compare(left: unknown, right: unknown): number {
  if (isNumber(left) && isNumber(right)) {
    const kind = numericKind(left, right)
    if (kind === 'Double' || kind === 'Float') return compareDoubles(numberOf(left), numberOf(right))
    const [a, b] = [toBig(left), toBig(right)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  const leftText = charSequence(left)
  const rightText = charSequence(right)
  if (leftText !== undefined && rightText !== undefined) {
    return leftText < rightText ? -1 : leftText > rightText ? 1 : 0
  }
  if (left === null || left === undefined) return right === null || right === undefined ? 0 : -1
  if (right === null || right === undefined) return 1
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

/** The ClassCastException of Java, which names where both classes come from. */
function castError(value: unknown, target: unknown): SpelError {
  const [from, to] = [classOf(value), classOf(target)]
  const isPlatform = (name: string) => name.startsWith('java.')
  const origin =
    isPlatform(from) && isPlatform(to)
      ? `${from} and ${to} are in module java.base of loader 'bootstrap'`
      : [from, to]
          .map((name) =>
            isPlatform(name)
              ? `${name} is in module java.base of loader 'bootstrap'`
              : `${name} is in unnamed module of loader 'app'`,
          )
          .join('; ')
  return classCast(`${classText(from)} cannot be cast to ${classText(to)} (${origin})`)
}

/** `instanceof`: the right side must be a class. */
export function instanceOf(value: unknown, type: unknown, isA: (value: unknown, name: string) => boolean): boolean {
  if (!(type instanceof ClassReference)) {
    throw evaluationError('INSTANCEOF_NEEDS_CLASS', [type === null || type === undefined ? 'null' : classOf(type)])
  }
  return value !== null && value !== undefined && isA(value, type.name)
}
