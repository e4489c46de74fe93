import { useSyncExternalStore } from 'react'

/** By then a page has read what it shows first. */
const IDLE_AFTER_MS = 1_000

let isIdle = false
const listeners = new Set<() => void>()

const become = (): void => {
  isIdle = true
  for (const listener of listeners) listener()
}

// Safari has no idle callbacks.
setTimeout(() => (window.requestIdleCallback ?? setTimeout)(become), IDLE_AFTER_MS)

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
