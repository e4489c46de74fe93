import type { Clock } from '../../../platform/clock.ts'
import { GennakerError, problem } from '../../../platform/errors/index.ts'
import { inBackground, whileWaiting } from './priority.ts'
import { wasNotAsked } from './problems.ts'

/** What Spot said, and when. */
export interface Reading<T> {
  readonly value: T
  /** Milliseconds since 1970. */
  readonly readAt: number
  /** It is older than it should be: Spot could not be asked, or has not answered yet. */
  readonly stale: boolean
}

export interface Question<T> {
  /** Readings of one lane are made one after the other. */
  readonly lane: string
  readonly key: string
  /** How old an answer may be, in milliseconds. */
  readonly maxAgeMs: number
  /** How long to wait for a newer one. */
  readonly waitMs: number
  /** Somebody waits for it, so it is not read in the background. */
  readonly awaited?: boolean
  read(): Promise<T>
}

export interface Readings {
  /** The answer, as new as it should be; an older one where there is no newer. @throws what Spot said, where there is none */
  get<T>(question: Question<T>): Promise<Reading<T>>
  /** Ends what is being read. */
  stop(): void
}

interface Entry {
  value?: unknown
  readAt?: number
  /** Under way. */
  reading?: Promise<void> | undefined
  /** Why the last one failed, and when. */
  failure?: Failure | undefined
}

interface Failure {
  readonly error: unknown
  readonly at: number
}

interface Lane {
  last: Promise<void>
  /** Spot did not answer, or only that it can't. */
  silence?: Failure | undefined
}

/** After a failure Spot is left in peace for so long. */
const restMs = 30_000

/**
 * Answers of Spot's that many people look at: each is read once for all who ask, and kept. Unless it is `awaited` it is read
 * in the background, so that it takes nothing from what people wait for. `mostKept`: answers in memory.
 */
export function createReadings(clock: Clock, mostKept = 2_000): Readings {
  const entries = new Map<string, Entry>()
  const lanes = new Map<string, Lane>()
  const stopping = new AbortController()
  const isLately = (failure: Failure | undefined) => failure !== undefined && clock.now() - failure.at < restMs

  function entryOf(key: string): Entry {
    const found = entries.get(key) ?? {}
    // The one that was not asked for the longest goes first.
    entries.delete(key)
    entries.set(key, found)
    if (entries.size > mostKept) entries.delete(entries.keys().next().value as string)
    return found
  }

  function readInTurn<T>({ lane: name, read, awaited }: Question<T>, entry: Entry): Promise<void> {
    const lane: Lane = lanes.get(name) ?? { last: Promise.resolve() }
    lanes.set(name, lane)
    const mine = lane.last
      .then(() => {
        // Who waits behind a call that got no answer would only wait for the next one that gets none.
        if (lane.silence && isLately(lane.silence)) throw lane.silence.error
        return awaited ? whileWaiting(read) : inBackground(stopping.signal, read)
      })
      .then((value) => {
        Object.assign(entry, { value, readAt: clock.now(), failure: undefined })
        lane.silence = undefined
      })
      .catch((error: unknown) => {
        entry.failure = { error, at: clock.now() }
        if (isSilence(error) && !isLately(lane.silence)) lane.silence = entry.failure
      })
      .finally(() => {
        entry.reading = undefined
        if (lane.last === mine && lane.silence === undefined) lanes.delete(name)
      })
    lane.last = mine
    return mine
  }

  const patience = (ms: number) => {
    let cancel = () => {}
    const over = new Promise<void>((resolve) => {
      cancel = clock.setTimer(resolve, ms)
    })
    return { over, cancel: () => cancel() }
  }

  return {
    async get<T>(question: Question<T>): Promise<Reading<T>> {
      const entry = entryOf(question.key)
      const isFresh = () => entry.readAt !== undefined && clock.now() - entry.readAt < question.maxAgeMs
      if (!isFresh() && !isLately(entry.failure)) {
        entry.reading ??= readInTurn(question, entry)
        const { over, cancel } = patience(question.waitMs)
        await Promise.race([entry.reading, over])
        cancel()
      }
      if (entry.readAt !== undefined) return { value: entry.value as T, readAt: entry.readAt, stale: !isFresh() }
      if (entry.failure !== undefined) throw entry.failure.error
      throw notYet()
    },
    stop: () => stopping.abort(),
  }
}

const isSilence = (error: unknown) => error instanceof GennakerError && error.code === 'unavailable' && !isNotYet(error)

/** Others are being read before it. */
const notYet = () =>
  problem('unavailable', 'This is still being read from Spot, one thing after the other; ask again in a moment', {
    attributes: { pending: true },
  })

/** Whether the answer is only late: others come first, or the calls that Spot allows in a minute are used up. */
export const isNotYet = (error: unknown): boolean =>
  wasNotAsked(error) || (error as { attributes?: { pending?: unknown } } | undefined)?.attributes?.pending === true
