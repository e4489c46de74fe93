import type { Clock } from '../../../platform/clock.ts'
import type { Executions, Keeping, Kin } from '../store/index.ts'

/** Executions that a clean-up looks at together, and what of them it keeps. */
export interface Rule extends Keeping {
  readonly of: Kin
}

/** One way to forget old executions. */
export interface CleanUp {
  readonly name: string
  readonly intervalMs: number
  /** Executions that one transaction deletes. */
  readonly chunkSize: number
  rules(executions: Executions, now: number): AsyncGenerator<Rule>
}

/** A transaction that takes longer is too large: others wait behind it. */
const longestMs = 10
const shortestPauseMs = 5

/**
 * Deletes what the clean-up's rules don't keep, in small transactions with pauses as long as they took, so that it never
 * has the database for more than half of the time. Ends early when `signal` aborts. Answers with how many it deleted.
 */
export async function cleanUp(
  { chunkSize, rules }: CleanUp,
  { executions, clock, signal }: { executions: Executions; clock: Clock; signal: AbortSignal },
): Promise<number> {
  let removed = 0
  let chunk = chunkSize
  for await (const rule of rules(executions, clock.now())) {
    const oldestKept = await executions.oldestKept(rule.of, rule)
    while (oldestKept !== undefined && !signal.aborted) {
      const ids = await executions.endedBefore(rule.of, oldestKept, chunk)
      if (ids.length === 0) break
      const started = performance.now()
      const gone = await executions.remove(ids)
      const ms = performance.now() - started
      removed += gone.length
      // What could not be deleted was restarted meanwhile; the next round looks at it again.
      if (gone.length === 0) break
      if (ms > longestMs) chunk = Math.max(1, Math.floor(chunk / 2))
      await pause(clock, Math.max(shortestPauseMs, ms), signal)
    }
    if (signal.aborted) return removed
  }
  return removed
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.setTimer(end, ms)
    signal.addEventListener('abort', end)
  })
}
