import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { openStore, type Store, type StoreOptions } from '../store/index.ts'
import type { CrashWorkerOptions, Step } from './crash-worker.ts'
import { openQueue } from './index.ts'

const subjects = 12
const steps = 30
const total = subjects * steps

interface Effect {
  subject: string
  step: number
  worker: string
  taken_at: number
  done_at: number
}

const cleanups: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Lets `count` processes work off the queue while one after the other is killed with SIGKILL and replaced; returns what they did. */
async function workWithKills(
  database: StoreOptions,
  count: number,
  leaseMs: number,
): Promise<{ effects: Effect[]; kills: number }> {
  const store = await openStore(database)
  cleanups.push(() => store.close())
  await prepare(store)

  let started = 0
  const running: ChildProcess[] = []
  const start = () => {
    started += 1
    const options: CrashWorkerOptions = { database, queue: 'crash', worker: `w${started}`, leaseMs, steps }
    const script = join(import.meta.dirname, 'crash-worker.ts')
    running.push(spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'ignore', 'inherit'] }))
  }
  cleanups.push(() => {
    for (const child of running) child.kill('SIGKILL')
  })
  for (let i = 0; i < count; i += 1) start()

  const effects = () => store.tables<{ effects: Effect }>().selectFrom('effects').selectAll().execute()
  let kills = 0
  for (const killAt of [0.1, 0.3, 0.5, 0.7]) {
    await expect
      .poll(async () => (await effects()).length, { timeout: 20_000, interval: 5 })
      .toBeGreaterThan(total * killAt)
    running.shift()?.kill('SIGKILL')
    kills += 1
    start()
  }
  await expect.poll(async () => (await effects()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(total)
  const queue = await openQueue<Step>({ store, name: 'crash' })
  await expect.poll(() => queue.depth()).toEqual({ ready: 0, delayed: 0, leased: 0, dead: 0 })
  await queue.close()
  return { effects: await effects(), kills }
}

async function prepare(store: Store): Promise<void> {
  await store.migrate('test', [
    {
      name: 'effects',
      up: (db) =>
        db.schema
          .createTable('effects')
          .addColumn('subject', 'text')
          .addColumn('step', 'integer')
          .addColumn('worker', 'text')
          .addColumn('taken_at', 'bigint')
          .addColumn('done_at', 'bigint')
          .execute(),
    },
  ])
  const queue = await openQueue<Step>({ store, name: 'crash' })
  await store.transaction(async (tx) => {
    for (let i = 0; i < subjects; i += 1) await queue.push(tx, { subject: `s${i}`, step: 1 }, { subject: `s${i}` })
  })
  await queue.close()
}

/** Every step of every subject, each once. */
const everyStepOnce = Array.from({ length: subjects }, (_, i) =>
  Array.from({ length: steps }, (_, step) => `s${i} ${step + 1}`),
)
  .flat()
  .sort()
const stepsOf = (effects: Effect[]) => effects.map(({ subject, step }) => `${subject} ${step}`).sort()

test('on SQLite nothing is lost or done twice when the process is killed again and again', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gennaker-crash-'))
  cleanups.push(() => rmSync(home, { recursive: true, force: true }))
  const { effects, kills } = await workWithKills({ home }, 1, 10_000)
  expect(kills).toBe(4)
  expect(stepsOf(effects)).toEqual(everyStepOnce)
})

test('on PostgreSQL processes share the work, one a subject at a time, and nothing is lost or done twice when some are killed', async () => {
  const { url, drop } = await freshDatabase()
  cleanups.push(drop)
  const { effects } = await workWithKills({ databaseUrl: url }, 3, 1_000)
  expect(stepsOf(effects)).toEqual(everyStepOnce)
  expect(new Set(effects.map(({ worker }) => worker)).size).toBeGreaterThan(1)

  const clashes = effects.flatMap((one) =>
    effects.filter(
      (other) =>
        other.subject === one.subject &&
        other.worker !== one.worker &&
        other.taken_at < one.done_at &&
        one.taken_at < other.done_at,
    ),
  )
  expect(clashes).toEqual([])
})
