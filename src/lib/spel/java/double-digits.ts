/** The decimal digits of a positive number and the power of ten of the first one. */
export interface Digits {
  readonly digits: string
  readonly exponent: number
}

interface Binary {
  /** The bits after normalising: bit 52 is the highest that is set. */
  readonly fraction: bigint
  readonly exponent: number
  readonly significantBits: number
}

/**
 * The digits that Java 17 prints for a positive finite double or float (jdk: FloatingDecimal.dtoa). They are mostly the
 * shortest that read back as the same number; where they are not, later JDKs print fewer, and so would JavaScript.
 */
export function javaDigits(value: number, width: 64 | 32): Digits {
  const binary = width === 64 ? fromDouble(value) : fromFloat(value)
  return wholeDigits(binary) ?? fractionDigits(binary)
}

function fromDouble(value: number): Binary {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  return normalize(bits & ((1n << 52n) - 1n), Number(bits >> 52n), 1023, 53)
}

function fromFloat(value: number): Binary {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  const bits = view.getUint32(0)
  return normalize(BigInt(bits & 0x7fffff) << 29n, bits >>> 23, 127, 24)
}

function normalize(fraction: bigint, biased: number, bias: number, bits: number): Binary {
  if (biased !== 0) return { fraction: fraction | (1n << 52n), exponent: biased - bias, significantBits: bits }
  const length = fraction.toString(2).length
  const shift = 53 - length
  return {
    fraction: fraction << BigInt(shift),
    exponent: 1 - shift - bias,
    significantBits: bits === 53 ? length : length - 29,
  }
}

const trailingZeros = (value: bigint) => /0*$/.exec(value.toString(2))?.[0].length ?? 0

/** Whole numbers below 2^63 are printed from their integer, without the digits that the precision does not carry. */
function wholeDigits({ fraction, exponent, significantBits }: Binary): Digits | undefined {
  const fractionBits = 53 - trailingZeros(fraction)
  if (exponent > 62 || exponent < 0 || fractionBits - exponent - 1 > 0) return undefined
  let whole = exponent >= 52 ? fraction << BigInt(exponent - 52) : fraction >> BigInt(52 - exponent)
  const beyond = exponent > significantBits ? exponent - significantBits - 1 : 0
  const insignificant = beyond > 1 ? Math.floor(beyond * Math.log10(2)) : 0
  if (insignificant > 0) {
    const power = 10n ** BigInt(insignificant)
    const residue = whole % power
    whole = whole / power + (residue >= power / 2n ? 1n : 0n)
  }
  const text = whole.toString()
  return { digits: text.replace(/0+$/, ''), exponent: text.length - 1 + insignificant }
}

/** Generates digits until what is left is less than half the distance to the neighbouring numbers. */
function fractionDigits({ fraction, exponent, significantBits }: Binary): Digits {
  const zeros = trailingZeros(fraction)
  const fractionBits = 53 - zeros
  const tinyBits = Math.max(0, fractionBits - exponent - 1)
  let decimal = estimateExponent(fraction, exponent)
  const fives = Math.max(0, -decimal)
  let b2 = fives + tinyBits + exponent
  let s2 = Math.max(0, decimal) + tinyBits
  let m2 = b2 - significantBits
  b2 -= fractionBits - 1
  const shared = Math.min(b2, s2)
  b2 -= shared
  s2 -= shared
  m2 -= shared
  // Below a power of two the next number is only half as far away.
  if (fractionBits === 1) m2 -= 1
  if (m2 < 0) {
    b2 -= m2
    s2 -= m2
    m2 = 0
  }
  let rest = ((fraction >> BigInt(zeros)) * 5n ** BigInt(fives)) << BigInt(b2)
  const unit = (5n ** BigInt(Math.max(0, decimal))) << BigInt(s2)
  let half = (5n ** BigInt(fives)) << BigInt(m2)
  const ten = unit * 10n
  const digits: number[] = []
  let low = false
  let high = false
  const step = (): number => {
    const digit = Number(rest / unit)
    rest = 10n * (rest % unit)
    half *= 10n
    low = rest < half
    high = rest + half > ten
    return digit
  }
  const first = step()
  if (first === 0) decimal -= 1
  else digits.push(first)
  // A number with an exponent shows at least two digits.
  if (decimal < -3 || decimal >= 8) {
    low = false
    high = false
  }
  while (!low && !high) digits.push(step())
  const middle = 2n * rest - ten
  if (high && (!low || middle > 0n || (middle === 0n && (digits.at(-1) as number) % 2 === 1)))
    decimal += roundUp(digits)
  return { digits: digits.join('').replace(/0+$/, '') || '0', exponent: decimal }
}

/** log10 of the number, never too small; one too large is noticed by its first digit. */
function estimateExponent(fraction: bigint, exponent: number): number {
  const mantissa = Number(fraction) / 2 ** 52
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981)
}

/** Adds one in the last place; answers 1 when the number grew by a digit. */
function roundUp(digits: number[]): number {
  let at = digits.length - 1
  while (at >= 0 && digits[at] === 9) digits[at--] = 0
  if (at >= 0) {
    digits[at] = (digits[at] as number) + 1
    return 0
  }
  digits[0] = 1
  return 1
}
