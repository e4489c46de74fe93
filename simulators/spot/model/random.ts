/** Reproducible chance: the same seed gives the same ids, delays and addresses. The state is one number, so it can be saved. */
export type Random = {
  /** A number from 0 up to, but not including, 1. */
  next(): number
  between(low: number, high: number): number
  hex(length: number): string
  alphanumeric(length: number): string
  state(): number
}

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The mulberry32 generator: small, fast, good enough for delays and names. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const pick = (alphabet: string, length: number) => {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[Math.floor(next() * alphabet.length)]
    return text
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    hex: (length) => pick('0123456789abcdef', length),
    alphanumeric: (length) => pick(ALPHANUMERIC, length),
    state: () => state,
  }
}
