import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import { channels, checkPayload } from './channels.ts'
import { kyselyFactory } from './kysely.ts'
import { migrateOn } from './migrations.ts'
import { describeOpenFailure, forgottenAwait } from './problems.ts'
import { committing } from './sqlite-commits.ts'
import { connection, preparing } from './sqlite-connection.ts'
import type { Store, Tx } from './store.ts'
import { insideTransaction, runCommitHooks } from './transactions.ts'

/** How long opening and reading wait for another process that has the file to itself for a moment. */
const busyTimeoutMs = 5_000
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
  const commits = committing(writing)
  const published = channels()
  let closed: Promise<void> | undefined

  const store: Store = {
    engine: 'sqlite',
    shared: false,
    db,
    tables: <T>() => db as Kysely<T>,
    run: async (statement, parameters) => reader.run(statement.sqliteText, parameters),
    async transaction(work) {
      insideTransaction.refuseNesting()
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
      const result = await commits.run(async () => {
        try {
          return await insideTransaction.run(tx, work)
        } finally {
          open = false
        }
      })
      runCommitHooks(hooks)
      return result
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
      closed ??= commits.end().then(() => {
        published.clear()
        reading.close()
        writing.close()
      })
      return closed
    },
  }
  return store
}
