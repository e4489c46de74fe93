/**
 * Time as the simulator sees it, in milliseconds since 1970.
 *
 * Dates that a client sees (createdAt, expiresAt, logs) and delays that a client names in minutes (TTLs) follow this
 * clock as it is. The delays that belong to Spot and AWS (requests, boots, draining, grace periods) are shortened by the
 * speed: `span(40)` lasts two seconds at speed 20. So a client that asks for "the last day" still gets today's entries,
 * however fast the simulated cloud runs.
 */
export type Clock = {
  now(): number
  /** How many milliseconds a delay of so many seconds of cloud time lasts at the present speed. */
  span(seconds: number): number
  speed(): number
  setSpeed(speed: number): void
  /** Jumps forward by so many seconds of this clock. */
  advance(seconds: number): void
  offset(): number
}

export type ClockOptions = {
  speed: number
  /** Milliseconds by which the clock is ahead of its source: what earlier jumps added up to. */
  offset?: number
  /** Where time comes from: the machine's clock, or a fixed instant that only `advance` moves. */
  source?: () => number
}

/** A clock over the machine's own, or over a fixed source for tests that move time themselves. */
export function createClock({ speed, offset = 0, source = Date.now }: ClockOptions): Clock {
  let factor = speed
  let ahead = offset
  return {
    now: () => source() + ahead,
    span: (seconds) => (seconds * 1000) / factor,
    speed: () => factor,
    setSpeed: (next) => {
      factor = next
    },
    advance: (seconds) => {
      ahead += seconds * 1000
    },
    offset: () => ahead,
  }
}
