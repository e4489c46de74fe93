import { useCallback, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

// A browser may forbid to keep anything; then nothing is remembered, and nothing else is lost.
const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a text in this browser, or forgets it when undefined. */
export const remember = (key: string, value: string | undefined): void => {
  try {
    if (value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    return
  }
  for (const listener of listeners) listener()
}

export const remembered = <T>(key: string, otherwise: T): T => parse(read(key), otherwise)

const parse = <T>(text: string | null, otherwise: T): T => {
  if (text === null) return otherwise
  try {
    return JSON.parse(text) as T
  } catch {
    return otherwise
  }
}

/** What somebody chose here before, as JSON in this browser, the same in all its tabs. Keys begin with `deck.`. */
export const usePreference = <T>(key: string, otherwise: T): readonly [T, (value: T | undefined) => void] => {
  const text = useSyncExternalStore(subscribe, () => read(key))
  const choose = useCallback(
    (value: T | undefined) => remember(key, value === undefined ? undefined : JSON.stringify(value)),
    [key],
  )
  return [parse(text, otherwise), choose]
}
