import { useSyncExternalStore } from 'react'

/** A list that this browser keeps, the same in all its tabs. */
export interface StoredList<T> {
  readonly read: () => readonly T[]
  readonly write: (change: (before: readonly T[]) => readonly T[]) => void
  readonly use: () => readonly T[]
}

/** `most`: what is beyond it, at the end, is forgotten. What cannot be stored is kept as long as the page is. */
export const storedList = <T>(name: string, most: number): StoredList<T> => {
  const place = `gennaker.${name}`
  const listeners = new Set<() => void>()
  const fromStorage = (): readonly T[] => {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
      return Array.isArray(value) ? value : []
    } catch {
      return []
    }
  }
  let current = fromStorage()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  window.addEventListener('storage', ({ key }) => {
    if (key !== place && key !== null) return
    current = fromStorage()
    tell()
  })
  const read = () => current
  return {
    read,
    write(change) {
      current = change(current).slice(0, most)
      try {
        localStorage.setItem(place, JSON.stringify(current))
      } catch {
        // Full or forbidden.
      }
      tell()
    },
    use: () =>
      useSyncExternalStore((listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      }, read),
  }
}
