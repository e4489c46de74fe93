/** How often a process is killed (`GENNAKER_CHAOS_POINTS`), and what decides when: the same seed chooses the same points. */
export const points = Number(process.env.GENNAKER_CHAOS_POINTS ?? 10)
export const seed = Number(process.env.GENNAKER_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
