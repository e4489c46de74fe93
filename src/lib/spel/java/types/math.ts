import { arithmetic } from '../../errors.ts'
import { doubleBits, doubleOfBits, floatBits, floatOfBits } from '../bits.ts'
import { exactLong, floorDivBig, roundHalfUp, toInt, wrapLong } from '../numbers.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { larger, smaller } from './whole-numbers.ts'

function exact(type: 'int' | 'long', name: string, compute: (a: bigint, b: bigint) => bigint): [string, Body] {
  return [
    `${type} ${name}(${type}, ${type})`,
    (a, b) => {
      const result = compute(BigInt(a), BigInt(b))
      if (type === 'long') return exactLong(result)
      if (BigInt.asIntN(32, result) !== result) throw arithmetic('integer overflow')
      return Number(result)
    },
  ]
}

function whole(type: 'int' | 'long'): Readonly<Record<string, Body>> {
  const back = (value: bigint) => (type === 'int' ? Number(BigInt.asIntN(32, value)) : wrapLong(value))
  return {
    [`${type} abs(${type})`]: (a) => back(a < 0 ? -BigInt(a) : BigInt(a)),
    [`${type} max(${type}, ${type})`]: larger,
    [`${type} min(${type}, ${type})`]: smaller,
    [`${type} floorDiv(${type}, ${type})`]: (a, b) => back(floorDivBig(BigInt(a), BigInt(b))),
    [`${type} floorMod(${type}, ${type})`]: (a, b) => back(BigInt(a) - floorDivBig(BigInt(a), BigInt(b)) * BigInt(b)),
    [`${type} negateExact(${type})`]: (a) => exact(type, '', (x) => -x)[1](a, 0),
    [`${type} incrementExact(${type})`]: (a) => exact(type, '', (x) => x + 1n)[1](a, 0),
    [`${type} decrementExact(${type})`]: (a) => exact(type, '', (x) => x - 1n)[1](a, 0),
    ...Object.fromEntries([
      exact(type, 'addExact', (a, b) => a + b),
      exact(type, 'subtractExact', (a, b) => a - b),
      exact(type, 'multiplyExact', (a, b) => a * b),
    ]),
  }
}

/** The neighbour of a double or float that is `steps` away, upwards. */
function neighbour(type: 'double' | 'float', value: number, up: boolean): number {
  if (Number.isNaN(value) || value === (up ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)) return value
  const away = value === 0 || value > 0 === up
  if (type === 'float') {
    if (value === 0) return floatOfBits(up ? 1 : 0x80000001 | 0)
    return floatOfBits(floatBits(value) + (away ? 1 : -1))
  }
  if (value === 0) return up ? Number.MIN_VALUE : -Number.MIN_VALUE
  return doubleOfBits(doubleBits(value) + (away ? 1n : -1n))
}

const after = (type: 'double' | 'float') => (value: number, direction: number) => {
  if (Number.isNaN(value) || Number.isNaN(direction)) return value + direction
  return value === direction ? direction : neighbour(type, value, direction > value)
}

const exponentOf = (value: number, type: 'double' | 'float') =>
  type === 'float'
    ? ((floatBits(value) >> 23) & 0xff) - 127
    : Number((BigInt.asUintN(64, doubleBits(value)) >> 52n) & 0x7ffn) - 1023

const ulp = (type: 'double' | 'float') => (value: number) => {
  const size = Math.abs(value)
  if (!Number.isFinite(size)) return size
  const up = neighbour(type, size, true)
  return Number.isFinite(up) ? up - size : size - neighbour(type, size, false)
}

/** Steps of 2^512 keep the power itself from overflowing. */
function scalb(value: number, exponent: number): number {
  let rest = Math.max(-2200, Math.min(2200, exponent))
  let result = value
  for (; rest > 512; rest -= 512) result *= 2 ** 512
  for (; rest < -512; rest += 512) result *= 2 ** -512
  return result * 2 ** rest
}

/** What is left when the nearest multiple is taken away; of two as near, the even one. */
function ieeeRemainder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b) || !Number.isFinite(a) || b === 0) return Number.NaN
  if (!Number.isFinite(b)) return a
  const size = Math.abs(b)
  // Exact: the rest of two sizes, of which at most two halves are to be taken.
  let rest = Math.abs(a % (2 * size))
  if (rest > size / 2) rest -= size
  if (rest >= size / 2) rest -= size
  const result = a < 0 ? -rest : rest
  return result === 0 ? (a < 0 || Object.is(a, -0) ? -0 : 0) : result
}

