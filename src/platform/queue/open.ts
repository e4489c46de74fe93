import { type Clock, systemClock } from '../clock.ts'
import { LeaseLostError } from '../leases/index.ts'
import type { Store, Tx } from '../store/index.ts'
import { aftermaths } from './aftermath.ts'
import { announcements } from './announcements.ts'
import { messageKey } from './identity.ts'
import { inspection } from './inspection.ts'
import { queueMigrations } from './migrations.ts'
import type { Delivery, Queue, QueueEvent } from './queue.ts'
import * as sql from './statements.ts'
import { wakeUps } from './wake.ts'

/** Others wait a tenth longer than the holder counts on: room for clocks that differ and for commits under way. */
const grace = (leaseMs: number) => Math.ceil(leaseMs / 10)
const defaultLeaseMs = 10_000
/** On a shared database only: how late a message can be whose announcement was lost. */
const safetyPollMs = 3_000

export interface QueueOptions<M extends object> {
  readonly store: Store
  /** Its messages are its own: queues share tables, not messages. */
  readonly name: string
  readonly clock?: Clock
  /** Deliveries before a message is set aside; default 5 (keiko: Queue). */
  readonly maxAttempts?: number
  /** Checks what was stored, e.g. a Zod schema's parse; a message that it refuses is set aside as a dead letter. */
  readonly parse?: (json: unknown) => M
  /** Runs in the transaction that sets a message aside, so that what it pushes or changes is as certain. `json`: as stored. */
  readonly onDead?: (tx: Tx, json: unknown, reason: string) => Promise<void>
  /** For metrics; must not throw. */
  readonly onEvent?: (event: QueueEvent) => void
}

