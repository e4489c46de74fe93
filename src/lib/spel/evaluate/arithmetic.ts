import { arithmetic, evaluationError } from '../errors.ts'
import { binaryName, classOf } from '../java/class-names.ts'
import { toInt, toLong, wrapLong } from '../java/numbers.ts'
import { javaText } from '../java/text.ts'
import { bigInteger, double, float, numberType, Scalar } from '../java/values.ts'
import type { BinaryOperator } from '../syntax/tree.ts'
import { canConvert, convert, numberOf } from './conversion.ts'

const MAX_CONCATENATED = 100_000
const MAX_REPEATED = 256

const OPERATION_NAMES: Readonly<Record<BinaryOperator, string>> = {
  '+': 'ADD',
  '-': 'SUBTRACT',
  '*': 'MULTIPLY',
  '/': 'DIVIDE',
  '%': 'MODULUS',
  '^': 'POWER',
}

export function isNumber(value: unknown): value is number | bigint | Scalar {
  return (
    typeof value === 'number' || typeof value === 'bigint' || (value instanceof Scalar && value.type !== 'Character')
  )
}

type Kind = 'Double' | 'Float' | 'BigInteger' | 'Long' | 'Integer'

function kindOf(value: number | bigint | Scalar): Kind {
  if (typeof value === 'number') return numberType(value)
  if (typeof value === 'bigint') return 'Long'
  return value.type === 'Byte' || value.type === 'Short' ? 'Integer' : (value.type as Kind)
}

/** The type in which two numbers are computed: the wider of the two. */
export function numericKind(left: number | bigint | Scalar, right: number | bigint | Scalar): Kind {
  const a = kindOf(left)
  const b = kindOf(right)
  if (a === b) return a
  for (const kind of ['Double', 'Float', 'BigInteger', 'Long'] as const) if (a === kind || b === kind) return kind
  return 'Integer'
}

/** A whole number as a bigint. */
export function toBig(value: number | bigint | Scalar): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  return typeof value.value === 'bigint' ? value.value : BigInt(value.value)
}

const unsupported = (operator: BinaryOperator, left: unknown, right: unknown) =>
  evaluationError('OPERATOR_NOT_SUPPORTED', [
    OPERATION_NAMES[operator],
    left === null || left === undefined ? 'null' : binaryName(classOf(left)),
    right === null || right === undefined ? 'null' : binaryName(classOf(right)),
  ])

/** `left operator right` (spring: OpPlus, OpMinus, …): numbers in the wider type, `+` and `*` also on text. */
export function binary(operator: BinaryOperator, left: unknown, right: unknown): unknown {
  if (isNumber(left) && isNumber(right)) return compute(operator, left, right)
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    return concatenate(operandText(left), operandText(right))
  }
  if (operator === '*' && typeof left === 'string' && typeof right === 'number' && numberType(right) === 'Integer') {
    if (right < 0) throw evaluationError('NEGATIVE_REPEAT_COUNT', [right])
    if (left.length * right > MAX_REPEATED) throw evaluationError('REPEATED_TEXT_TOO_LONG', [MAX_REPEATED])
    return left.repeat(right)
  }
  // 'b' - 1 is 'a': Java does it for a text of one character.
  if (operator === '-' && typeof left === 'string' && left.length === 1 && typeof right === 'number') {
    if (numberType(right) === 'Integer') return String.fromCharCode(left.charCodeAt(0) - right)
  }
  throw unsupported(operator, left, right)
}

function operandText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return 'null'
  return canConvert(value, 'java.lang.String') ? String(convert(value, 'java.lang.String')) : javaText(value)
}

function concatenate(left: string, right: string): string {
  if (
    left.length > MAX_CONCATENATED ||
    right.length > MAX_CONCATENATED ||
    left.length + right.length > MAX_CONCATENATED
  ) {
    throw evaluationError('CONCATENATION_TOO_LONG', [MAX_CONCATENATED])
  }
  return left + right
}

function compute(operator: BinaryOperator, left: number | bigint | Scalar, right: number | bigint | Scalar): unknown {
  const kind = numericKind(left, right)
  if (operator === '^') return power(left, right, kind)
  switch (kind) {
    case 'Integer':
      return integers(operator, numberOf(left), numberOf(right))
    case 'Long':
      return wrapLong(bigs(operator, toBig(left), toBig(right)))
    case 'BigInteger':
      return bigInteger(bigs(operator, toBig(left), toBig(right)))
    default: {
      if (kind === 'Float') return float(doubles(operator, Math.fround(numberOf(left)), Math.fround(numberOf(right))))
      return double(doubles(operator, numberOf(left), numberOf(right)))
    }
  }
}

function integers(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return (a + b) | 0
    case '-':
      return (a - b) | 0
    case '*':
      return Math.imul(a, b)
    default:
      if (b === 0) throw arithmetic('/ by zero')
      return operator === '/' ? (a / b) | 0 : (a % b) | 0
  }
}

function bigs(operator: BinaryOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    default:
      if (b === 0n) throw arithmetic('/ by zero')
      return operator === '/' ? a / b : a % b
  }
}

function doubles(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    default:
      return operator === '/' ? a / b : a % b
  }
}

function power(left: number | bigint | Scalar, right: number | bigint | Scalar, kind: Kind): unknown {
  if (kind === 'Float') return double(Math.fround(numberOf(left)) ** Math.fround(numberOf(right)))
  const result = numberOf(left) ** numberOf(right)
  if (kind === 'Double') return double(result)
  if (kind === 'BigInteger') {
    const exponent = numberOf(right)
    if (exponent < 0) throw arithmetic('Negative exponent')
    if (exponent > 1000) throw arithmetic('BigInteger would overflow supported range')
    return bigInteger(toBig(left) ** BigInt(exponent))
  }
  if (result > 2147483647 || kind === 'Long') return toLong(result)
  return toInt(result)
}

/** `-value` and `+value`; text and other operands are refused as a subtraction or addition without right side. */
export function unary(operator: '+' | '-', value: unknown): unknown {
  if (!isNumber(value)) throw unsupported(operator, value, null)
  if (operator === '+') return value
  if (typeof value === 'bigint') return wrapLong(-value)
  if (typeof value === 'number') {
    return numberType(value) === 'Integer' ? -value | 0 : numberType(value) === 'Long' ? -BigInt(value) : double(-value)
  }
  switch (value.type) {
    case 'Double':
      return double(-(value.value as number))
    case 'Float':
      return float(-(value.value as number))
    case 'BigInteger':
      return bigInteger(-(value.value as bigint))
    default:
      return -Number(value.value) | 0
  }
}
