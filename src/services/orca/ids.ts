import { randomFillSync } from 'node:crypto'
import { ulid } from 'ulid'

/** Random bytes by the pool: one call for each character of an id costs more than all else about it. */
const pool = new Uint8Array(4_096)
let used = pool.length

function random(): number {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const byte = pool[used]!
  used += 1
  return byte / 256
}

/** A ULID for a stage made at `now`. */
export const newStageId = (now?: number): string => ulid(now, random)
