import { arithmetic, indexOutOfBounds, nullPointer, numberFormat } from '../../errors.ts'
import { workOnText } from '../../work.ts'
import { hashCode } from '../hash.ts'
import { checkRadix, parseInt32, parseInt64 } from '../numbers.ts'
import type { Body } from '../type-definition.ts'

/** Statics of Integer and Long. Bodies get and give an int as a number and a long as a bigint. */

type Whole = number | bigint

// Of ints or of longs, so Math.max does not do.
export const larger: Body = (a, b) => [a, b].toSorted((x, y) => (x < y ? 1 : -1))[0]
export const smaller: Body = (a, b) => [a, b].toSorted((x, y) => (x < y ? -1 : 1))[0]

/** What the signatures of parsers end in. */
export const THROWS = ' throws java.lang.NumberFormatException'
const compare = (a: Whole, b: Whole) => (a < b ? -1 : a > b ? 1 : 0)
const unsigned = (value: Whole, bits: number) => BigInt.asUintN(bits, BigInt(value))
const inRadix = (value: bigint, radix: number) => value.toString(radix < 2 || radix > 36 ? 10 : radix)

function divide(a: Whole, b: Whole, bits: number) {
  const [dividend, divisor] = [unsigned(a, bits), unsigned(b, bits)]
  if (divisor === 0n) throw arithmetic('/ by zero')
  return { quotient: dividend / divisor, remainder: dividend % divisor }
}

/** A part of a text, for the parsers that take bounds. */
function part(text: string, begin: number, end: number): string {
  if (begin < 0 || begin > end || end > text.length) throw indexOutOfBounds('null')
  return text.slice(begin, end)
}

