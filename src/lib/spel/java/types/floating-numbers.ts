import { doubleBits, doubleOfBits, floatBits, floatOfBits } from '../bits.ts'
import { hashCode } from '../hash.ts'
import { compareDoubles, decimalText, parseDouble, parseFloat32 } from '../numbers.ts'
import type { Body } from '../type-definition.ts'
import { double, float } from '../values.ts'
import { THROWS } from './whole-numbers.ts'

/** Double.toHexString: `0x1.8p1`. */
export function hexText(value: number): string {
  if (!Number.isFinite(value)) return decimalText(value)
  const bits = BigInt.asUintN(64, doubleBits(value))
  const sign = bits >> 63n === 0n ? '' : '-'
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const digits = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0').replace(/0+$/, '') || '0'
  if (exponent === 0) return `${sign}0x0.${digits}p${value === 0 ? 0 : -1022}`
  return `${sign}0x1.${digits}p${exponent - 1023}`
}

/** Float.toHexString: as of a double, but what is subnormal as a float stays so. */
function floatHexText(value: number): string {
  const bits = floatBits(value)
  if ((bits & 0x7f800000) !== 0 || value === 0) return hexText(value)
  const digits = ((bits & 0x7fffff) * 2).toString(16).padStart(6, '0').replace(/0+$/, '')
  return `${bits < 0 ? '-' : ''}0x0.${digits}p-126`
}

/** Statics that Double and Float have alike. */
function shared(type: 'double' | 'float', round: (value: number) => number): Readonly<Record<string, Body>> {
  return {
    [`int compare(${type}, ${type})`]: compareDoubles,
    [`${type} max(${type}, ${type})`]: (a: number, b: number) => Math.max(a, b),
    [`${type} min(${type}, ${type})`]: (a: number, b: number) => Math.min(a, b),
    [`${type} sum(${type}, ${type})`]: (a: number, b: number) => round(a + b),
    [`boolean isNaN(${type})`]: (value: number) => Number.isNaN(value),
    [`boolean isInfinite(${type})`]: (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY,
    [`boolean isFinite(${type})`]: (value: number) => Number.isFinite(value),
  }
}

/** Statics of Double. */
export const doubleStatics: Readonly<Record<string, Body>> = {
  ...shared('double', (value) => value),
  [`double parseDouble(String)${THROWS}`]: (text: string) => parseDouble(text),
  [`Double valueOf(String)${THROWS}`]: (text: string) => parseDouble(text),
  'Double valueOf(double)': (value: number) => value,
  'String toString(double)': (value: number) => decimalText(value),
  'String toHexString(double)': hexText,
  'int hashCode(double)': (value: number) => hashCode(double(value)),
  'long doubleToLongBits(double)': doubleBits,
  'long doubleToRawLongBits(double)': doubleBits,
  'double longBitsToDouble(long)': doubleOfBits,
}

/** Statics of Float, which expressions reach through a float only: the class cannot be named. */
export const floatStatics: Readonly<Record<string, Body>> = {
  ...shared('float', Math.fround),
  [`float parseFloat(String)${THROWS}`]: (text: string) => parseFloat32(text),
  'String toString(float)': (value: number) => decimalText(value, 32),
  'String toHexString(float)': floatHexText,
  'int hashCode(float)': (value: number) => hashCode(float(value)),
  'int floatToIntBits(float)': floatBits,
  'int floatToRawIntBits(float)': floatBits,
  'float intBitsToFloat(int)': floatOfBits,
}
