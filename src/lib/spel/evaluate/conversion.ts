import { evaluationError, illegalArgument, javaError, SpelError, tooMuch } from '../errors.ts'
import { classOf, describeType } from '../java/class-names.ts'
import { parseDouble, parseInt32, parseInt64, parseSmall, toInt, toLong } from '../java/numbers.ts'
import { findType, typeNamed } from '../java/registry.ts'
import { javaText, MAX_TEXT } from '../java/text.ts'
import { ZONE_ID, ZONE_OFFSET } from '../java/time/zone-id.ts'
import { boxed, isPrimitive, type TypeName } from '../java/type-definition.ts'
import { asDate, asInstant, CONVERSIONS, DATE, INSTANT, localeOf, uuidOf } from '../java/types/convertible.ts'
import { enumConstants } from '../java/types/enums.ts'
import {
  bigInteger,
  char,
  collectionItems,
  double,
  EnumConstant,
  float,
  isMap,
  JavaArray,
  JavaCollection,
  Scalar,
} from '../java/values.ts'
import { work } from '../work.ts'

/** Spring's conversion service, for the types that expressions meet (spring: DefaultConversionService). */

const NUMBERS = new Set(['Integer', 'Long', 'Double', 'Float', 'Byte', 'Short'].map((name) => `java.lang.${name}`)).add(
  'java.math.BigInteger',
)
const COLLECTIONS = new Set(['java.util.Collection', 'java.util.List', 'java.util.Set', 'java.util.ArrayList'])
const TEXTUAL = new Set([
  'java.lang.String',
  'java.lang.Boolean',
  'java.lang.Character',
  'java.util.UUID',
  'java.util.Date',
  'java.util.Locale',
  ZONE_ID,
  ZONE_OFFSET,
  'java.nio.charset.Charset',
  'java.lang.StringBuffer',
  'java.lang.StringBuilder',
])

/** Whether a value's class is `target` or a subtype of it; primitives count as their boxes. */
export function isAssignable(value: unknown, target: TypeName): boolean {
  const wanted = boxed(target)
  if (wanted === 'java.lang.Object') return true
  const own = classOf(value)
  if (own === wanted) return true
  if (value instanceof JavaArray) return wanted === 'java.lang.Object[]' && !isPrimitive(value.component)
  return typeNamed(own).supertypes.has(wanted)
}

/** Whether the service has a converter; that it exists does not mean that it succeeds for this value. */
export function canConvert(value: unknown, target: TypeName): boolean {
  if (value === null || isAssignable(value, target)) return true
  const wanted = boxed(target)
  if (wanted.endsWith('[]')) {
    const component = wanted.slice(0, -2)
    if (value instanceof JavaArray) return canConvertClass(value.component, component)
    if (isMap(value)) return canConvertScalar(value, component)
    return collectionItems(value) !== undefined || typeof value === 'string' || canConvertScalar(value, component)
  }
  if (value instanceof JavaArray) {
    return COLLECTIONS.has(wanted) || canConvertClass(value.component, wanted) || wanted === 'java.lang.String'
  }
  if (collectionItems(value) !== undefined)
    return !findType(wanted)?.supertypes.has('java.util.Map') || wanted === 'java.lang.String'
  if (COLLECTIONS.has(wanted)) return !isMap(value) || true
  return canConvertScalar(value, wanted)
}

function canConvertClass(from: TypeName, to: TypeName): boolean {
  const samples: Record<string, unknown> = { 'java.lang.String': '', boolean: true, char: char('a') }
  if (boxed(from) === boxed(to)) return true
  const sample = samples[from] ?? (NUMBERS.has(boxed(from)) ? 0 : undefined)
  return sample === undefined ? false : canConvertScalar(sample, boxed(to))
}

