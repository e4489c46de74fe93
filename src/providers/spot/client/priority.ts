import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Who a call is for, the first to be served first: an operation, or somebody who looks at one thing; somebody who waits for
 * something to happen and asks again and again; readings in the background.
 */
export type Priority = 'people' | 'waiting' | 'background'

export const priorities: readonly Priority[] = ['people', 'waiting', 'background']

interface Purpose {
  readonly priority: Priority
  /** Ends the call. */
  readonly signal?: AbortSignal
}

const purposes = new AsyncLocalStorage<Purpose>()
const ofPeople: Purpose = { priority: 'people' }

/** What the call at hand is for; calls that nobody has said anything about are people's. */
export const purposeOf = (): Purpose => purposes.getStore() ?? ofPeople

/** Calls that `work` makes are readings in the background: they wait only briefly, and end when `signal` says so. */
export function inBackground<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R> {
  return purposes.run({ priority: 'background', signal }, work)
}

/** Calls that `work` makes are for somebody who will ask again, and may be told to. */
export function whileWaiting<R>(work: () => Promise<R>): Promise<R> {
  return purposes.run({ priority: 'waiting' }, work)
}
