import { javaError, nullPointer, type SpelError, tooMuch } from '../errors.ts'
import { classOf } from './class-names.ts'
import { hashCode } from './hash.ts'
import { decimalText } from './numbers.ts'
import { javaText, MAX_TEXT } from './text.ts'
import { formatDate } from './time/simple-date-format.ts'
import { Instance, numberType, Scalar } from './values.ts'

const SPECIFIER = /%(\d+\$|<)?([-#+ 0,(]*)?(\d+)?(\.\d+)?([tT])?([a-zA-Z%])/y
const MAX_WIDTH = 100_000

interface Specifier {
  readonly text: string
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly date: boolean
  readonly conversion: string
}

const formatError = (name: string, message: string): SpelError => javaError(`java.util.${name}`, message)

/** String.format in English. */
export function formatText(format: string, args: readonly unknown[]): string {
  let result = ''
  let at = 0
  let ordinary = 0
  let last = -1
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) return result + format.slice(at)
    result += format.slice(at, percent)
    SPECIFIER.lastIndex = percent
    const match = SPECIFIER.exec(format)
    if (match === null) {
      throw formatError('UnknownFormatConversionException', `Conversion = '${format[percent + 1] ?? '%'}'`)
    }
    at = SPECIFIER.lastIndex
    const specifier = readSpecifier(match)
    if (specifier.conversion === 'n' || specifier.conversion === '%') result += literal(specifier)
    else {
      const index = match[1] === '<' ? last : match[1] === undefined ? ordinary++ : Number.parseInt(match[1], 10) - 1
      if (index < 0 || index >= args.length) {
        throw formatError('MissingFormatArgumentException', `Format specifier '${specifier.text}'`)
      }
      last = index
      result += formatValue(specifier, args[index] ?? null)
    }
    if (result.length > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
  }
  return result
}

function readSpecifier(match: RegExpExecArray): Specifier {
  const [text, , flags = '', width, precision, date, conversion = ''] = match
  if (!date && !/^[bBhHsScCdoxXeEfgGaA%n]$/.test(conversion)) {
    throw formatError('UnknownFormatConversionException', `Conversion = '${conversion}'`)
  }
  const duplicate = /(.).*\1/.exec(flags)
  if (duplicate !== null) throw formatError('DuplicateFormatFlagsException', `Flags = '${duplicate[1]}'`)
  if (Number(width ?? 0) > MAX_WIDTH || Number(precision?.slice(1) ?? 0) > MAX_WIDTH) {
    throw tooMuch(`a format width above ${MAX_WIDTH}`)
  }
  return {
    text,
    flags,
    width: width === undefined ? -1 : Number(width),
    precision: precision === undefined ? undefined : Number(precision.slice(1)),
    date: date !== undefined,
    conversion,
  }
}

function literal(s: Specifier): string {
  if (s.conversion === 'n') {
    if (s.width >= 0) throw formatError('IllegalFormatWidthException', String(s.width))
    if (s.flags !== '') throw formatError('IllegalFormatFlagsException', `Flags = '${s.flags}'`)
    return '\n'
  }
  if (s.precision !== undefined) throw formatError('IllegalFormatPrecisionException', String(s.precision))
  return justify(s, '%')
}

function justify(s: Specifier, text: string): string {
  if (s.flags.includes('-') && s.width < 0) throw formatError('MissingFormatWidthException', s.text)
  return s.flags.includes('-') ? text.padEnd(s.width) : text.padStart(s.width)
}

const upper = (s: Specifier, text: string) => (/[A-Z]/.test(s.conversion) ? text.toUpperCase() : text)

function formatValue(s: Specifier, value: unknown): string {
  if (s.date) return formatDateField(s, value)
  switch (s.conversion.toLowerCase()) {
    case 's':
    case 'b':
    case 'h':
      return formatGeneral(s, value)
    case 'c':
      return formatCharacter(s, value)
    case 'd':
    case 'o':
    case 'x':
      return formatInteger(s, value)
    default:
      return formatFloat(s, value)
  }
}

function formatGeneral(s: Specifier, value: unknown): string {
  const bad = /[+ 0,(#]/.exec(s.flags)?.[0]
  const kind = s.conversion.toLowerCase()
  if (bad !== undefined) {
    throw formatError('FormatFlagsConversionMismatchException', `Conversion = ${kind}, Flags = ${bad}`)
  }
  const text =
    kind === 's'
      ? javaText(value)
      : kind === 'b'
        ? String(typeof value === 'boolean' ? value : value !== null)
        : value === null
          ? 'null'
          : (hashCode(value) >>> 0).toString(16)
  return justify(s, upper(s, s.precision === undefined ? text : text.slice(0, s.precision)))
}

const mismatch = (s: Specifier, value: unknown) =>
  formatError('IllegalFormatConversionException', `${s.conversion} != ${classOf(value)}`)

function formatCharacter(s: Specifier, value: unknown): string {
  if (s.precision !== undefined) throw formatError('IllegalFormatPrecisionException', String(s.precision))
  const bad = /[+ 0,(#]/.exec(s.flags)?.[0]
  if (bad !== undefined) throw formatError('FormatFlagsConversionMismatchException', `Conversion = c, Flags = ${bad}`)
  if (value === null) return justify(s, upper(s, 'null'))
  if (value instanceof Scalar && value.type === 'Character') return justify(s, upper(s, String(value.value)))
  if (typeof value === 'number' && numberType(value) === 'Integer') {
    if (value < 0 || value > 0x10ffff) {
      throw formatError('IllegalFormatCodePointException', `Code point = 0x${(value >>> 0).toString(16)}`)
    }
    return justify(s, upper(s, String.fromCodePoint(value)))
  }
  throw mismatch(s, value)
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return numberType(value) === 'Double' ? undefined : BigInt(value)
  if (value instanceof Scalar && /^(?:Byte|Short|BigInteger)$/.test(value.type)) return BigInt(value.value)
  return undefined
}

function checkNumericFlags(s: Specifier): void {
  const zero = s.flags.includes('0')
  const left = s.flags.includes('-')
  if ((zero || left) && s.width < 0) throw formatError('MissingFormatWidthException', s.text)
  if ((s.flags.includes('+') && s.flags.includes(' ')) || (zero && left)) {
    const order = [...'-#+ 0,('].filter((flag) => s.flags.includes(flag)).join('')
    throw formatError('IllegalFormatFlagsException', `Flags = '${order}'`)
  }
}

function formatInteger(s: Specifier, value: unknown): string {
  checkNumericFlags(s)
  if (s.precision !== undefined) throw formatError('IllegalFormatPrecisionException', String(s.precision))
  const kind = s.conversion.toLowerCase()
  if (kind === 'd' && s.flags.includes('#')) {
    throw formatError('FormatFlagsConversionMismatchException', 'Conversion = d, Flags = #')
  }
  if (kind !== 'd' && s.flags.includes(',')) {
    throw formatError('FormatFlagsConversionMismatchException', `Conversion = ${kind}, Flags = ,`)
  }
  if (value === null) return justify({ ...s, flags: s.flags.replace('0', '') }, upper(s, 'null'))
  const whole = wholeNumber(value)
  if (whole === undefined) throw mismatch(s, value)
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
  return justify({ ...s, flags: s.flags.replace('0', '') }, upper(s, prefix + '0'.repeat(zeros) + digits))
}

const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** Adds sign, parentheses and zeros to the digits of a number. */
function withSign(s: Specifier, negative: boolean, body: string, finite = true): string {
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
  const zeros = s.flags.includes('0') && finite ? Math.max(0, s.width - open.length - close.length - body.length) : 0
  return justify({ ...s, flags: s.flags.replace('0', '') }, upper(s, open + '0'.repeat(zeros) + body + close))
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

function formatFloat(s: Specifier, value: unknown): string {
  checkNumericFlags(s)
  const kind = s.conversion.toLowerCase()
  if (kind === 'e' && s.flags.includes(',')) {
    throw formatError('FormatFlagsConversionMismatchException', 'Conversion = e, Flags = ,')
  }
  if (kind === 'g' && s.flags.includes('#')) {
    throw formatError('FormatFlagsConversionMismatchException', 'Conversion = g, Flags = #')
  }
  if (value === null) return justify({ ...s, flags: s.flags.replace('0', '') }, upper(s, 'null'))
  const fraction = fractionOf(value)
  if (fraction === undefined) throw mismatch(s, value)
  const { number } = fraction
  const negative = number < 0 || Object.is(number, -0)
  if (Number.isNaN(number)) return justify({ ...s, flags: s.flags.replace('0', '') }, upper(s, 'NaN'))
  if (!Number.isFinite(number)) return withSign(s, negative, 'Infinity', false)
  if (kind === 'a') return withSign(s, negative, hexadecimal(Math.abs(number)))
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

/** Double.toHexString. */
function hexadecimal(value: number): string {
  if (value === 0) return '0x0.0p0'
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const fraction = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, '0').replace(/0+$/, '') || '0'
  const exponent = Number(bits >> 52n)
  return exponent === 0 ? `0x0.${fraction}p-1022` : `0x1.${fraction}p${exponent - 1023}`
}

/** `%tY` and its kin, by the patterns of SimpleDateFormat that mean the same. */
const DATE_PATTERNS: Readonly<Record<string, string>> = {
  H: 'HH',
  I: 'hh',
  k: 'H',
  l: 'h',
  M: 'mm',
  S: 'ss',
  L: 'SSS',
  Z: 'zzz',
  z: 'Z',
  B: 'MMMM',
  b: 'MMM',
  h: 'MMM',
  A: 'EEEE',
  a: 'EEE',
  Y: 'yyyy',
  y: 'yy',
  j: 'DDD',
  m: 'MM',
  d: 'dd',
  e: 'd',
  R: 'HH:mm',
  T: 'HH:mm:ss',
  r: 'hh:mm:ss a',
  D: 'MM/dd/yy',
  F: 'yyyy-MM-dd',
  c: 'EEE MMM dd HH:mm:ss zzz yyyy',
}

function formatDateField(s: Specifier, value: unknown): string {
  const upperCase = s.text.includes('T')
  const finish = (text: string) => justify(s, upperCase && /%[^a-zA-Z]*T/.test(s.text) ? text.toUpperCase() : text)
  if (!/^[HIklMSLNpzZsQBbhAaCYyjmdeRTrDFc]$/.test(s.conversion)) {
    throw formatError('UnknownFormatConversionException', `Conversion = 't${s.conversion}'`)
  }
  if (s.precision !== undefined) throw formatError('IllegalFormatPrecisionException', String(s.precision))
  if (value === null) return finish('null')
  const millis =
    value instanceof Instance && value.typeName === 'java.util.Date'
      ? (value.state as number)
      : classOf(value) === 'java.lang.Long'
        ? Number(value)
        : undefined
  if (millis === undefined) throw mismatch(s, value)
  const pattern = DATE_PATTERNS[s.conversion]
  if (pattern !== undefined) return finish(formatDate(pattern, millis))
  switch (s.conversion) {
    case 'N':
      return finish(String((((millis % 1000) + 1000) % 1000) * 1_000_000).padStart(9, '0'))
    case 'p':
      return finish(formatDate('a', millis).toLowerCase())
    case 's':
      return finish(String(Math.floor(millis / 1000)))
    case 'Q':
      return finish(String(millis))
    case 'C':
      return finish(formatDate('yyyy', millis).slice(0, 2))
    default:
      throw nullPointer('null')
  }
}
