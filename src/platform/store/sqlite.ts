import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { DatabaseConnection, Kysely } from 'kysely'
import { channels, checkPayload } from './channels.ts'
import { kyselyFactory } from './kysely.ts'
import { migrateOn } from './migrations.ts'
import { describeOpenFailure, forgottenAwait } from './problems.ts'
import type { Result } from './statement.ts'
import type { Store, Tx } from './store.ts'
import { insideTransaction, runCommitHooks } from './transactions.ts'

/** How long to wait for another process that is writing to the same file; Node stands still meanwhile. */
const busyTimeoutMs = 5_000
/** Prepared statements kept for each connection; Kysely makes a new text for each length of an `in (…)` list. */
const preparedLimit = 500

/**
 * Durability: a commit is in the operating system's hands before `transaction` returns (WAL, synchronous=NORMAL), so
 * kill -9 loses nothing. `power-loss` also waits for the disk at each commit (synchronous=FULL): a power cut loses
 * nothing either, at the price of a disk flush per transaction. Neither can corrupt the file.
 */
export type Durability = 'process-crash' | 'power-loss'

/** Opens `gennaker.sqlite` in the folder `home`, which is made when missing. Throws one sentence when it can't be used. */
export function openSqlite(home: string, durability: Durability = 'process-crash'): Store {
  const file = join(home, 'gennaker.sqlite')
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    const store = openFile(file, durability === 'power-loss' ? 'full' : 'normal')
    chmodSync(file, 0o600)
    return store
  } catch (error) {
    throw describeOpenFailure(home, file, error)
  }
}

/** A store for tests: a file of its own that nothing else can see, never flushed to disk, deleted when closed. */
export function openTemporary(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'gennaker-store-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const store = openFile(join(folder, 'gennaker.sqlite'), 'off')
  return {
    ...store,
    async close() {
      await store.close()
      process.off('exit', remove)
      remove()
    },
  }
}

function openFile(file: string, synchronous: 'off' | 'normal' | 'full'): Store {
  const writing = new DatabaseSync(file, { timeout: busyTimeoutMs })
  writing.exec(`
    pragma journal_mode = wal;
    pragma synchronous = ${synchronous};
    pragma foreign_keys = on;
    pragma wal_autocheckpoint = 4000;
    pragma journal_size_limit = 67108864;
    pragma temp_store = memory;
    pragma cache_size = -32000;
  `)
  // Reads outside a transaction have a connection of their own: they see the last commit, never a transaction under way.
  const reading = new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs })
  reading.exec('pragma cache_size = -32000')

  const writer = preparing(writing)
  const reader = preparing(reading)
  const makeKysely = kyselyFactory('sqlite')
  const db = makeKysely(connection(reader, () => undefined))
  const lane = oneAtATime()
  const published = channels()
  let closed: Promise<void> | undefined

  const begin = writing.prepare('begin immediate')
  const commit = writing.prepare('commit')
  const rollback = writing.prepare('rollback')

  const store: Store = {
    engine: 'sqlite',
    db,
    tables: <T>() => db as Kysely<T>,
    run: async (statement, parameters) => reader.run(statement.sqliteText, parameters),
    async transaction(work) {
      insideTransaction.refuseNesting()
      await lane.enter()
      const hooks: (() => void)[] = []
      let open = true
      const checkOpen = () => {
        if (!open) throw forgottenAwait()
      }
      let kysely: Tx['db'] | undefined
      const tx: Tx = {
        get db() {
          kysely ??= makeKysely(connection(writer, checkOpen))
          return kysely
        },
        tables: <T>() => tx.db as Kysely<T>,
        async run(statement, parameters) {
          checkOpen()
          return writer.run(statement.sqliteText, parameters)
        },
        afterCommit: (fn) => void hooks.push(fn),
      }
      try {
        begin.run()
        try {
          const result = await insideTransaction.run(tx, work)
          open = false
          commit.run()
          return result
        } catch (error) {
          open = false
          // A full disk or an I/O error has already rolled back.
          if (writing.isTransaction) rollback.run()
          hooks.length = 0
          throw error
        }
      } finally {
        lane.leave()
        runCommitHooks(hooks)
      }
    },
    migrate: (component, migrations) => migrateOn(store, component, migrations),
    async notify(tx, channel, payload) {
      checkPayload(channel, payload)
      if (tx) tx.afterCommit(() => published.emit(channel, payload))
      else published.emit(channel, payload)
    },
    async listen(channel, fn) {
      const stop = published.add(channel, { payload: fn })
      return async () => stop()
    },
    close() {
      closed ??= lane.enter().then(() => {
        published.clear()
        reading.close()
        writing.close()
        lane.leave()
      })
      return closed
    },
  }
  return store
}

interface Prepared {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

/** `prepare` costs more than most statements: keep those used last. */
function preparing(database: DatabaseSync) {
  const kept = new Map<string, Prepared>()

  function prepared(text: string): Prepared {
    let found = kept.get(text)
    if (found === undefined) {
      const statement = database.prepare(text)
      found = { statement, returnsRows: statement.columns().length > 0 }
      if (kept.size >= preparedLimit) kept.delete(kept.keys().next().value as string)
    } else if (kept.size > preparedLimit / 2) {
      kept.delete(text)
    }
    kept.set(text, found)
    return found
  }

  return {
    run<R>(text: string, parameters: readonly unknown[]): Result<R> {
      const { statement, returnsRows } = prepared(text)
      const values = parameters as readonly SQLInputValue[]
      if (returnsRows) return { rows: statement.all(...values) as R[], changes: 0 }
      return { rows: [], changes: Number(statement.run(...values).changes) }
    },
    /** A statement of its own: a cached one would be reset when the same text runs meanwhile. */
    iterate: <R>(text: string, parameters: readonly unknown[]) =>
      database.prepare(text).iterate(...(parameters as readonly SQLInputValue[])) as NodeJS.Iterator<R>,
  }
}

/** Kysely's view of a connection. */
function connection(on: ReturnType<typeof preparing>, checkOpen: () => void): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      checkOpen()
      const { rows, changes } = on.run<R>(sql, parameters)
      return { rows, numAffectedRows: BigInt(changes) }
    },
    async *streamQuery<R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) {
      checkOpen()
      for (const row of on.iterate<R>(sql, parameters)) {
        yield { rows: [row] }
        checkOpen()
      }
    },
  }
}

/** First come, first served. */
function oneAtATime() {
  const waiting: (() => void)[] = []
  let busy = false
  return {
    async enter() {
      if (busy) await new Promise<void>((resolve) => waiting.push(resolve))
      busy = true
    },
    leave() {
      const next = waiting.shift()
      if (next) next()
      else busy = false
    },
  }
}