const fractions = (type: 'double' | 'float'): Readonly<Record<string, Body>> => ({
  [`${type} abs(${type})`]: Math.abs,
  [`${type} max(${type}, ${type})`]: Math.max,
  [`${type} min(${type}, ${type})`]: Math.min,
  [`${type} signum(${type})`]: Math.sign,
  [`${type} nextUp(${type})`]: (value: number) => neighbour(type, value, true),
  [`${type} nextDown(${type})`]: (value: number) => neighbour(type, value, false),
  [`${type} nextAfter(${type}, double)`]: after(type),
  [`${type} ulp(${type})`]: ulp(type),
  [`int getExponent(${type})`]: (value: number) => exponentOf(value, type),
  [`${type} scalb(${type}, int)`]: scalb,
  [`${type} copySign(${type}, ${type})`]: (a: number, b: number) =>
    b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a),
})

/** Half to even, as the hardware rounds. */
function rint(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** Java's pow: 1 to the infinity, and everything to NaN, are NaN. */
const pow = (a: number, b: number) =>
  Number.isNaN(b) || (Math.abs(a) === 1 && !Number.isFinite(b)) ? Number.NaN : a ** b

/** java.lang.Math. */
export const mathType: TypeDefinition = {
  name: 'java.lang.Math',
  allowed: true,
  statics: {
    ...whole('int'),
    ...whole('long'),
    ...fractions('float'),
    ...fractions('double'),
    'int toIntExact(long)': (value: bigint) => {
      if (BigInt.asIntN(32, value) !== value) throw arithmetic('integer overflow')
      return Number(value)
    },
    'int round(float)': (value: number) => toInt(Number(roundHalfUp(value))),
    'long round(double)': roundHalfUp,
    'double floor(double)': Math.floor,
    'double ceil(double)': Math.ceil,
    'double rint(double)': rint,
    'double sqrt(double)': Math.sqrt,
    'double cbrt(double)': Math.cbrt,
    'double pow(double, double)': pow,
    'double exp(double)': Math.exp,
    'double expm1(double)': Math.expm1,
    'double log(double)': Math.log,
    'double log10(double)': Math.log10,
    'double log1p(double)': Math.log1p,
    'double hypot(double, double)': Math.hypot,
    'double sin(double)': Math.sin,
    'double cos(double)': Math.cos,
    'double tan(double)': Math.tan,
    'double asin(double)': Math.asin,
    'double acos(double)': Math.acos,
    'double atan(double)': Math.atan,
    'double atan2(double, double)': Math.atan2,
    'double sinh(double)': Math.sinh,
    'double cosh(double)': Math.cosh,
    'double tanh(double)': Math.tanh,
    'double toRadians(double)': (degrees: number) => degrees * (Math.PI / 180),
    'double toDegrees(double)': (radians: number) => radians * (180 / Math.PI),
    'double random()': Math.random,
    'double IEEEremainder(double, double)': ieeeRemainder,
    'long multiplyFull(int, int)': (a: number, b: number) => BigInt(a) * BigInt(b),
    'long multiplyHigh(long, long)': (a: bigint, b: bigint) => (a * b) >> 64n,
    'long multiplyExact(long, int)': (a: bigint, b: number) => exactLong(a * BigInt(b)),
    'long floorDiv(long, int)': (a: bigint, b: number) => wrapLong(floorDivBig(a, BigInt(b))),
    'int floorMod(long, int)': (a: bigint, b: number) => Number(a - floorDivBig(a, BigInt(b)) * BigInt(b)),
    'int absExact(int)': (a: number) => {
      if (a === -2147483648) throw arithmetic('Overflow to represent absolute value of Integer.MIN_VALUE')
      return Math.abs(a)
    },
    'long absExact(long)': (a: bigint) => {
      if (a === -(2n ** 63n)) throw arithmetic('Overflow to represent absolute value of Long.MIN_VALUE')
      return a < 0n ? -a : a
    },
    'float fma(float, float, float)': (a: number, b: number, c: number) => a * b + c,
    'double fma(double, double, double)': (a: number, b: number, c: number) => a * b + c,
  },
}
