import { nullPointer, numberFormat } from '../../errors.ts'
import { compareDoubles, parseDouble, parseInt32, parseInt64, parseSmall, toInt, toLong, wrapLong } from '../numbers.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { double, numberType, Scalar } from '../values.ts'
import { doubleStatics, floatStatics } from './floating-numbers.ts'
import { decode, THROWS, wholeStatics } from './whole-numbers.ts'

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

const floating: Readonly<Record<string, Body>> = {
  'boolean isNaN()': (self: AnyNumber) => Number.isNaN(numeric(self)),
  'boolean isInfinite()': (self: AnyNumber) => Math.abs(numeric(self)) === Number.POSITIVE_INFINITY,
}

const parent = ['java.lang.Number', 'java.lang.Comparable']
const byte = (value: number) => new Scalar('Byte', value)

function decodeByte(text: string | null): number {
  const value = decode(text, parseInt32)
  if (value < -128 || value > 127) throw numberFormat(`Value ${value} out of range from input ${text}`)
  return value
}

/** The numbers of java.lang; JDK 17. */
export const numberTypes: readonly TypeDefinition[] = [
  numberTypeDefinition,
  {
    name: 'java.lang.Integer',
    allowed: true,
    extends: parent,
    constructors: { '(String)': (text: string) => parseInt32(text), '(int)': (value: number) => value },
    statics: wholeStatics(32),
    methods: comparing('Integer'),
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Long',
    allowed: true,
    extends: parent,
    constructors: { '(String)': (text: string) => parseInt64(text), '(long)': (value: bigint) => value },
    statics: wholeStatics(64),
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
    statics: doubleStatics,
    methods: { ...comparing('Double'), ...floating },
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Float',
    extends: parent,
    statics: floatStatics,
    methods: { ...comparing('Float'), ...floating },
    hidden: ['Optional describeConstable()'],
  },
  {
    name: 'java.lang.Byte',
    allowed: true,
    extends: parent,
    constructors: { '(byte)': byte, '(String)': (text: string) => byte(parseSmall(text, 8)) },
    statics: {
      [`byte parseByte(String)${THROWS}`]: (text: string) => parseSmall(text, 8),
      [`byte parseByte(String, int)${THROWS}`]: (text: string, radix: number) => parseSmall(text, 8, radix),
      [`Byte valueOf(String)${THROWS}`]: (text: string) => parseSmall(text, 8),
      [`Byte valueOf(String, int)${THROWS}`]: (text: string, radix: number) => parseSmall(text, 8, radix),
      'Byte valueOf(byte)': (value: number) => value,
      [`Byte decode(String)${THROWS}`]: (text: string | null) => decodeByte(text),
      'String toString(byte)': String,
      'int compareUnsigned(byte, byte)': (a: number, b: number) => (a & 0xff) - (b & 0xff),
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
