import type { Tx } from '../store/index.ts'

/** What a transaction has done to a queue. */
export interface Aftermath {
  pushed: number
  completed: number
  retried: number
  dead: number
  /** It let a subject go that another worker may be waiting for. */
  freed: boolean
  /** When the first of the messages that it left is due; Infinity when it left none. */
  soonest: number
}

/** Collects what each transaction does, however often it does it, and tells it once, after the commit. */
export function aftermaths(tell: (aftermath: Aftermath) => void): (tx: Tx) => Aftermath {
  const collected = new WeakMap<Tx, Aftermath>()
  return (tx) => {
    const known = collected.get(tx)
    if (known) return known
    const made: Aftermath = {
      pushed: 0,
      completed: 0,
      retried: 0,
      dead: 0,
      freed: false,
      soonest: Number.POSITIVE_INFINITY,
    }
    collected.set(tx, made)
    tx.afterCommit(() => tell(made))
    return made
  }
}
