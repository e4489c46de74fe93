import { arithmetic, nullPointer, numberFormat } from '../errors.ts'
import { workOnText } from '../work.ts'
import { javaDigits } from './double-digits.ts'
import { javaTrim } from './trim.ts'

const MIN_LONG = -(2n ** 63n)
const MAX_LONG = 2n ** 63n - 1n

/** Keeps the low 64 bits, as Java's long arithmetic does. */
export const wrapLong = (value: bigint): bigint => BigInt.asIntN(64, value)

/** @throws SpelError `long overflow`, as Math.addExact and multiplyExact do */
export function exactLong(value: bigint): bigint {
  if (wrapLong(value) !== value) throw arithmetic('long overflow')
  return value
}

/** Math.floorDiv. @throws SpelError `/ by zero` */
export function floorDivBig(a: bigint, b: bigint): bigint {
  if (b === 0n) throw arithmetic('/ by zero')
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

/** Java's `(int)` of a number: towards zero, the extremes for what is too large, 0 for NaN. */
export function toInt(value: number): number {
  if (Number.isNaN(value)) return 0
  return Math.max(-2147483648, Math.min(2147483647, Math.trunc(value))) | 0
}

/** Java's `(long)` of a double. */
export function toLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n
  if (value >= 2 ** 63) return MAX_LONG
  if (value <= -(2 ** 63)) return MIN_LONG
  return BigInt(Math.trunc(value))
}

/** Character.digit: digits of any script count. */
function digitValue(ch: string): number {
  const ascii = Number.parseInt(ch, 36)
  if (!Number.isNaN(ascii)) return ascii
  // The ten digits of a script stand side by side.
  const code = ch.codePointAt(0) as number
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++
  return value
}

function parseWhole(text: string | null, radix: number): bigint | undefined {
  if (text === null) throw numberFormat('Cannot parse null string')
  workOnText(text)
  const digits = /^[+-]?0*([\p{Nd}a-zA-Z]+)$/u.exec(text)?.[1]
  if (digits === undefined) return undefined
  let value = 0n
  for (const ch of digits) {
    const digit = digitValue(ch)
    if (digit >= radix) return undefined
    value = value * BigInt(radix) + BigInt(digit)
    if (value > MAX_LONG + 1n) return undefined
  }
  return text.startsWith('-') ? -value : value
}

const inputString = (text: string, radix: number) =>
  numberFormat(`For input string: "${text}"${radix === 10 ? '' : ` under radix ${radix}`}`)

/** Integer.parseInt. */
export function parseInt32(text: string | null, radix = 10): number {
  const value = parseWhole(text, radix)
  if (value === undefined || value < -2147483648n || value > 2147483647n) throw inputString(text as string, radix)
  return Number(value)
}

/** Long.parseLong. */
export function parseInt64(text: string | null, radix = 10): bigint {
  const value = parseWhole(text, radix)
  if (value === undefined || value < MIN_LONG || value > MAX_LONG) throw inputString(text as string, radix)
  return value
}

/** What the parsers of whole numbers say of a radix that there is none of. */
export function checkRadix(radix: number): void {
  if (radix < 2) throw numberFormat(`radix ${radix} less than Character.MIN_RADIX`)
  if (radix > 36) throw numberFormat(`radix ${radix} greater than Character.MAX_RADIX`)
}

/** Byte.parseByte and Short.parseShort. */
export function parseSmall(text: string | null, bits: 8 | 16, radix = 10): number {
  if (text !== null) checkRadix(radix)
  const value = parseInt32(text, radix)
  const limit = 2 ** (bits - 1)
  if (value < -limit || value >= limit) {
    throw numberFormat(`Value out of range. Value:"${text}" Radix:${radix}`)
  }
  return value
}

const DECIMAL = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/

/** Double.parseDouble: surrounding space and the suffixes f and d are allowed. */
export function parseDouble(text: string | null): number {
  if (text === null) throw nullPointer('Cannot invoke "String.trim()" because "in" is null')
  // Java's trim removes every character up to the space.
  const trimmed = javaTrim(text)
  if (trimmed === '') throw numberFormat('empty String')
  const hex = HEXADECIMAL.exec(trimmed)
  if (hex !== null && (hex[2] as string) + hex[3] !== '') {
    const magnitude = Number(BigInt(`0x${hex[2]}${hex[3]}`)) * 2 ** (Number(hex[4]) - 4 * (hex[3] as string).length)
    return hex[1] === '-' ? -magnitude : magnitude
  }
  if (!DECIMAL.test(trimmed)) throw numberFormat(`For input string: "${text}"`)
  return Number(trimmed.replace(/[fFdD]$/, ''))
}

export const parseFloat32 = (text: string | null): number => Math.fround(parseDouble(text))

/** Double.toString and Float.toString (`width` 64 or 32): `1.0`, `1.0E7`, `0.001`, `1.0E-4`. */
export function decimalText(value: number, width: 64 | 32 = 64): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (value === 0) return `${sign}0.0`
  // `exponent` is the power of ten of the first digit.
  const { digits, exponent } = javaDigits(Math.abs(value), width)
  if (exponent >= 7 || exponent < -3) {
    return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** Compares doubles as Double.compare does: -0.0 before 0.0, NaN last and equal to itself. */
export function compareDoubles(left: number, right: number): number {
  if (left < right) return -1
  if (left > right) return 1
  if (Object.is(left, right)) return 0
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1
  if (Number.isNaN(right)) return -1
  return left === right && Object.is(left, -0) ? -1 : 1
}

/** Math.round of a double: half up, to a long. */
export const roundHalfUp = (value: number): bigint => {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 52) return toLong(value)
  const floor = Math.floor(value)
  return BigInt(value - floor >= 0.5 ? floor + 1 : floor)
}