/** Opens the queue `name` in `store`, with its tables. The queue must be closed before the store. */
export async function openQueue<M extends object>(options: QueueOptions<M>): Promise<Queue<M>> {
  const { store, name, clock = systemClock, maxAttempts = 5, parse = (json) => json as M, onDead, onEvent } = options
  await store.migrate('platform/queue', queueMigrations)
  const wake = wakeUps(clock)
  const others = store.shared ? await announcements(store, name, wake) : undefined
  let stopPolling = () => {}
  const poll = () => {
    wake.ready()
    stopPolling = clock.setTimer(poll, safetyPollMs)
  }
  if (others) poll()

  const aftermath = aftermaths(({ pushed, completed, retried, dead, freed, soonest }) => {
    if (freed) wake.ready()
    wake.readyAt(soonest)
    if (soonest <= clock.now() + safetyPollMs) void others?.dueAt(soonest)
    if (pushed > 0) onEvent?.({ type: 'pushed', count: pushed })
    if (completed > 0) onEvent?.({ type: 'completed', count: completed })
    if (retried > 0) onEvent?.({ type: 'retried', count: retried })
    if (dead > 0) onEvent?.({ type: 'dead', count: dead })
  })
  function willBeDue(tx: Tx, due: number) {
    const told = aftermath(tx)
    told.soonest = Math.min(told.soonest, due)
  }

  const lost = (deliveries: number) => {
    onEvent?.({ type: 'lease lost', count: deliveries })
    return new LeaseLostError(
      `The lease of a message on queue ${name} was lost: another worker may have it, so its work is dropped`,
    )
  }
  const dueIn = (delayMs: number) => clock.now() + Math.ceil(delayMs)
  const isOver = (delivery: Delivery<M>) => clock.now() >= delivery.leasedUntil

  /** Takes a delivered message out of the table, if its lease still stands. */
  async function remove(tx: Tx, delivery: Delivery<M>): Promise<boolean> {
    if (isOver(delivery)) return false
    const { changes: removed } = await tx.run(sql.remove, [delivery.id, delivery.attempts, delivery.worker])
    if (delivery.subject !== null) aftermath(tx).freed = true
    return removed === 1
  }

  async function die(
    tx: Tx,
    letter: { subject: string | null; body: string; attempts: number },
    reason: string,
  ): Promise<void> {
    await tx.run(sql.addDeadLetter, [name, letter.subject, letter.body, letter.attempts, reason, clock.now()])
    await onDead?.(tx, JSON.parse(letter.body), reason)
    aftermath(tx).dead += 1
  }

  /** A leased row as a delivery, or why it can't be one. */
  function deliver(row: sql.LeasedRow, worker: string, leasedUntil: number): Delivery<M> | string {
    const { id, subject, body, attempts } = row
    if (attempts > maxAttempts) {
      return `given up after ${maxAttempts} attempts: ${row.error ?? 'its worker died or lost its lease each time'}`
    }
    try {
      return { id, message: parse(JSON.parse(body)), subject, attempts, worker, dueAt: row.was_due, leasedUntil }
    } catch (error) {
      return `unreadable: ${describe(error)}`
    }
  }

  /** Sets a leased row aside, in a transaction of its own: if that fails, it is tried again when the lease ends, and holds nobody up. */
  async function setAside(row: sql.LeasedRow, worker: string, reason: string): Promise<void> {
    try {
      await store.transaction(async (tx) => {
        const { changes } = await tx.run(sql.remove, [row.id, row.attempts, worker])
        if (changes === 1) await die(tx, { ...row, attempts: Math.min(row.attempts, maxAttempts) }, reason)
      })
    } catch (error) {
      process.emitWarning(`A message on queue ${name} could not be set aside (${reason}): ${describe(error)}`)
    }
  }

  async function push(tx: Tx, message: M, { delayMs = 0, subject = null as string | null } = {}): Promise<void> {
    const due = dueIn(delayMs)
    aftermath(tx).pushed += 1
    willBeDue(tx, due)
    await tx.run(sql.push, [name, messageKey(name, message), subject, JSON.stringify(message), due])
  }

  return {
    name,
    push,

    async pushLeased(tx, message, { subject = null as string | null, worker, leaseMs = defaultLeaseMs }) {
      const now = clock.now()
      const until = now + leaseMs + grace(leaseMs)
      const key = messageKey(name, message)
      const { rows } = await tx.run(sql.pushLeased, [name, key, subject, JSON.stringify(message), until, worker])
      const id = rows[0]?.id
      if (id === undefined) {
        await push(tx, message, subject === null ? {} : { subject })
        return undefined
      }
      aftermath(tx).pushed += 1
      willBeDue(tx, until)
      return { id, message, subject, attempts: 1, worker, dueAt: now, leasedUntil: now + leaseMs }
    },

    async ensure(tx, message, { delayMs = 0, subject = null as string | null } = {}) {
      const due = dueIn(delayMs)
      const { changes: added } = await tx.run(sql.ensure, [
        name,
        messageKey(name, message),
        subject,
        JSON.stringify(message),
        due,
      ])
      if (added === 0) return false
      aftermath(tx).pushed += 1
      willBeDue(tx, due)
      return true
    },

    async reschedule(tx, message, delayMs = 0) {
      const due = dueIn(delayMs)
      const { changes: moved } = await tx.run(sql.reschedule, [messageKey(name, message), due])
      if (moved > 0) willBeDue(tx, due)
      return moved > 0
    },

    async take({ limit, worker, leaseMs = defaultLeaseMs }) {
      wake.taking()
      const now = clock.now()
      try {
        const [rows, next] = await store.transaction(
          (tx) =>
            Promise.all([
              sql.lease(tx, store.engine, [name, now, worker, limit], now + leaseMs + grace(leaseMs)),
              tx.run(sql.nextDue, [name, now]),
            ]),
          // A lease that a power cut undoes is a message handed out again.
          { lock: `gennaker queue ${name}`, flush: false },
        )
        const deliveries: Delivery<M>[] = []
        for (const row of rows) {
          const delivery = deliver(row, worker, now + leaseMs)
          if (typeof delivery === 'string') await setAside(row, worker, delivery)
          else deliveries.push(delivery)
        }
        if (rows.length === limit) wake.ready()
        else wake.readyAt(next.rows[0]?.due ?? Number.POSITIVE_INFINITY)
        if (deliveries[0]) {
          const redelivered = deliveries.filter((delivery) => delivery.attempts > 1).length
          onEvent?.({ type: 'taken', count: deliveries.length, redelivered, lagMs: now - deliveries[0].dueAt })
        }
        return deliveries
      } catch (error) {
        wake.readyAt(clock.now() + 1_000)
        throw error
      }
    },

    async renew(deliveries, leaseMs = defaultLeaseMs) {
      const now = clock.now()
      const living = deliveries.filter((delivery) => !isOver(delivery))
      const kept = new Set<Delivery<M>>()
      if (living.length > 0) {
        await store.transaction(async (tx) => {
          kept.clear()
          await Promise.all(
            living.map(async (delivery) => {
              const token = [delivery.id, delivery.attempts, delivery.worker] as const
              const { changes: renewed } = await tx.run(sql.renew, [...token, now + leaseMs + grace(leaseMs)])
              if (renewed === 1) kept.add(delivery)
            }),
          )
        })
      }
      for (const delivery of kept) delivery.leasedUntil = now + leaseMs
      const gone = deliveries.filter((delivery) => !kept.has(delivery))
      if (gone.length > 0) onEvent?.({ type: 'lease lost', count: gone.length })
      return gone
    },

    async complete(tx, delivered) {
      const deliveries = Array.isArray(delivered) ? (delivered as readonly Delivery<M>[]) : [delivered as Delivery<M>]
      const removed = await Promise.all(deliveries.map((delivery) => remove(tx, delivery)))
      const gone = removed.filter((done) => !done).length
      if (gone > 0) throw lost(gone)
      aftermath(tx).completed += deliveries.length
    },

    async retry(delivery, delayMs, error) {
      const reason = describe(error)
      return store.transaction(async (tx) => {
        if (!(await remove(tx, delivery))) {
          lost(1)
          return 'lost'
        }
        const body = JSON.stringify(delivery.message)
        if (delivery.attempts >= maxAttempts) {
          await die(tx, { ...delivery, body }, `given up after ${delivery.attempts} attempts: ${reason}`)
          return 'dead'
        }
        const due = dueIn(delayMs)
        const key = messageKey(name, delivery.message)
        await tx.run(sql.putBack, [name, key, delivery.subject, body, due, delivery.attempts, reason])
        willBeDue(tx, due)
        aftermath(tx).retried += 1
        return 'waiting'
      })
    },

    async release(deliveries) {
      await store.transaction(async (tx) => {
        for (const delivery of deliveries) {
          if (!(await remove(tx, delivery))) continue
          const key = messageKey(name, delivery.message)
          const body = JSON.stringify(delivery.message)
          await tx.run(sql.putBack, [name, key, delivery.subject, body, delivery.dueAt, delivery.attempts - 1, null])
          willBeDue(tx, delivery.dueAt)
        }
      })
    },

    async bury(tx, delivery, reason) {
      if (!(await remove(tx, delivery))) throw lost(1)
      await die(tx, { ...delivery, body: JSON.stringify(delivery.message) }, reason)
    },

    async reclaim() {
      const ended = await store.transaction((tx) => tx.run(sql.endLeases, [name, clock.now()]))
      if (ended.changes > 0) wake.ready()
      return ended.changes
    },

    onReady: wake.onReady,
    waitForWork: wake.wait,

    ...inspection<M>(store, name, clock),

    async requeue(deadLetterId) {
      return store.transaction(async (tx) => {
        const { rows } = await tx.run(sql.removeDeadLetter, [name, deadLetterId])
        const letter = rows[0]
        if (!letter) return false
        const due = clock.now()
        await tx.run(sql.push, [name, messageKey(name, JSON.parse(letter.body)), letter.subject, letter.body, due])
        aftermath(tx).pushed += 1
        willBeDue(tx, due)
        return true
      })
    },

    async close() {
      stopPolling()
      wake.close()
      await others?.stop()
    },
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error))
