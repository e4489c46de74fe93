/** Time as a dependency: whoever waits or stamps takes a clock, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `fn` once, `ms` from now (at once when not positive). Returns a function that cancels it. */
  setTimer(fn: () => void, ms: number): () => void
}

/** setTimeout fires at once for longer delays (about 24.8 days). */
const longestTimeout = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  setTimer(fn, ms) {
    const due = Date.now() + ms
    let timer: NodeJS.Timeout
    const arm = (left: number) => {
      timer = setTimeout(() => (left > longestTimeout ? arm(due - Date.now()) : fn()), Math.min(left, longestTimeout))
    }
    arm(Math.max(0, ms))
    return () => clearTimeout(timer)
  },
}

/** A clock for tests: time stands still until it is moved. */
export interface VirtualClock extends Clock {
  /** Moves time forward, firing what falls due in its order, and lets what that started run until it waits again. */
  advance(ms: number): Promise<void>
  /** When the next timer is due; undefined without one. */
  nextTimer(): number | undefined
}

/** A clock for tests that starts at `start` (milliseconds since 1970). */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start
  const timers = new Set<{ due: number; fn: () => void }>()
  const earliest = () =>
    [...timers].reduce<{ due: number; fn: () => void } | undefined>(
      (first, timer) => (first === undefined || timer.due < first.due ? timer : first),
      undefined,
    )
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    now: () => now,
    setTimer(fn, ms) {
      const timer = { due: now + Math.max(0, Math.ceil(ms)), fn }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async advance(ms) {
      const end = now + ms
      for (let timer = earliest(); timer !== undefined && timer.due <= end; timer = earliest()) {
        timers.delete(timer)
        now = Math.max(now, timer.due)
        timer.fn()
        await settle()
      }
      now = end
      await settle()
    },
    nextTimer: () => earliest()?.due,
  }
}
