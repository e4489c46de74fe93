import { doubleBits, doubleOfBits } from '../bits.ts'
import { classOf } from '../class-names.ts'
import { decimalText } from '../numbers.ts'
import { hexText } from '../types/floating-numbers.ts'
import { numberType, Scalar } from '../values.ts'
import { cased, formatError, justify, mismatch, type Specifier } from './specifier.ts'

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return numberType(value) === 'Double' ? undefined : BigInt(value)
  if (value instanceof Scalar && /^(?:Byte|Short|BigInteger)$/.test(value.type)) return BigInt(value.value)
  return undefined
}

export function formatInteger(s: Specifier, value: unknown): string {
  const kind = s.conversion
  if (value === null) return justify(s, cased(s, 'null'))
  const whole = wholeNumber(value)
  if (whole === undefined) throw mismatch(s.conversion, value)
  if (kind === 'd') {
    const digits = (whole < 0n ? -whole : whole).toString()
    return withSign(s, whole < 0n, s.flags.includes(',') ? grouped(digits) : digits)
  }
  const big = value instanceof Scalar && value.type === 'BigInteger'
  const bits =
    classOf(value) === 'java.lang.Long'
      ? 64
      : classOf(value) === 'java.lang.Byte'
        ? 8
        : classOf(value) === 'java.lang.Short'
          ? 16
          : 32
  const signFlag = /[+ (]/.exec(s.flags)?.[0]
  if (!big && signFlag !== undefined) {
    throw formatError('FormatFlagsConversionMismatchException', `Conversion = ${kind}, Flags = ${signFlag}`)
  }
  const radix = kind === 'x' ? 16 : 8
  const digits = big ? whole.toString(radix) : BigInt.asUintN(bits, whole).toString(radix)
  const prefix = s.flags.includes('#') ? (kind === 'x' ? '0x' : '0') : ''
  const zeros = s.flags.includes('0') ? Math.max(0, s.width - prefix.length - digits.length) : 0
  return justify(s, cased(s, prefix + '0'.repeat(zeros) + digits))
}

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** Adds sign, parentheses and zeros to the digits of a number. */
function withSign(s: Specifier, negative: boolean, body: string, finite = true, prefix = ''): string {
  const open = negative
    ? s.flags.includes('(')
      ? '('
      : '-'
    : s.flags.includes('+')
      ? '+'
      : s.flags.includes(' ')
        ? ' '
        : ''
  const close = open === '(' ? ')' : ''
  const zeros =
    s.flags.includes('0') && finite
      ? Math.max(0, s.width - open.length - close.length - prefix.length - body.length)
      : 0
  return justify(s, cased(s, open + prefix + '0'.repeat(zeros) + body + close))
}

function fractionOf(value: unknown): { number: number; digits: string } | undefined {
  if (typeof value === 'number' && numberType(value) === 'Double')
    return { number: value, digits: decimalText(Math.abs(value)) }
  if (value instanceof Scalar && (value.type === 'Double' || value.type === 'Float')) {
    const number = value.value as number
    return { number, digits: decimalText(Math.abs(number), value.type === 'Float' ? 32 : 64) }
  }
  return undefined
}

export function formatFloat(s: Specifier, value: unknown): string {
  const kind = s.conversion
  if (value === null) return justify(s, cased(s, 'null'.slice(0, s.precision)))
  const fraction = fractionOf(value)
  if (fraction === undefined) throw mismatch(s.conversion, value)
  const { number } = fraction
  const negative = number < 0 || Object.is(number, -0)
  if (Number.isNaN(number)) return justify(s, cased(s, 'NaN'))
  if (!Number.isFinite(number)) return withSign(s, negative, 'Infinity', false)
  if (kind === 'a') return withSign(s, negative, hexadecimal(Math.abs(number), s.precision), true, '0x')
  const [digits, exponent] = decimalOf(fraction.digits)
  return withSign(s, negative, floatBody(s, kind, digits, exponent))
}

function floatBody(s: Specifier, kind: string, digits: string, exponent: number): string {
  if (kind === 'g') {
    const precision = s.precision === undefined ? 6 : Math.max(1, s.precision)
    if (digits === '0') return fixed('0', 0, precision - 1, false)
    const [rounded, shifted] = roundDigits(digits, exponent, precision)
    if (shifted >= -4 && shifted < precision) {
      const body = fixed(rounded, shifted, precision - shifted - 1, false)
      return s.flags.includes(',') ? groupWhole(body) : body
    }
    return scientific(rounded, shifted, precision - 1, false)
  }
  const precision = s.precision ?? 6
  if (kind === 'e') return scientific(digits, exponent, precision, s.flags.includes('#'))
  const body = fixed(digits, exponent, precision, s.flags.includes('#'))
  return s.flags.includes(',') ? groupWhole(body) : body
}

const groupWhole = (body: string) => {
  const [whole = '', ...rest] = body.split('.')
  return [grouped(whole), ...rest].join('.')
}

/** The digits and the power of ten of the first one, of what Double.toString wrote. */
function decimalOf(text: string): [string, number] {
  const [mantissa = '', power = '0'] = text.split('E')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const first = all.search(/[1-9]/)
  if (first < 0) return ['0', 0]
  return [all.slice(first).replace(/0+$/, ''), whole.length - 1 - first + Number(power)]
}

/** Rounds half up to that many digits. */
function roundDigits(digits: string, exponent: number, count: number): [string, number] {
  if (digits.length <= count) return [digits, exponent]
  if (count < 0) return ['0', exponent]
  const kept = count === 0 ? 0n : BigInt(digits.slice(0, count))
  const rounded = (digits[count] as string) >= '5' ? kept + 1n : kept
  if (count === 0) return rounded === 0n ? ['0', exponent] : ['1', exponent + 1]
  const text = rounded.toString().padStart(count, '0')
  return text.length > count ? [text.slice(0, -1), exponent + 1] : [text, exponent]
}

function fixed(digits: string, exponent: number, places: number, point: boolean): string {
  const [rounded, shifted] = roundDigits(digits, exponent, exponent + 1 + places)
  const isZero = /^0*$/.test(rounded)
  const whole = isZero || shifted < 0 ? '0' : rounded.slice(0, shifted + 1).padEnd(shifted + 1, '0')
  const fraction = isZero ? '' : shifted < 0 ? '0'.repeat(-shifted - 1) + rounded : rounded.slice(shifted + 1)
  const shown = fraction.slice(0, places).padEnd(places, '0')
  return places > 0 ? `${whole}.${shown}` : point ? `${whole}.` : whole
}

function scientific(digits: string, exponent: number, places: number, point: boolean): string {
  const [rounded, shifted] = digits === '0' ? ['0', 0] : roundDigits(digits, exponent, places + 1)
  const power = `${shifted < 0 ? '-' : '+'}${String(Math.abs(shifted)).padStart(2, '0')}`
  const fraction = rounded.slice(1).padEnd(places, '0')
  return `${rounded[0]}${places > 0 ? `.${fraction}` : point ? '.' : ''}e${power}`
}

/** Double.toHexString without its `0x`, rounded to as many digits as are wanted. */
function hexadecimal(value: number, precision: number | undefined): string {
  const digits = precision === 0 ? 1 : precision
  const [mantissa = '', power] = hexText(rounded(value, digits)).slice(2).split('p')
  const [whole, fraction = ''] = mantissa.split('.')
  return `${whole}.${digits === undefined ? fraction : fraction.slice(0, digits).padEnd(digits, '0')}p${power}`
}

/** A double with all but the first hexadecimal digits of its fraction rounded off, half to even. */
function rounded(value: number, digits: number | undefined): number {
  if (digits === undefined || digits >= 13 || value === 0) return value
  const bits = doubleBits(value)
  const drop = BigInt(52 - 4 * digits)
  const kept = bits >> drop
  const rest = bits - (kept << drop)
  const half = 1n << (drop - 1n)
  const up = rest > half || (rest === half && (kept & 1n) === 1n)
  return doubleOfBits((kept + (up ? 1n : 0n)) << drop)
}
