import fc from 'fast-check'
import { virtualClock } from '../clock.ts'
import type { Store } from '../store/index.ts'
import { type Delivery, openQueue } from './index.ts'

/** A message as the model sees it; `order` grows with each insertion. */
interface Entry {
  readonly key: number
  readonly order: number
  due: number
  attempts: number
  worker: string | null
}

type Command =
  | { readonly type: 'push' | 'ensure' | 'reschedule'; readonly key: number; readonly delayMs: number }
  | { readonly type: 'take'; readonly worker: string; readonly limit: number }
  | { readonly type: 'complete' | 'retry' | 'renew' | 'release'; readonly pick: number }
  | { readonly type: 'advance'; readonly ms: number }

const key = fc.nat(3)
const delayMs = fc.constantFrom(0, 0, 500, 3_000, 20_000)
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ type: fc.constantFrom('push', 'push', 'ensure', 'reschedule'), key, delayMs }),
  fc.record({
    type: fc.constant('take' as const),
    worker: fc.constantFrom('a', 'b', 'c'),
    limit: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ type: fc.constantFrom('complete', 'complete', 'retry', 'renew', 'release'), pick: fc.nat(100) }),
  // A worker that dies just says no more; its leases end as time goes by.
  fc.record({ type: fc.constant('advance' as const), ms: fc.constantFrom(1, 400, 3_000, 10_000, 11_000) }),
)

const leaseMs = 10_000
const leaseInTableMs = 11_000
const maxAttempts = 3
/** Two keys have a subject in common, one has its own, one has none. */
const subjectOf = (key: number) => ['s', 's', 't', undefined][key]

let runs = 0

