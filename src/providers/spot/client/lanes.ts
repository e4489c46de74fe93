import { type Priority, priorities } from './priority.ts'

/** Turns for calls of which only so many may be under way at once. */
export interface Lanes {
  /** Waits for a turn, does `work` and gives the turn back. Rejects with the signal's reason when that ends the wait. */
  run<R>(turn: { readonly priority: Priority; readonly signal: AbortSignal }, work: () => Promise<R>): Promise<R>
}

/** `most`: how many may be under way when another one of that priority begins, so that a more urgent one finds a lane. */
export function createLanes(most: Readonly<Record<Priority, number>>): Lanes {
  const waiting: Readonly<Record<Priority, Set<() => void>>> = {
    people: new Set(),
    waiting: new Set(),
    background: new Set(),
  }
  let underWay = 0

  const next = () => {
    for (const priority of priorities) {
      for (const go of waiting[priority]) {
        if (underWay >= most[priority]) break
        waiting[priority].delete(go)
        underWay += 1
        go()
      }
    }
  }
  const enter = (priority: Priority, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      if (underWay < most[priority]) {
        underWay += 1
        return resolve()
      }
      const leave = () => {
        waiting[priority].delete(go)
        reject(signal.reason)
      }
      const go = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      waiting[priority].add(go)
      signal.addEventListener('abort', leave, { once: true })
    })

  return {
    async run({ priority, signal }, work) {
      await enter(priority, signal)
      try {
        return await work()
      } finally {
        underWay -= 1
        next()
      }
    },
  }
}
