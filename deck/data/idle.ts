import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

/** By then a page has begun to read what it shows first. */
const IDLE_AFTER_MS = 1_000
/** Something is always read on a page that never ends to ask: what waits for this comes then all the same. */
const PATIENCE_MS = 5_000

let isIdle = false
const listeners = new Set<() => void>()

const become = (): void => {
  if (isIdle) return
  isIdle = true
  for (const listener of listeners) listener()
}

// Safari has no idle callbacks.
const soon = (): unknown => (window.requestIdleCallback ?? setTimeout)(become)

/** Begins to wait until what the first page reads has been read. */
export const awaitIdle = (queries: QueryClient): void => {
  setTimeout(() => {
    if (queries.isFetching() === 0) {
      soon()
      return
    }
    const stop = queries.getQueryCache().subscribe(() => {
      if (queries.isFetching() > 0) return
      stop()
      soon()
    })
  }, IDLE_AFTER_MS)
  setTimeout(become, PATIENCE_MS)
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Runs something once the first page is there, or now where it is. */
export const whenIdle = (run: () => void): void => {
  if (isIdle) run()
  else subscribe(run)
}

/** Whether the first page is there, and there is nothing better to do: for what is wanted on every page, but not first. */
export const useIdle = (): boolean => useSyncExternalStore(subscribe, () => isIdle)
