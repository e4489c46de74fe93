import { arithmetic, nullPointer, numberFormat } from '../../errors.ts'
import { hashCode } from '../hash.ts'
import {
  compareDoubles,
  decimalText,
  parseDouble,
  parseFloat32,
  parseInt32,
  parseInt64,
  parseSmall,
  toInt,
  toLong,
  wrapLong,
} from '../numbers.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { double, float, numberType, Scalar } from '../values.ts'

type AnyNumber = number | bigint | Scalar

const numeric = (self: AnyNumber): number => Number(self instanceof Scalar ? self.value : self)
const wholeOf = (self: AnyNumber): bigint => {
  const value = self instanceof Scalar ? self.value : self
  return typeof value === 'bigint' ? value : toLong(Number(value))
}
const isFraction = (self: AnyNumber) =>
  self instanceof Scalar
    ? self.type === 'Double' || self.type === 'Float'
    : typeof self === 'number' && numberType(self) === 'Double'
const narrow = (bits: number) => (self: AnyNumber) =>
  Number(BigInt.asIntN(bits, isFraction(self) ? BigInt(toInt(numeric(self))) : wholeOf(self)))

const conversions: Readonly<Record<string, Body>> = {
  'int intValue()': (self: AnyNumber) =>
    isFraction(self) ? toInt(numeric(self)) : Number(BigInt.asIntN(32, wholeOf(self))),
  'long longValue()': (self: AnyNumber) => wrapLong(wholeOf(self)),
  'double doubleValue()': (self: AnyNumber) => numeric(self),
  'float floatValue()': (self: AnyNumber) => numeric(self),
  'byte byteValue()': narrow(8),
  'short shortValue()': narrow(16),
}

/** java.lang.Number. */
const numberTypeDefinition: TypeDefinition = { name: 'java.lang.Number', methods: conversions }

function comparing(name: string): Readonly<Record<string, Body>> {
  return {
    [`int compareTo(${name})`]: (self: AnyNumber, other: AnyNumber | bigint | null) => {
      if (other === null) throw nullPointer(`Cannot read field "value" because "another${name}" is null`)
      if (isFraction(self)) return compareDoubles(numeric(self), Number(other))
      const [a, b] = [wholeOf(self), BigInt(other as bigint)]
      return name === 'Byte' || name === 'Short' ? Number(a - b) : a < b ? -1 : a > b ? 1 : 0
    },
  }
}

// Of ints or of longs, so Math.max does not do.
export const larger: Body = (a, b) => [a, b].toSorted((x, y) => (x < y ? 1 : -1))[0]
export const smaller: Body = (a, b) => [a, b].toSorted((x, y) => (x < y ? -1 : 1))[0]

const inRadix = (value: bigint, radix: number) => value.toString(radix < 2 || radix > 36 ? 10 : radix)
const unsigned = (value: bigint | number, bits: number) => BigInt.asUintN(bits, BigInt(value))

function divide(a: bigint | number, b: bigint | number, bits: number) {
  const [dividend, divisor] = [unsigned(a, bits), unsigned(b, bits)]
  if (divisor === 0n) throw arithmetic('/ by zero')
  return { quotient: dividend / divisor, remainder: dividend % divisor }
}

function bitStatics(type: 'int' | 'long', bits: 32 | 64): Readonly<Record<string, Body>> {
  const back = (value: bigint) => (bits === 32 ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value))
  const name = bits === 32 ? 'Integer' : 'Long'
  const binary = (value: bigint | number) => unsigned(value, bits).toString(2).padStart(bits, '0')
  const parse = (text: string, radix = 10) => (bits === 32 ? parseInt32(text, radix) : parseInt64(text, radix))
  const decode = (text: string) => {
    const match = /^([+-]?)(0[xX]|#|0(?=.))?(.*)$/s.exec(text)
    const prefix = match?.[2] ?? ''
    const radix = prefix === '' ? 10 : prefix === '0' ? 8 : 16
    if (text === '') throw numberFormat('Zero length string')
    return parse(`${match?.[1] === '-' ? '-' : ''}${match?.[3]}`, radix)
  }
  const compare = (a: bigint | number, b: bigint | number) => (a < b ? -1 : a > b ? 1 : 0)
  return {
    [`${type} parse${bits === 32 ? 'Int' : 'Long'}(String)`]: (text) => parse(text),
    [`${type} parse${bits === 32 ? 'Int' : 'Long'}(String, int)`]: parse,
    [`${name} valueOf(String)`]: (text) => parse(text),
    [`${name} valueOf(String, int)`]: parse,
    [`${name} valueOf(${type})`]: (value) => value,
    [`${name} decode(String)`]: decode,
    [`String toString(${type})`]: String,
    [`String toString(${type}, int)`]: (value, radix: number) => inRadix(BigInt(value), radix),
    [`String toHexString(${type})`]: (value) => unsigned(value, bits).toString(16),
    [`String toOctalString(${type})`]: (value) => unsigned(value, bits).toString(8),
    [`String toBinaryString(${type})`]: (value) => unsigned(value, bits).toString(2),
    [`String toUnsignedString(${type})`]: (value) => unsigned(value, bits).toString(),
    [`int compare(${type}, ${type})`]: compare,
    [`int compareUnsigned(${type}, ${type})`]: (a, b) => compare(unsigned(a, bits), unsigned(b, bits)),
    [`${type} max(${type}, ${type})`]: larger,
    [`${type} min(${type}, ${type})`]: smaller,
    [`${type} sum(${type}, ${type})`]: (a, b) => back(BigInt(a) + BigInt(b)),
    [`int signum(${type})`]: (value) => compare(value, bits === 32 ? 0 : 0n),
    [`int bitCount(${type})`]: (value) => unsigned(value, bits).toString(2).replaceAll('0', '').length,
    [`${type} reverse(${type})`]: (value) => back(BigInt(`0b${[...binary(value)].reverse().join('')}`)),
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
  }
}

