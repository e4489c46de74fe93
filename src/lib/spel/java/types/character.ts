import { illegalArgument } from '../../errors.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { char as charOf, JavaArray, type Scalar } from '../values.ts'

const codeOf = (ch: string) => ch.charCodeAt(0)
const isValid = (code: number) => code >= 0 && code <= 0x10ffff
const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff
const textOf = (code: number) => (isSurrogate(code) ? String.fromCharCode(code) : String.fromCodePoint(code))
const matching = (pattern: RegExp) => (code: number) => isValid(code) && pattern.test(textOf(code))

const isBreakingSpace = matching(/^(?![\u00a0\u2007\u202f])[\p{Zs}\p{Zl}\p{Zp}]$/u)

/** Questions that Character answers for a char and for a code point. */
const QUESTIONS: Readonly<Record<string, (code: number) => boolean>> = {
  isDigit: matching(/^\p{Nd}$/u),
  isLetter: matching(/^\p{L}$/u),
  isLetterOrDigit: matching(/^[\p{L}\p{Nd}]$/u),
  isUpperCase: matching(/^\p{Uppercase}$/u),
  isLowerCase: matching(/^\p{Lowercase}$/u),
  isTitleCase: matching(/^\p{Lt}$/u),
  isDefined: matching(/^\P{Cn}$/u),
  isSpaceChar: matching(/^[\p{Zs}\p{Zl}\p{Zp}]$/u),
  isWhitespace: (code) => (code >= 9 && code <= 13) || (code >= 28 && code <= 31) || isBreakingSpace(code),
  isISOControl: (code) => code >= 0 && (code <= 0x1f || (code >= 0x7f && code <= 0x9f)),
}

const questions: Readonly<Record<string, Body>> = Object.fromEntries(
  Object.entries(QUESTIONS).flatMap(([name, answer]): [string, Body][] => [
    [`boolean ${name}(char)`, (ch: string) => answer(codeOf(ch))],
    [`boolean ${name}(int)`, answer],
  ]),
)

/** A case conversion of one code point to one: what becomes several stays as it is. */
function converted(code: number, convert: (text: string) => string): number {
  if (!isValid(code)) return code
  const result = [...convert(textOf(code))]
  return result.length === 1 ? ((result[0] as string).codePointAt(0) as number) : code
}

const conversions: Readonly<Record<string, Body>> = Object.fromEntries(
  Object.entries({
    toUpperCase: (text: string) => text.toUpperCase(),
    toLowerCase: (text: string) => text.toLowerCase(),
    toTitleCase: (text: string) => text.toUpperCase(),
  }).flatMap(([name, convert]): [string, Body][] => [
    [`char ${name}(char)`, (ch: string) => String.fromCharCode(converted(codeOf(ch), convert))],
    [`int ${name}(int)`, (code: number) => converted(code, convert)],
  ]),
)

function digit(code: number, radix: number): number {
  if (radix < 2 || radix > 36 || !isValid(code)) return -1
  const text = textOf(code).normalize('NFKC')
  const value = /^[0-9a-zA-Z]$/.test(text) ? Number.parseInt(text, 36) : -1
  return value < radix ? value : -1
}

function toChars(code: number): JavaArray {
  if (!isValid(code)) {
    throw illegalArgument(`Not a valid Unicode code point: 0x${(code >>> 0).toString(16).toUpperCase()}`)
  }
  return new JavaArray('char', textOf(code).split('').map(charOf))
}

/** java.lang.Character: what charAt answers; it cannot be named, its statics are called on a character. */
export const characterType: TypeDefinition = {
  name: 'java.lang.Character',
  extends: ['java.lang.Comparable'],
  statics: {
    ...questions,
    ...conversions,
    'String toString(char)': (ch: string) => ch,
    'String toString(int)': (code: number) =>
      toChars(code)
        .items.map((ch) => (ch as Scalar).value)
        .join(''),
    'int hashCode(char)': codeOf,
    'int compare(char, char)': (a: string, b: string) => codeOf(a) - codeOf(b),
    'char reverseBytes(char)': (ch: string) => String.fromCharCode(((codeOf(ch) & 0xff) << 8) | (codeOf(ch) >> 8)),
    'char[] toChars(int)': toChars,
    'int charCount(int)': (code: number) => (code >= 0x10000 ? 2 : 1),
    'boolean isAlphabetic(int)': matching(/^\p{Alphabetic}$/u),
    'boolean isIdeographic(int)': matching(/^\p{Ideographic}$/u),
    'boolean isValidCodePoint(int)': isValid,
    'boolean isBmpCodePoint(int)': (code: number) => code >= 0 && code <= 0xffff,
    'boolean isSupplementaryCodePoint(int)': (code: number) => code >= 0x10000 && code <= 0x10ffff,
    'boolean isSurrogate(char)': (ch: string) => isSurrogate(codeOf(ch)),
    'boolean isHighSurrogate(char)': (ch: string) => codeOf(ch) >= 0xd800 && codeOf(ch) <= 0xdbff,
    'boolean isLowSurrogate(char)': (ch: string) => codeOf(ch) >= 0xdc00 && codeOf(ch) <= 0xdfff,
    'int digit(char, int)': (ch: string, radix: number) => digit(codeOf(ch), radix),
    'int digit(int, int)': digit,
    'char forDigit(int, int)': (value: number, radix: number) =>
      radix < 2 || radix > 36 || value < 0 || value >= radix ? '\0' : value.toString(36),
    'int getNumericValue(char)': (ch: string) => digit(codeOf(ch), 36),
    'int getNumericValue(int)': (code: number) => digit(code, 36),
  },
  methods: {
    'char charValue()': (self: Scalar) => self.value,
    'int compareTo(Character)': (self: Scalar, other: string) => String(self.value).charCodeAt(0) - other.charCodeAt(0),
  },
  hidden: ['Optional describeConstable()'],
}
