const MULTIPLIER = 0x5deece66dn
const MASK = (1n << 48n) - 1n

/** java.util.Random's generator: `next(bits)` yields signed values; the state belongs to one expression's object. */
export interface RandomState {
  seed: bigint
  nextGaussian: number | undefined
}

export const seeded = (seed: bigint): RandomState => ({ seed: (seed ^ MULTIPLIER) & MASK, nextGaussian: undefined })

export function nextBits(state: RandomState, bits: number): number {
  state.seed = (state.seed * MULTIPLIER + 0xbn) & MASK
  return Number(BigInt.asIntN(32, state.seed >> BigInt(48 - bits)))
}

/** A number from 0 to `bound` − 1. */
export function nextBounded(state: RandomState, bound: number): number {
  let bits = nextBits(state, 31)
  if ((bound & (bound - 1)) === 0) return Number((BigInt(bound) * BigInt(bits)) >> 31n)
  while (true) {
    const value = bits % bound
    if (((bits - value + (bound - 1)) | 0) >= 0) return value
    bits = nextBits(state, 31)
  }
}

export const nextLong = (state: RandomState): bigint =>
  BigInt.asIntN(64, (BigInt(nextBits(state, 32)) << 32n) + BigInt(nextBits(state, 32)))

export const nextDouble = (state: RandomState): number =>
  (nextBits(state, 26) * 2 ** 27 + nextBits(state, 27)) * 2 ** -53

export function nextGaussian(state: RandomState): number {
  if (state.nextGaussian !== undefined) {
    const kept = state.nextGaussian
    state.nextGaussian = undefined
    return kept
  }
  while (true) {
    const a = 2 * nextDouble(state) - 1
    const b = 2 * nextDouble(state) - 1
    const square = a * a + b * b
    if (square >= 1 || square === 0) continue
    const factor = Math.sqrt((-2 * Math.log(square)) / square)
    state.nextGaussian = b * factor
    return a * factor
  }
}
