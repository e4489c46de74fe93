/** Values by a key that many may share, in the order in which they came. */
export interface Lookup<T> {
  add(key: string, value: T): void
  remove(key: string, value: T): void
  get(key: string): readonly T[]
  keys(): IterableIterator<string>
}

export function createLookup<T>(): Lookup<T> {
  const sets = new Map<string, Set<T>>()
  return {
    add(key, value) {
      const set = sets.get(key)
      if (set) set.add(value)
      else sets.set(key, new Set([value]))
    },
    remove(key, value) {
      const set = sets.get(key)
      set?.delete(value)
      if (set?.size === 0) sets.delete(key)
    },
    get: (key) => [...(sets.get(key) ?? [])],
    keys: () => sets.keys(),
  }
}