/** Any sequence of operations, deaths of workers included, does to the queue what it does to a list in memory. */
export function queueBehavesLikeItsModel(store: () => Store, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(fc.array(command, { maxLength: 60, size: 'max' }), async (commands) => {
    const clock = virtualClock()
    runs += 1
    const queue = await openQueue<{ key: number }>({ store: store(), name: `model${runs}`, clock, maxAttempts })
    const transaction = store().transaction
    let entries: Entry[] = []
    let dead = 0
    let inserted = 0
    const deliveries: { delivery: Delivery<{ key: number }>; entry: Entry }[] = []

    const insert = (key: number, due: number, attempts: number) => {
      inserted += 1
      entries.push({ key, order: inserted, due, attempts, worker: null })
    }
    const waiting = (key: number) => entries.find((entry) => entry.key === key && entry.worker === null)
    const remove = (gone: Entry) => {
      entries = entries.filter((entry) => entry !== gone)
    }
    const stands = ({ delivery, entry }: (typeof deliveries)[number]) =>
      entries.includes(entry) &&
      entry.worker === delivery.worker &&
      entry.attempts === delivery.attempts &&
      clock.now() < delivery.leasedUntil
    const putBack = (entry: Entry, due: number, attempts: number) => {
      remove(entry)
      const same = waiting(entry.key)
      if (same) same.due = Math.min(same.due, due)
      else insert(entry.key, due, attempts)
    }

    async function apply(step: Command): Promise<void> {
      const now = clock.now()
      switch (step.type) {
        case 'push': {
          const options = { delayMs: step.delayMs, ...subjectOption(step.key) }
          await transaction((tx) => queue.push(tx, { key: step.key }, options))
          const same = waiting(step.key)
          if (same) same.due = now + step.delayMs
          else insert(step.key, now + step.delayMs, 0)
          return
        }
        case 'ensure': {
          const options = { delayMs: step.delayMs, ...subjectOption(step.key) }
          const added = await transaction((tx) => queue.ensure(tx, { key: step.key }, options))
          check(added === !entries.some((entry) => entry.key === step.key), 'ensure adds what is not there')
          if (added) insert(step.key, now + step.delayMs, 0)
          return
        }
        case 'reschedule': {
          const same = waiting(step.key)
          const moved = await transaction((tx) => queue.reschedule(tx, { key: step.key }, step.delayMs))
          check(moved === (same !== undefined), 'reschedule moves what waits')
          if (same) same.due = now + step.delayMs
          return
        }
        case 'take': {
          const held = (entry: Entry) =>
            subjectOf(entry.key) !== undefined &&
            entries.some(
              (other) =>
                subjectOf(other.key) === subjectOf(entry.key) &&
                other.worker !== null &&
                other.worker !== step.worker &&
                other.due > now,
            )
          const expected = entries
            .filter((entry) => entry.due <= now && !held(entry))
            .sort(byDueTime)
            .slice(0, step.limit)
          const taken = await queue.take({ limit: step.limit, worker: step.worker, leaseMs })
          const alive = expected.filter((entry) => entry.attempts < maxAttempts)
          same(
            taken.map((each) => each.message.key),
            alive.map((entry) => entry.key),
            'what is taken',
          )
          for (const entry of expected.filter((entry) => !alive.includes(entry))) {
            remove(entry)
            dead += 1
          }
          for (const [index, entry] of alive.entries()) {
            Object.assign(entry, { worker: step.worker, due: now + leaseInTableMs, attempts: entry.attempts + 1 })
            deliveries.push({ delivery: taken[index]!, entry })
          }
          return
        }
        case 'advance':
          await clock.advance(step.ms)
          return
        default: {
          const picked = deliveries[step.pick % Math.max(1, deliveries.length)]
          if (picked) await settle(step.type, picked)
        }
      }
    }

    async function settle(
      type: 'complete' | 'retry' | 'renew' | 'release',
      picked: (typeof deliveries)[number],
    ): Promise<void> {
      const { delivery, entry } = picked
      const standing = stands(picked)
      if (type === 'complete') {
        const done = await transaction((tx) => queue.complete(tx, delivery)).then(
          () => true,
          () => false,
        )
        check(done === standing, 'only a standing lease completes')
        if (done) remove(entry)
      } else if (type === 'retry') {
        const outcome = await queue.retry(delivery, 500, 'failed')
        const expected = !standing ? 'lost' : delivery.attempts >= maxAttempts ? 'dead' : 'waiting'
        check(outcome === expected, `retry is ${expected}, not ${outcome}`)
        if (outcome === 'waiting') putBack(entry, clock.now() + 500, delivery.attempts)
        if (outcome === 'dead') {
          remove(entry)
          dead += 1
        }
      } else if (type === 'renew') {
        const lost = await queue.renew([delivery], leaseMs)
        check((lost.length === 0) === standing, 'only a standing lease is renewed')
        if (standing) entry.due = clock.now() + leaseInTableMs
      } else {
        await queue.release([delivery])
        if (standing) putBack(entry, delivery.dueAt, delivery.attempts - 1)
      }
    }

    try {
      for (const step of commands) {
        await apply(step)
        const free = entries.filter((entry) => entry.worker === null)
        const ready = free.filter((entry) => entry.due <= clock.now()).length
        const depth = { ready, delayed: free.length - ready, leased: entries.length - free.length, dead }
        same(await queue.depth(), depth, 'its depth')
        for (const subject of ['s', 't']) {
          const found = (await queue.forSubject(subject)).map(({ message, dueAt, attempts, state }) => {
            return { key: message.key, due: dueAt, attempts, leased: state === 'leased' }
          })
          const expected = entries
            .filter((entry) => subjectOf(entry.key) === subject)
            .sort(byDueTime)
            .map(({ key, due, attempts, worker }) => ({ key, due, attempts, leased: worker !== null }))
          same(found, expected, `the messages of ${subject}`)
        }
      }
    } finally {
      await queue.close()
    }
  })
  return fc.assert(property, { numRuns })
}

const subjectOption = (key: number) => {
  const subject = subjectOf(key)
  return subject === undefined ? {} : { subject }
}

const byDueTime = (a: Entry, b: Entry) => a.due - b.due || a.order - b.order

function same(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  check(found === wanted, `${what} is ${wanted}, not ${found}`)
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The model says: ${what}`)
}
