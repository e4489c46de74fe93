/** A process of the crash test: works until it is killed. Its one argument is a CrashWorkerOptions as JSON. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore, type StoreOptions, statement } from '../store/index.ts'
import { LeaseLostError, openQueue } from './index.ts'

export interface CrashWorkerOptions {
  readonly database: StoreOptions
  readonly queue: string
  readonly worker: string
  readonly leaseMs: number
  /** Each subject's messages are numbered from 1 to this; handling one leaves the next. */
  readonly steps: number
}

export interface Step {
  readonly subject: string
  readonly step: number
}

const recordEffect = statement<[subject: string, step: number, worker: string, takenAt: number, doneAt: number]>(
  'insert into effects (subject, step, worker, taken_at, done_at) values ($1, $2, $3, $4, $5)',
)

const { database, queue: name, worker, leaseMs, steps } = JSON.parse(process.argv[2] ?? '') as CrashWorkerOptions
const store = await openStore(database)
const queue = await openQueue<Step>({ store, name, maxAttempts: 100 })
if (store.engine === 'sqlite') await queue.reclaim()
// An idle worker waits, as a server would, rather than end.
setInterval(() => {}, 60_000)

while (true) {
  const deliveries = await queue.take({ limit: 4, worker, leaseMs })
  if (deliveries.length === 0) await queue.waitForWork()
  const takenAt = Date.now()
  for (const delivery of deliveries) {
    // The work: long enough to be killed in.
    await sleep(1)
    const { subject, step } = delivery.message
    try {
      await store.transaction(async (tx) => {
        await queue.complete(tx, delivery)
        await tx.run(recordEffect, [subject, step, worker, takenAt, Date.now()])
        if (step < steps) await queue.push(tx, { subject, step: step + 1 }, { subject })
      })
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error
    }
  }
}
