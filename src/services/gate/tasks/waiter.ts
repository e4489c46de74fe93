import type { Clock } from '../../../platform/clock.ts'
import type { ChangeEvent } from '../../../platform/events/index.ts'

/** A task as Orca shows it; only what Gate reads. */
export interface TaskView {
  readonly id: string
  readonly status: string
  readonly variables?: readonly { readonly key: string; readonly value: unknown }[]
}

/** Waits for executions to move, told by the change feed instead of by asking again and again. */
export interface ExecutionWaiter {
  heard(event: ChangeEvent): void
  /** Calls `look` now and each time execution `id` changed, until it answers, or gives up after `timeoutMs` with undefined. */
  until<T>(id: string, look: () => Promise<T | undefined>, timeoutMs: number): Promise<T | undefined>
}

/** The feed can miss an event (a lost connection): look again after this long all the same. */
const lookAgainMs = 1_000

export function createExecutionWaiter(clock: Clock): ExecutionWaiter {
  const waiting = new Map<string, Set<() => void>>()

  function changed(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wakers = waiting.get(id) ?? new Set()
      waiting.set(id, wakers)
      const done = () => {
        cancel()
        wakers.delete(done)
        if (wakers.size === 0) waiting.delete(id)
        resolve()
      }
      const cancel = clock.setTimer(done, ms)
      wakers.add(done)
    })
  }

  return {
    heard(event) {
      if (event.type === 'execution') for (const wake of [...(waiting.get(event.executionId) ?? [])]) wake()
    },
    async until(id, look, timeoutMs) {
      const deadline = clock.now() + timeoutMs
      for (;;) {
        // Listen before looking: a change between the two would be missed otherwise.
        const left = deadline - clock.now()
        const change = changed(id, Math.max(0, Math.min(lookAgainMs, left)))
        const found = await look()
        if (found !== undefined || left <= 0) return found
        await change
      }
    },
  }
}
