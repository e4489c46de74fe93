import type { Clock } from '../../../platform/clock.ts'
import type { Principal } from './principal.ts'

/** How a principal stands after one request more. */
export interface Rate {
  readonly remaining: number
  /** When the window ends: milliseconds since 1970. */
  readonly reset: number
  readonly exceeded: boolean
  /** Whether this is the first request of its window that is too many. */
  readonly isFirstTooMany: boolean
}

interface Window {
  count: number
  readonly end: number
}

/** Principals that are remembered at once; names come from headers, and who sends ever new ones is not to fill the memory. */
const mostPrincipals = 10_000

/** Counts each principal's requests in windows that begin with the first of them. */
export function createWindows(clock: Clock) {
  const windows = new Map<string, Window>()

  function windowOf({ name, windowMs }: Principal, now: number): Window {
    const known = windows.get(name)
    if (known !== undefined && now < known.end) return known
    const fresh = { count: 0, end: now + windowMs }
    // As the last again: the one that began first is the first to be forgotten.
    windows.delete(name)
    if (windows.size >= mostPrincipals) forget(now)
    windows.set(name, fresh)
    return fresh
  }

  function forget(now: number): void {
    for (const [name, { end }] of windows) if (end <= now) windows.delete(name)
    for (const [name] of windows) {
      if (windows.size < mostPrincipals) return
      windows.delete(name)
    }
  }

  return {
    /** Counts one request. */
    count(principal: Principal): Rate {
      const window = windowOf(principal, clock.now())
      window.count += 1
      const over = window.count - principal.capacity
      return { remaining: Math.max(0, -over), reset: window.end, exceeded: over > 0, isFirstTooMany: over === 1 }
    },
    /** Principals that are remembered. */
    size: () => windows.size,
  }
}
