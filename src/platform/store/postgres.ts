import type { DatabaseConnection, Kysely } from 'kysely'
import pg from 'pg'
import { checkPayload } from './channels.ts'
import { kyselyFactory } from './kysely.ts'
import { migrateOn } from './migrations.ts'
import { postgresListener } from './postgres-listener.ts'
import { describeConnectFailure, forgottenAwait } from './problems.ts'
import type { Result, SqlValue, Statement } from './statement.ts'
import type { Store, TransactionOptions, Tx } from './store.ts'
import { insideTransaction, runCommitHooks } from './transactions.ts'

/** Serialization failure and deadlock: the same work may well succeed when it runs again. */
const worthRepeating = new Set(['40001', '40P01'])
const maximumRuns = 20

/** int8 (counts, milliseconds) and numeric (sums) come back as numbers, as they do from SQLite. */
const numberTypes = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    numberTypes.has(id) && format !== 'binary' ? Number : pg.types.getTypeParser(id, format as 'text'),
}

/** Opens the PostgreSQL at `url`. Needs direct connections or a pooler that keeps sessions (LISTEN, prepared statements). */
export async function openPostgres(url: string, connections = 12): Promise<Store> {
  const config: pg.PoolConfig = {
    connectionString: url,
    types,
    // Queries issued without waiting for each other share round trips.
    pipeline: true,
    application_name: 'gennaker',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  }
  // Reads have connections of their own: one made inside a transaction must not wait for a transaction to end.
  const reads = Math.max(1, Math.floor(connections / 3))
  const pool = new pg.Pool({ ...config, max: Math.max(1, connections - reads) })
  // What is written outside a transaction would be refused by SQLite; refuse it here too.
  const readPool = new pg.Pool({ ...config, max: reads, options: '-c default_transaction_read_only=on' })
  // An idle connection that dies is replaced by the pool; whoever holds one is told by its query.
  for (const each of [pool, readPool]) each.on('error', () => undefined)
  const endPools = async () => {
    await Promise.all([pool.end(), readPool.end()])
  }
  try {
    await readPool.query('select 1')
  } catch (error) {
    await endPools()
    throw describeConnectFailure(url, error)
  }

  const makeKysely = kyselyFactory('postgres')
  const db = makeKysely(poolConnection(readPool))
  const listener = postgresListener(() => new pg.Client(config))
  let closed: Promise<void> | undefined

  const store: Store = {
    engine: 'postgres',
    shared: true,
    db,
    tables: <T>() => db as Kysely<T>,
    run: async (statement, parameters) => result(await readPool.query(prepared(statement, parameters))),
    async transaction(work, options) {
      insideTransaction.refuseNesting()
      for (let run = 1; ; run += 1) {
        try {
          return await runOnce(pool, makeKysely, work, options)
        } catch (error) {
          if (run >= maximumRuns || !worthRepeating.has((error as pg.DatabaseError).code ?? '')) throw error
          await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(100, 2 ** run)))
        }
      }
    },
    migrate: (component, migrations) => migrateOn(store, component, migrations),
    async notify(tx, channel, payload) {
      checkPayload(channel, payload)
      if (tx) await tx.run(notification, [channel, payload])
      else await store.run(notification, [channel, payload])
    },
    listen: (channel, fn, onGap) => listener.listen(channel, { payload: fn, ...(onGap && { gap: onGap }) }),
    close() {
      closed ??= Promise.all([listener.close(), endPools()]).then(() => undefined)
      return closed
    },
  }
  return store
}

const notification: Statement<[channel: string, payload: string], never> = {
  name: 'notify',
  text: 'select pg_notify($1, $2)',
  sqliteText: '',
}

const inFailedTransaction = '25P02'

async function runOnce<R>(
  pool: pg.Pool,
  makeKysely: ReturnType<typeof kyselyFactory>,
  work: (tx: Tx) => Promise<R>,
  { isolation = 'repeatable read', lock, flush = true }: TransactionOptions = {},
): Promise<R> {
  const client = await pool.connect()
  const hooks: (() => void)[] = []
  let open = true
  const checkOpen = () => {
    if (!open) throw forgottenAwait()
  }
  let firstFailure: pg.DatabaseError | undefined
  const failed = (failure: pg.DatabaseError): never => {
    firstFailure ??= failure
    throw failure
  }
  let kysely: Tx['db'] | undefined
  const tx: Tx = {
    get db() {
      kysely ??= makeKysely(connection(client, checkOpen, failed))
      return kysely
    },
    tables: <T>() => tx.db as Kysely<T>,
    async run(statement, parameters) {
      checkOpen()
      return result(await client.query(prepared(statement, parameters)).catch(failed))
    },
    afterCommit: (fn) => void hooks.push(fn),
  }
  let broken: Error | boolean = false
  try {
    // Not awaited: they travel with the first query of the work, which fails too if they do.
    const begin = `begin isolation level ${lock === undefined ? isolation : 'read committed'} read write`
    const begun = [client.query(flush ? begin : `${begin}; set local synchronous_commit = off`)]
    if (lock !== undefined) begun.push(client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [lock]))
    const ready = Promise.all(begun)
    ready.catch(() => undefined)
    const done = await insideTransaction.run(tx, work)
    open = false
    await ready
    const end = await client.query('commit')
    if (end.command !== 'COMMIT')
      throw new Error('The transaction was rolled back: one of its queries had failed, and its error was not passed on')
    runCommitHooks(hooks)
    return done
  } catch (error) {
    open = false
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    // Of queries sent together, one that found the transaction failed may be heard of before the one that failed it.
    throw (error as pg.DatabaseError).code === inFailedTransaction ? (firstFailure ?? error) : error
  } finally {
    client.release(broken)
  }
}

function prepared<P extends readonly SqlValue[], R>({ name, text }: Statement<P, R>, values: P) {
  return { name, text, values: values as unknown as unknown[] }
}

function result<R>({ rows, rowCount }: pg.QueryResult): Result<R> {
  return { rows: rows as R[], changes: rowCount ?? 0 }
}

function rethrow(failure: Error): never {
  throw failure
}

/** Kysely's view of one client. */
function connection(
  client: pg.PoolClient,
  checkOpen: () => void,
  failed: (failure: pg.DatabaseError) => never = rethrow,
): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      checkOpen()
      const { rows, rowCount } = await client.query({ text: sql, values: parameters as unknown[] }).catch(failed)
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
    },
    async *streamQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }, chunkSize: number) {
      checkOpen()
      await client.query({ text: `declare streamed no scroll cursor for ${sql}`, values: parameters as unknown[] })
      while (true) {
        const { rows } = await client.query(`fetch ${Number(chunkSize)} from streamed`)
        if (rows.length === 0) break
        yield { rows: rows as R[] }
      }
      await client.query('close streamed')
    },
  }
}

/** Kysely's view of the pool, for reads: any client will do. */
function poolConnection(pool: pg.Pool): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      const { rows, rowCount } = await pool.query({ text: sql, values: parameters as unknown[] })
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
    },
    async *streamQuery<R>(query: Parameters<DatabaseConnection['streamQuery']>[0], chunkSize: number) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        yield* connection(client, () => undefined).streamQuery<R>(query, chunkSize)
      } finally {
        await client.query('rollback').then(
          () => client.release(),
          (failure: Error) => client.release(failure),
        )
      }
    },
  }
}
