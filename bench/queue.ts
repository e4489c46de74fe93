/**
 * Messages handled per second by the durable queue: take, a small change of state, the next message pushed, completed;
 * the last three in one transaction.
 *
 *     ./hal exec node bench/queue.ts                  SQLite, and a PostgreSQL started for the purpose
 *     DATABASE_URL=postgres://… ./hal exec node bench/queue.ts     SQLite, and that PostgreSQL (in tables that it keeps)
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Delivery, openQueue, type Queue } from '../src/platform/queue/index.ts'
import { openStore, type Store, type StoreOptions, statement } from '../src/platform/store/index.ts'
import { startPostgres } from '../test/support/postgres.ts'

const seconds = 2
const subjects = 500

interface Message {
  readonly kind: 'runTask'
  readonly executionId: string
  readonly application: string
  readonly stageId: string
  readonly taskId: string
  readonly count: number
}

const addState = statement<[id: string]>(
  'insert into bench_state (id, changes) values ($1, 0) on conflict (id) do nothing',
)
const changeState = statement<[id: string]>('update bench_state set changes = changes + 1 where id = $1')

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'gennaker-bench-'))
  await measure({ home }, 'SQLite', 4)
  rmSync(home, { recursive: true })

  if (process.env.DATABASE_URL) {
    await measure({ databaseUrl: process.env.DATABASE_URL }, 'PostgreSQL', 4)
  } else {
    const server = await startPostgres({ durable: true })
    await measure({ databaseUrl: server.url }, 'PostgreSQL', 4).finally(server.stop)
  }
}

/** `lanes`: batches worked on at once, as by the handlers of an engine. */
async function measure(database: StoreOptions, engine: string, lanes: number): Promise<void> {
  const store = await openStore(database)
  const queue = await openQueue<Message>({ store, name: `bench-${randomUUID()}` })
  await seed(store, queue)
  for (const batch of [50, 10, 1]) {
    const rate = await throughput(store, queue, batch, lanes)
    const shape = `${batch} message${batch === 1 ? '' : 's'} a transaction, ${lanes} at once`
    print(engine, `${Math.round(rate).toLocaleString('en')} messages/s`, shape)
  }
  const { median, p99 } = await latency(store)
  print(
    engine,
    `${median.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    'from pushing a message to its worker having it, idle queue',
  )
  await queue.close()
  await store.close()
}

async function seed(store: Store, queue: Queue<Message>): Promise<void> {
  await store.migrate('bench', [
    {
      name: '1',
      up: (db) =>
        db.schema
          .createTable('bench_state')
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('changes', 'integer', (column) => column.notNull())
          .execute(),
    },
  ])
  await store.transaction(async (tx) => {
    for (let i = 0; i < subjects; i += 1) {
      const executionId = `01KAXXXXXXXXXXXXXXXXX${String(i).padStart(5, '0')}`
      await tx.run(addState, [executionId])
      const message: Message = {
        kind: 'runTask',
        executionId,
        application: 'bench',
        stageId: `${i}-stage`,
        taskId: '1',
        count: 0,
      }
      await queue.push(tx, message, { subject: executionId })
    }
  })
}

async function throughput(store: Store, queue: Queue<Message>, batch: number, lanes: number): Promise<number> {
  const start = performance.now()
  const end = start + seconds * 1_000
  let handled = 0
  const handle = (deliveries: readonly Delivery<Message>[]) =>
    store.transaction(async (tx) => {
      await Promise.all([
        queue.complete(tx, deliveries),
        ...deliveries.flatMap(({ message, subject }) => [
          tx.run(changeState, [message.executionId]),
          queue.push(tx, { ...message, count: message.count + 1 }, subject === null ? {} : { subject }),
        ]),
      ])
      handled += deliveries.length
    })
  while (performance.now() < end) {
    const deliveries = await queue.take({ limit: 100, worker: 'bench' })
    const batches = Array.from({ length: Math.ceil(deliveries.length / batch) }, (_, i) =>
      deliveries.slice(i * batch, (i + 1) * batch),
    )
    const lane = async () => {
      for (let next = batches.shift(); next; next = batches.shift()) await handle(next)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  }
  return (handled * 1_000) / (performance.now() - start)
}

async function latency(store: Store): Promise<{ median: number; p99: number }> {
  const queue = await openQueue<{ n: number }>({ store, name: `bench-${randomUUID()}` })
  const times: number[] = []
  for (let n = 0; n < 300; n += 1) {
    while ((await queue.take({ limit: 1, worker: 'bench' })).length > 0);
    const woken = queue.waitForWork().then(() => queue.take({ limit: 1, worker: 'bench' }))
    const start = performance.now()
    await store.transaction((tx) => queue.push(tx, { n }))
    const deliveries = await woken
    times.push(performance.now() - start)
    await store.transaction((tx) => queue.complete(tx, deliveries))
  }
  await queue.close()
  times.sort((a, b) => a - b)
  return { median: times[Math.floor(times.length / 2)]!, p99: times[Math.floor(times.length * 0.99)]! }
}

function print(engine: string, figure: string, what: string): void {
  console.log(`${engine.padEnd(11)} ${figure.padEnd(28)} ${what}`)
}

await main()