function canConvertScalar(value: unknown, target: TypeName): boolean {
  const wanted = boxed(target)
  if (isAssignable(value, wanted)) return true
  const from = classOf(value)
  if (CONVERSIONS[`${from} ${wanted}`] !== undefined) return true
  const isNumber = NUMBERS.has(from)
  if (wanted === 'java.lang.String') {
    return isNumber || value instanceof EnumConstant || TEXTUAL.has(from)
  }
  if (from === 'java.lang.String') {
    return NUMBERS.has(wanted) || TEXTUAL.has(wanted) || enumConstants(wanted) !== undefined
  }
  if (wanted === 'java.lang.Integer' && value instanceof EnumConstant) return true
  if (NUMBERS.has(wanted)) return isNumber || from === 'java.lang.Character'
  if (wanted === 'java.lang.Character') return isNumber
  if (enumConstants(wanted) !== undefined) return from === 'java.lang.Integer'
  if (wanted === DATE) return from === INSTANT
  return wanted === INSTANT && from === DATE
}

/**
 * Converts a value to a Java type.
 * @throws SpelError EL1001E with the reason as its cause
 */
export function convert(value: unknown, target: TypeName): unknown {
  if (value !== null && isAssignable(value, target)) return value
  try {
    const result = convertInner(value, target)
    if (result === null && isPrimitive(target)) throw nullForPrimitive()
    return result
  } catch (error) {
    if (!(error instanceof SpelError)) throw error
    throw evaluationError('TYPE_CONVERSION_ERROR', [value === null ? 'null' : describeType(value), target], error)
  }
}

const nullForPrimitive = () => illegalArgument('A null value cannot be assigned to a primitive type')

const notConvertible = (value: unknown, target: TypeName) =>
  javaError(
    'org.springframework.core.convert.ConverterNotFoundException',
    `No converter found capable of converting from type [${describeType(value)}] to type [${target}]`,
  )

function convertInner(value: unknown, target: TypeName): unknown {
  work(1)
  if (value === null || isAssignable(value, target)) return value
  if (value instanceof JavaArray && !canConvert(value, target)) throw notConvertible(value, target)
  const wanted = boxed(target)
  const items = value instanceof JavaArray ? value.items : collectionItems(value)
  if (wanted.endsWith('[]')) {
    const component = wanted.slice(0, -2)
    const elements = items ?? (typeof value === 'string' ? splitCommas(value) : [value])
    return new JavaArray(
      component,
      elements.map((element) => convertElement(element, component)),
    )
  }
  if (COLLECTIONS.has(wanted)) {
    const elements = items ?? (typeof value === 'string' ? splitCommas(value) : [value])
    return wanted === 'java.util.Set' ? new JavaCollection('java.util.LinkedHashSet', elements) : [...elements]
  }
  if (items !== undefined) {
    if (wanted === 'java.lang.String') return joinedText(items)
    return items.length === 0 ? null : convertInner(items[0], target)
  }
  return convertScalar(value, target)
}

function convertElement(value: unknown, component: TypeName): unknown {
  const result = convertInner(value, component)
  if (result === null && isPrimitive(component)) throw nullForPrimitive()
  return result
}

/** The texts of all items, with commas. Lists may hold one another many times over: what they come to is bounded. */
function joinedText(items: readonly unknown[]): string {
  let text = ''
  items.forEach((item, i) => {
    const part = item === null ? 'null' : convertInner(item, 'java.lang.String')
    text += i === 0 ? part : `,${part}`
    if (text.length > MAX_TEXT) throw tooMuch(`the text is longer than ${MAX_TEXT} characters`)
  })
  return text
}

function splitCommas(text: string): string[] {
  if (text === '') return []
  const parts = text.split(',')
  work(parts.length)
  return parts.map((part) => part.trim())
}

function convertScalar(value: unknown, target: TypeName): unknown {
  if (!canConvertScalar(value, target)) throw notConvertible(value, target)
  const wanted = boxed(target)
  const known = CONVERSIONS[`${classOf(value)} ${wanted}`]
  if (known !== undefined) return known(value as never)
  if (wanted === 'java.lang.String') return value instanceof EnumConstant ? value.name : javaText(value)
  if (typeof value === 'string') return convertText(value, wanted)
  if (wanted === 'java.lang.Character') return char(String.fromCharCode(numberOf(value)))
  if (value instanceof EnumConstant) return value.ordinal
  if (wanted === DATE) return asDate(value)
  if (wanted === INSTANT) return asInstant(value)
  const constants = enumConstants(wanted)
  if (constants !== undefined) return constants[numberOf(value)] ?? null
  return convertNumber(value, wanted)
}