const fractionStatics: Readonly<Record<string, Body>> = {
  'double parseDouble(String)': (text: string) => parseDouble(text),
  'Double valueOf(String)': (text: string) => parseDouble(text),
  'Double valueOf(double)': (value: number) => value,
  'String toString(double)': (value: number) => decimalText(value),
  'int compare(double, double)': compareDoubles,
  'double max(double, double)': (a: number, b: number) => Math.max(a, b),
  'double min(double, double)': (a: number, b: number) => Math.min(a, b),
  'double sum(double, double)': (a: number, b: number) => a + b,
  'boolean isNaN(double)': (value: number) => Number.isNaN(value),
  'boolean isInfinite(double)': (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY,
  'boolean isFinite(double)': (value: number) => Number.isFinite(value),
  'int hashCode(double)': (value: number) => hashCode(double(value)),
  'long doubleToLongBits(double)': (value: number) => {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    return view.getBigInt64(0)
  },
}

const floating: Readonly<Record<string, Body>> = {
  'boolean isNaN()': (self: AnyNumber) => Number.isNaN(numeric(self)),
  'boolean isInfinite()': (self: AnyNumber) => Math.abs(numeric(self)) === Number.POSITIVE_INFINITY,
}

const parent = ['java.lang.Number', 'java.lang.Comparable']
const byte = (value: number) => new Scalar('Byte', value)

/** The numbers of java.lang; JDK 17. */
export const numberTypes: readonly TypeDefinition[] = [
  numberTypeDefinition,
  {
    name: 'java.lang.Integer',
    allowed: true,
    extends: parent,
    constructors: { '(String)': (text: string) => parseInt32(text), '(int)': (value: number) => value },
    statics: bitStatics('int', 32),
    methods: comparing('Integer'),
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Long',
    allowed: true,
    extends: parent,
    constructors: { '(String)': (text: string) => parseInt64(text), '(long)': (value: bigint) => value },
    statics: bitStatics('long', 64),
    methods: comparing('Long'),
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Double',
    allowed: true,
    extends: parent,
    constructors: {
      '(String)': (text: string) => double(parseDouble(text)),
      '(double)': (value: number) => double(value),
    },
    statics: fractionStatics,
    methods: { ...comparing('Double'), ...floating },
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Float',
    extends: parent,
    constructors: { '(String)': (text: string) => float(parseFloat32(text)) },
    methods: { ...comparing('Float'), ...floating },
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Byte',
    allowed: true,
    extends: parent,
    constructors: { '(String)': (text: string) => byte(parseSmall(text, 8)), '(byte)': byte },
    statics: {
      'byte parseByte(String)': (text: string) => parseSmall(text, 8),
      'byte parseByte(String, int)': (text: string, radix: number) => parseSmall(text, 8, radix),
      'Byte valueOf(String)': (text: string) => parseSmall(text, 8),
      'Byte valueOf(String, int)': (text: string, radix: number) => parseSmall(text, 8, radix),
      'Byte valueOf(byte)': (value: number) => value,
      'Byte decode(String)': (text: string) =>
        parseSmall(text.replace(/0[xX]|#/, ''), 8, /0[xX]|#/.test(text) ? 16 : 10),
      'String toString(byte)': String,
      'int compare(byte, byte)': (a: number, b: number) => a - b,
      'int hashCode(byte)': (value: number) => value,
      'int toUnsignedInt(byte)': (value: number) => value & 0xff,
      'long toUnsignedLong(byte)': (value: number) => value & 0xff,
    },
    methods: comparing('Byte'),
    hidden: ['Optional describeConstable()'],
  },
  { name: 'java.lang.Short', extends: parent, methods: comparing('Short') },
  { name: 'java.math.BigInteger', extends: parent },
]
