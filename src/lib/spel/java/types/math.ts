import { arithmetic } from '../../errors.ts'
import { roundHalfUp, toInt, wrapLong } from '../numbers.ts'
import type { Body, TypeDefinition } from '../type-definition.ts'
import { larger, smaller } from './numbers.ts'

function exact(type: 'int' | 'long', name: string, compute: (a: bigint, b: bigint) => bigint): [string, Body] {
  const bits = type === 'int' ? 32 : 64
  return [
    `${type} ${name}(${type}, ${type})`,
    (a, b) => {
      const result = compute(BigInt(a), BigInt(b))
      if (BigInt.asIntN(bits, result) !== result) {
        throw arithmetic(type === 'int' ? 'integer overflow' : 'long overflow')
      }
      return type === 'int' ? Number(result) : result
    },
  ]
}

function whole(type: 'int' | 'long'): Readonly<Record<string, Body>> {
  const back = (value: bigint) => (type === 'int' ? Number(BigInt.asIntN(32, value)) : wrapLong(value))
  const floorDiv = (a: bigint, b: bigint) => {
    if (b === 0n) throw arithmetic('/ by zero')
    const quotient = a / b
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
  }
  return {
    [`${type} abs(${type})`]: (a) => back(a < 0 ? -BigInt(a) : BigInt(a)),
    [`${type} max(${type}, ${type})`]: larger,
    [`${type} min(${type}, ${type})`]: smaller,
    [`${type} floorDiv(${type}, ${type})`]: (a, b) => back(floorDiv(BigInt(a), BigInt(b))),
    [`${type} floorMod(${type}, ${type})`]: (a, b) => back(BigInt(a) - floorDiv(BigInt(a), BigInt(b)) * BigInt(b)),
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

const fractions = (type: 'double' | 'float'): Readonly<Record<string, Body>> => ({
  [`${type} abs(${type})`]: Math.abs,
  [`${type} max(${type}, ${type})`]: Math.max,
  [`${type} min(${type}, ${type})`]: Math.min,
  [`${type} signum(${type})`]: Math.sign,
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
    'double fma(double, double, double)': (a: number, b: number, c: number) => a * b + c,
  },
}