function convertText(text: string, wanted: TypeName): unknown {
  switch (wanted) {
    case 'java.lang.Boolean':
      return textToBoolean(text)
    case 'java.lang.Character':
      if (text === '') return null
      if (text.length > 1)
        throw illegalArgument(
          `Can only convert a [String] with length of 1 to a [Character]; string value '${text}'  has length of ${text.length}`,
        )
      return char(text)
    case 'java.util.UUID':
      return text.trim() === '' ? null : uuidOf(text.trim())
    case DATE:
      return asDate(text)
    case 'java.util.Locale':
      return localeOf(text)
  }
  const constants = enumConstants(wanted)
  if (constants !== undefined) {
    if (text === '') return null
    const name = text.trim()
    const constant = constants.find((candidate) => candidate.name === name)
    if (constant === undefined) throw illegalArgument(`No enum constant ${wanted.replaceAll('$', '.')}.${name}`)
    return constant
  }
  if (text === '') return null
  return parseNumber(text, wanted)
}

/** Spring's NumberUtils.parseNumber: all white space goes, `0x` and `#` start a hexadecimal number. */
function parseNumber(text: string, wanted: TypeName): unknown {
  const trimmed = text.replace(/\s+/g, '')
  const hex = /^(-?)(?:0[xX]|#)(.*)$/.exec(trimmed)
  const radix = hex === null ? 10 : 16
  const digits = hex === null ? trimmed : `${hex[1]}${hex[2]}`
  switch (wanted) {
    case 'java.lang.Integer':
      return parseInt32(digits, radix)
    case 'java.lang.Long':
      return parseInt64(digits, radix)
    case 'java.lang.Byte':
      return new Scalar('Byte', parseSmall(digits, 8, radix))
    case 'java.lang.Short':
      return new Scalar('Short', parseSmall(digits, 16, radix))
    case 'java.lang.Float':
      return float(parseDouble(trimmed))
    case 'java.math.BigInteger':
      return bigInteger(BigInt(digits))
    default:
      return double(parseDouble(trimmed))
  }
}

/** `true`, `yes`, `on`, `1` and their opposites in any case; an empty text is null. */
function textToBoolean(text: string): boolean | null {
  const value = text.trim().toLowerCase()
  if (value === '') return null
  if (value === 'true' || value === 'on' || value === 'yes' || value === '1') return true
  if (value === 'false' || value === 'off' || value === 'no' || value === '0') return false
  throw illegalArgument(`Invalid boolean value '${text}'`)
}

/** The value of any Java number as a JavaScript one; a long beyond 2^53 loses its last bits. */
export function numberOf(value: unknown): number {
  if (value instanceof Scalar)
    return value.type === 'Character' ? String(value.value).charCodeAt(0) : Number(value.value)
  return Number(value)
}

/** Spring's number-to-number conversion: an integer out of range is an error, a fraction is cut off. */
function convertNumber(value: unknown, wanted: TypeName): unknown {
  const isBig = typeof value === 'bigint' || (value instanceof Scalar && value.type === 'BigInteger')
  const number = numberOf(value)
  const whole = (low: bigint, high: bigint): bigint => {
    const result = isBig ? BigInt(value instanceof Scalar ? value.value : (value as bigint)) : toLong(number)
    if (result < low || result > high) {
      throw illegalArgument(
        `Could not convert number [${javaText(value)}] of type [${classOf(value)}] to target class [${wanted}]: overflow`,
      )
    }
    return result
  }
  switch (wanted) {
    case 'java.lang.Integer':
      return Number(whole(-2147483648n, 2147483647n))
    case 'java.lang.Long':
      return whole(-(2n ** 63n), 2n ** 63n - 1n)
    case 'java.lang.Byte':
      return new Scalar('Byte', Number(whole(-128n, 127n)))
    case 'java.lang.Short':
      return new Scalar('Short', Number(whole(-32768n, 32767n)))
    case 'java.lang.Float':
      return float(number)
    case 'java.math.BigInteger':
      return bigInteger(isBig ? whole(-(2n ** 200n), 2n ** 200n) : BigInt(toInt(number)))
    default:
      return double(number)
  }
}
