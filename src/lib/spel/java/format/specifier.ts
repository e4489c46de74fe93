import { javaError, type SpelError, tooMuch } from '../../errors.ts'
import { classOf } from '../class-names.ts'

/** What stands between `%` and the end of a conversion. */
export interface Specifier {
  /** 0 is the next argument, −1 the one before, −2 none. */
  readonly index: number
  /** In the order of Java's messages. */
  readonly flags: string
  /** −1 without. */
  readonly width: number
  readonly precision: number | undefined
  /** Whether it is a date: then `conversion` is the letter after `t`, as written. */
  readonly date: boolean
  /** In lower case, but for dates. */
  readonly conversion: string
  readonly upperCase: boolean
}

export const formatError = (name: string, message: string): SpelError => javaError(`java.util.${name}`, message)

/** The conversion does not take a value of this class. */
export const mismatch = (conversion: string, value: unknown): SpelError =>
  formatError('IllegalFormatConversionException', `${conversion} != ${classOf(value)}`)

const SPECIFIER = /%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([tT])?([a-zA-Z%])/y
const FLAG_ORDER = [...'-#+ 0,(<']
const CONVERSION = /^[bBhHsScCdoxXeEfgGaA%n]$/
const DATE_CONVERSION = /^[HIklMSLNpzZsQBbhAaCYyjmdeRTrDFc]$/
const MAX_WIDTH = 100_000
const MAX_INT = 2147483647

/**
 * Splits a format into text and specifiers. Every specifier is checked before anything is written, as Java does
 * (java: Formatter.parse).
 */
export function parseFormat(format: string): (string | Specifier)[] {
  const parts: (string | Specifier)[] = []
  let at = 0
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) {
      parts.push(format.slice(at))
      break
    }
    if (percent > at) parts.push(format.slice(at, percent))
    SPECIFIER.lastIndex = percent
    const match = SPECIFIER.exec(format)
    if (match === null) {
      throw formatError('UnknownFormatConversionException', `Conversion = '${format[percent + 1] ?? '%'}'`)
    }
    at = SPECIFIER.lastIndex
    parts.push(readSpecifier(match))
  }
  return parts
}

function readSpecifier(match: RegExpExecArray): Specifier {
  const [, position, allFlags = '', width, precision, date, letter = ''] = match
  const index = indexOf(position)
  const duplicate = /(.).*\1/.exec(allFlags)
  if (duplicate !== null) throw formatError('DuplicateFormatFlagsException', `Flags = '${duplicate[1]}'`)
  const specifier: Specifier = {
    // A line's end and the percent sign take no argument.
    index: date === undefined && /[n%]/.test(letter) ? -2 : allFlags.includes('<') ? -1 : index,
    flags: FLAG_ORDER.filter((flag) => allFlags.includes(flag)).join(''),
    width: sizeOf(width, 'IllegalFormatWidthException') ?? -1,
    precision: sizeOf(precision?.slice(1), 'IllegalFormatPrecisionException'),
    date: date !== undefined,
    conversion: date === undefined ? letter.toLowerCase() : letter,
    upperCase: date === undefined ? /[A-Z]/.test(letter) : date === 'T',
  }
  if (date !== undefined) checkDate(specifier)
  else {
    if (!CONVERSION.test(letter)) throw formatError('UnknownFormatConversionException', `Conversion = '${letter}'`)
    check(specifier)
  }
  return specifier
}

function indexOf(position: string | undefined): number {
  if (position === undefined) return 0
  const index = Number.parseInt(position, 10)
  if (index > MAX_INT) {
    throw formatError('IllegalFormatArgumentIndexException', 'Illegal format argument index = -2147483648')
  }
  if (index === 0) throw formatError('IllegalFormatArgumentIndexException', 'Illegal format argument index = 0')
  return index
}

function sizeOf(digits: string | undefined, exception: string): number | undefined {
  if (digits === undefined) return undefined
  const size = Number(digits)
  if (size > MAX_INT) throw formatError(exception, '-2147483648')
  if (size > MAX_WIDTH) throw tooMuch(`a format width above ${MAX_WIDTH}`)
  return size
}

/** A specifier as messages write it. */
export function specifierText(s: Specifier): string {
  const position = s.index > 0 ? `${s.index}$` : ''
  const width = s.width < 0 ? '' : s.width
  const precision = s.precision === undefined ? '' : `.${s.precision}`
  const letter = s.upperCase ? s.conversion.toUpperCase() : s.conversion
  return `%${s.flags}${position}${width}${precision}${s.date ? (s.upperCase ? 'T' : 't') : ''}${letter}`
}

/** Flags that a conversion does not take. */
function refuse(s: Specifier, bad: string): void {
  for (const flag of bad) {
    if (s.flags.includes(flag)) {
      throw formatError('FormatFlagsConversionMismatchException', `Conversion = ${s.conversion}, Flags = ${flag}`)
    }
  }
}

function refusePrecision(s: Specifier): void {
  if (s.precision !== undefined) throw formatError('IllegalFormatPrecisionException', String(s.precision))
}

function needWidth(s: Specifier, flags: string): void {
  if (s.width < 0 && [...flags].some((flag) => s.flags.includes(flag))) {
    throw formatError('MissingFormatWidthException', specifierText(s))
  }
}

const illegalFlags = (s: Specifier) => formatError('IllegalFormatFlagsException', `Flags = '${s.flags}'`)

function checkDate(s: Specifier): void {
  refusePrecision(s)
  if (!DATE_CONVERSION.test(s.conversion)) {
    throw formatError('UnknownFormatConversionException', `Conversion = 't${s.conversion}'`)
  }
  refuse(s, '#+ 0,(')
  needWidth(s, '-')
}

function checkNumeric(s: Specifier): void {
  needWidth(s, '-0')
  const both = (a: string, b: string) => s.flags.includes(a) && s.flags.includes(b)
  if (both('+', ' ') || both('-', '0')) throw illegalFlags(s)
}

function check(s: Specifier): void {
  switch (s.conversion) {
    case 'b':
    case 'h':
    case 's':
      if (s.conversion !== 's') refuse(s, '#')
      needWidth(s, '-')
      refuse(s, '+ 0,(')
      break
    case 'c':
      refusePrecision(s)
      refuse(s, '#+ 0,(')
      needWidth(s, '-')
      break
    case 'd':
    case 'o':
    case 'x':
      checkNumeric(s)
      refusePrecision(s)
      refuse(s, s.conversion === 'd' ? '#' : ',')
      break
    case 'n':
      refusePrecision(s)
      if (s.width >= 0) throw formatError('IllegalFormatWidthException', String(s.width))
      if (s.flags !== '') throw illegalFlags(s)
      break
    case '%':
      refusePrecision(s)
      if (s.flags !== '' && s.flags !== '-') throw illegalFlags(s)
      needWidth(s, '-')
      break
    default:
      checkNumeric(s)
      refuse(s, { a: '(,', e: ',', g: '#' }[s.conversion] ?? '')
  }
}

/** Fills a text up to the width of its specifier. */
export const justify = (s: Specifier, text: string): string =>
  s.flags.includes('-') ? text.padEnd(s.width) : text.padStart(s.width)

/** A text in the case that its specifier asks for. */
export const cased = (s: Specifier, text: string): string => (s.upperCase ? text.toUpperCase() : text)
