import type { Clock } from '../../../platform/clock.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Remembers, for each route, what Spot's headers said of the calls that are left in the current minute. */
export function createRateLimits(clock: Clock) {
  /** Route → when it may be called again. */
  const blockedUntil = new Map<string, number>()
  return {
    /** Milliseconds until the route may be called. */
    waitMs: (route: string) => Math.max(0, (blockedUntil.get(route) ?? 0) - clock.now()),
    heard(route: string, status: number, headers: Headers): void {
      const remaining = number(headers['x-ratelimit-remaining'])
      const resetSeconds = number(headers['x-ratelimit-reset']) ?? number(headers['retry-after'])
      const used = status === 429 || remaining === 0
      if (used) blockedUntil.set(route, clock.now() + (resetSeconds ?? 1) * 1_000)
      else blockedUntil.delete(route)
    },
  }
}

function number(value: string | string[] | undefined): number | undefined {
  const parsed = Number(Array.isArray(value) ? value[0] : value)
  return value === undefined || !Number.isFinite(parsed) ? undefined : parsed
}
