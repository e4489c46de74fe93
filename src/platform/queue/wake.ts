import type { Clock } from '../clock.ts'

/** Tells a process's workers when a `take` may find something, so that nobody polls. */
export interface Wake {
  /** There may be something now. */
  ready(): void
  /** There will be something at `due` (milliseconds since 1970). */
  readyAt(due: number): void
  /** A `take` begins: what was said before is answered by it, what is said from here on is not. */
  taking(): void
  onReady(fn: () => void): () => void
  wait(signal?: AbortSignal): Promise<void>
  close(): void
}

export function wakeUps(clock: Clock): Wake {
  const listeners = new Set<() => void>()
  let isReady = true
  let closed = false
  let armedFor = Number.POSITIVE_INFINITY
  let disarm = () => {}

  const wake: Wake = {
    ready() {
      if (isReady || closed) return
      isReady = true
      for (const fn of [...listeners]) fn()
    },
    readyAt(due) {
      if (due <= clock.now()) return wake.ready()
      if (due >= armedFor || closed) return
      disarm()
      armedFor = due
      disarm = clock.setTimer(() => {
        armedFor = Number.POSITIVE_INFINITY
        wake.ready()
      }, due - clock.now())
    },
    taking() {
      isReady = false
    },
    onReady(fn) {
      listeners.add(fn)
      if (isReady) fn()
      return () => listeners.delete(fn)
    },
    wait(signal) {
      if (isReady || closed || signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          listeners.delete(done)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        listeners.add(done)
        signal?.addEventListener('abort', done)
      })
    },
    close() {
      closed = true
      disarm()
      for (const fn of [...listeners]) fn()
      listeners.clear()
    },
  }
  return wake
}
