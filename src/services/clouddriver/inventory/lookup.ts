/** Values by a key that many may share, in an order of their own. */
export interface Lookup<T> {
  add(key: string, value: T): void
  remove(key: string, value: T): void
  /** The same array until the key's values change: what is made of it can be kept with it. */
  get(key: string): readonly T[]
  keys(): IterableIterator<string>
}

const none: readonly never[] = Object.freeze([])

/** `orderOf`: what values are sorted by; without it they stay in the order in which they came. */
export function createLookup<T>(orderOf?: (value: T) => string): Lookup<T> {
  const sets = new Map<string, Set<T>>()
  const lists = new Map<string, readonly T[]>()

  const list = (set: ReadonlySet<T>): readonly T[] => {
    if (orderOf === undefined) return [...set]
    const keyed = [...set].map((value) => [orderOf(value), value] as const)
    return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value)
  }
  return {
    add(key, value) {
      lists.delete(key)
      const set = sets.get(key)
      if (set) set.add(value)
      else sets.set(key, new Set([value]))
    },
    remove(key, value) {
      lists.delete(key)
      const set = sets.get(key)
      set?.delete(value)
      if (set?.size === 0) sets.delete(key)
    },
    get(key) {
      const made = lists.get(key)
      if (made) return made
      const set = sets.get(key)
      if (set === undefined) return none
      const values = list(set)
      lists.set(key, values)
      return values
    },
    keys: () => sets.keys(),
  }
}
