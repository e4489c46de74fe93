import { tooMuch } from '../../errors.ts'
import { hashCode } from '../hash.ts'
import { javaText, MAX_TEXT } from '../text.ts'
import { numberType, Scalar } from '../values.ts'
import { formatDateField } from './dates.ts'
import { formatFloat, formatInteger } from './numbers.ts'
import { cased, formatError, justify, mismatch, parseFormat, type Specifier, specifierText } from './specifier.ts'

/** String.format in English (java: Formatter of JDK 17). */
export function formatText(format: string, args: readonly unknown[]): string {
  let result = ''
  let ordinary = -1
  let last = -1
  for (const part of parseFormat(format)) {
    if (typeof part === 'string') result += part
    else if (part.index === -2) result += part.conversion === 'n' ? '\n' : justify(part, '%')
    else {
      if (part.index === 0) last = ++ordinary
      else if (part.index > 0) last = part.index - 1
      if (last < 0 || last >= args.length) {
        throw formatError('MissingFormatArgumentException', `Format specifier '${specifierText(part)}'`)
      }
      result += formatValue(part, args[last] ?? null)
    }
    if (result.length > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
  }
  return result
}

function formatValue(s: Specifier, value: unknown): string {
  if (s.date) return formatDateField(s, value)
  switch (s.conversion) {
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

function generalText(kind: string, value: unknown): string {
  if (kind === 's') return javaText(value)
  if (kind === 'b') return String(typeof value === 'boolean' ? value : value !== null)
  return value === null ? 'null' : (hashCode(value) >>> 0).toString(16)
}

function formatGeneral(s: Specifier, value: unknown): string {
  // Only objects that format themselves know what to do with it; ours are none.
  if (s.flags.includes('#')) {
    throw formatError('FormatFlagsConversionMismatchException', `Conversion = ${s.conversion}, Flags = #`)
  }
  const text = generalText(s.conversion, value)
  return justify(s, cased(s, s.precision === undefined ? text : text.slice(0, s.precision)))
}

function formatCharacter(s: Specifier, value: unknown): string {
  if (value === null) return justify(s, cased(s, 'null'))
  if (value instanceof Scalar && value.type === 'Character') return justify(s, cased(s, String(value.value)))
  const isSmall = value instanceof Scalar && (value.type === 'Byte' || value.type === 'Short')
  if (isSmall || (typeof value === 'number' && numberType(value) === 'Integer')) {
    const code = Number(isSmall ? value.value : value)
    if (code < 0 || code > 0x10ffff) {
      throw formatError('IllegalFormatCodePointException', `Code point = 0x${(code >>> 0).toString(16)}`)
    }
    return justify(s, cased(s, String.fromCodePoint(code)))
  }
  throw mismatch(s.conversion, value)
}