/** Integer.decode and its kin: a sign, then `0x`, `#` or the `0` of octal numbers, then what `parse` reads. */
export function decode<T>(text: string | null, parse: (digits: string, radix: number) => T): T {
  if (text === null) throw nullPointer('Cannot invoke "String.isEmpty()" because "nm" is null')
  if (text === '') throw numberFormat('Zero length string')
  const [, sign = '', prefix = '', digits = ''] = /^([+-]?)(0[xX]|#|0(?=.))?(.*)$/s.exec(text) ?? []
  if (/^[+-]/.test(digits)) throw numberFormat('Sign character in wrong position')
  return parse(`${sign === '-' ? '-' : ''}${digits}`, prefix === '' ? 10 : prefix === '0' ? 8 : 16)
}

export function wholeStatics(bits: 32 | 64): Readonly<Record<string, Body>> {
  const type = bits === 32 ? 'int' : 'long'
  const name = bits === 32 ? 'Integer' : 'Long'
  const suffix = bits === 32 ? 'Int' : 'Long'
  const back = (value: bigint): Whole => (bits === 32 ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value))
  const binary = (value: Whole) => unsigned(value, bits).toString(2).padStart(bits, '0')

  const parse = (text: string | null, radix = 10): Whole => {
    if (text !== null) checkRadix(radix)
    return bits === 32 ? parseInt32(text, radix) : parseInt64(text, radix)
  }
  const parsePart = (text: string, begin: number, end: number, radix: number): Whole => {
    const piece = part(text, begin, end)
    checkRadix(radix)
    try {
      return parse(piece, radix)
    } catch (error) {
      if (piece === '') throw error
      const digits = [...piece].findIndex(
        (ch, i) => !(i === 0 && /[+-]/.test(ch)) && !(Number.parseInt(ch, 36) < radix),
      )
      throw numberFormat(`Error at index ${Math.max(digits, 0)} in: "${piece}"`)
    }
  }
  const parseUnsigned = (text: string | null, radix = 10): Whole => {
    if (text === null || text === '') return parse(text, radix)
    workOnText(text)
    if (text.startsWith('-')) throw numberFormat(`Illegal leading minus sign on unsigned string ${text}.`)
    checkRadix(radix)
    const digits = text.replace(/^\+/, '')
    const tooLarge = () => numberFormat(`String value ${text} exceeds range of unsigned ${type}.`)
    const short = bits === 32 ? (radix === 10 ? 9 : 5) : radix === 10 ? 18 : 12
    if (text.length <= short) return parse(text, radix)
    let value = 0n
    for (const ch of digits) {
      const digit = Number.parseInt(ch, 36)
      if (!(digit < radix)) return parse(text, radix)
      // Too large is known at 64 bits; after that only whether the rest are digits.
      if (value < 1n << 64n) value = value * BigInt(radix) + BigInt(digit)
    }
    if (bits === 32 && value >= 2n ** 63n) return parseInt64(text, radix)
    if (value >= 1n << BigInt(bits)) throw tooLarge()
    return back(value)
  }
  const rotate = (value: Whole, distance: number) => {
    const shift = BigInt(((distance % bits) + bits) % bits)
    const low = unsigned(value, bits)
    return back((low << shift) | (low >> (BigInt(bits) - shift)))
  }

  return {
    [`${type} parse${suffix}(String)${THROWS}`]: (text) => parse(text),
    [`${type} parse${suffix}(String, int)${THROWS}`]: parse,
    [`${type} parse${suffix}(CharSequence, int, int, int)${THROWS}`]: parsePart,
    [`${type} parseUnsigned${suffix}(String)${THROWS}`]: (text) => parseUnsigned(text),
    [`${type} parseUnsigned${suffix}(String, int)${THROWS}`]: parseUnsigned,
    [`${type} parseUnsigned${suffix}(CharSequence, int, int, int)${THROWS}`]: (text, begin, end, radix) =>
      parseUnsigned(part(text, begin, end), radix),
    [`${name} valueOf(String)${THROWS}`]: (text) => parse(text),
    [`${name} valueOf(String, int)${THROWS}`]: parse,
    [`${name} valueOf(${type})`]: (value) => value,
    [`${name} decode(String)${THROWS}`]: (text) => decode(text, parse),
    [`String toString(${type})`]: String,
    [`String toString(${type}, int)`]: (value, radix: number) => inRadix(BigInt(value), radix),
    [`String toHexString(${type})`]: (value) => unsigned(value, bits).toString(16),
    [`String toOctalString(${type})`]: (value) => unsigned(value, bits).toString(8),
    [`String toBinaryString(${type})`]: (value) => unsigned(value, bits).toString(2),
    [`String toUnsignedString(${type})`]: (value) => unsigned(value, bits).toString(),
    [`String toUnsignedString(${type}, int)`]: (value, radix: number) => inRadix(unsigned(value, bits), radix),
    [`int compare(${type}, ${type})`]: compare,
    [`int compareUnsigned(${type}, ${type})`]: (a, b) => compare(unsigned(a, bits), unsigned(b, bits)),
    [`${type} max(${type}, ${type})`]: larger,
    [`${type} min(${type}, ${type})`]: smaller,
    [`${type} sum(${type}, ${type})`]: (a, b) => back(BigInt(a) + BigInt(b)),
    [`int signum(${type})`]: (value) => compare(value, bits === 32 ? 0 : 0n),
    [`int bitCount(${type})`]: (value) => unsigned(value, bits).toString(2).replaceAll('0', '').length,
    [`${type} reverse(${type})`]: (value) => back(BigInt(`0b${[...binary(value)].reverse().join('')}`)),
    [`${type} reverseBytes(${type})`]: (value) =>
      back(BigInt(`0b${(binary(value).match(/.{8}/g) as string[]).reverse().join('')}`)),
    [`${type} rotateLeft(${type}, int)`]: rotate,
    [`${type} rotateRight(${type}, int)`]: (value, distance: number) => rotate(value, -distance),
    [`int numberOfLeadingZeros(${type})`]: (value) => /^0*/.exec(binary(value))?.[0].length,
    [`int numberOfTrailingZeros(${type})`]: (value) => /0*$/.exec(binary(value))?.[0].length,
    [`${type} highestOneBit(${type})`]: (value) => {
      const at = binary(value).indexOf('1')
      return at < 0 ? back(0n) : back(1n << BigInt(bits - 1 - at))
    },
    [`${type} lowestOneBit(${type})`]: (value) => back(BigInt(value) & -BigInt(value)),
    [`int hashCode(${type})`]: (value) => hashCode(value),
    [`${type} divideUnsigned(${type}, ${type})`]: (a, b) => back(divide(a, b, bits).quotient),
    [`${type} remainderUnsigned(${type}, ${type})`]: (a, b) => back(divide(a, b, bits).remainder),
    ...(bits === 32 ? { 'long toUnsignedLong(int)': (value: number) => unsigned(value, 32) } : {}),
  }
}
