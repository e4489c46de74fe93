import type { Kysely } from 'kysely'
import type { Result, SqlValue, Statement } from './statement.ts'

export type Engine = 'sqlite' | 'postgres'

/** Tables that the caller has yet to name, see `tables`. */
// biome-ignore lint/suspicious/noExplicitAny: each room types its own tables; the store knows none of them
export type AnyTables = any

/** One SQL database: everything that Gennaker must not forget. Two engines, one behaviour. */
export interface Store {
  readonly engine: Engine
  /** Whether other processes may work on this database at the same time. */
  readonly shared: boolean
  /** For reads outside a transaction: the last committed state. Writing here is an error on both engines. */
  readonly db: Kysely<AnyTables>
  /** `db`, typed with the caller's tables. */
  tables<T>(): Kysely<T>
  /** A prepared read outside a transaction, see `statement`. */
  run<P extends readonly SqlValue[], R>(statement: Statement<P, R>, parameters: P): Promise<Result<R>>
  /**
   * Runs `work` in a transaction and commits it, or rolls it back when `work` throws. On SQLite transactions queue behind
   * each other, so never wait for the outside world inside one. On PostgreSQL `work` runs again when another transaction
   * got in the way, so it may have no effect but through `tx`. Transactions do not nest: asking for one inside another throws.
   */
  transaction<R>(work: (tx: Tx) => Promise<R>, options?: TransactionOptions): Promise<R>
  /** Applies those migrations of `component` that this database has not seen, in order, all or none; safe from many processes at once. */
  migrate(component: string, migrations: readonly Migration[]): Promise<void>
  /**
   * Publishes on `channel`, to every listener in this process and, on PostgreSQL, in every process on the database.
   * With `tx` it is sent when `tx` commits and not at all when it rolls back. `payload`: less than 8,000 bytes.
   */
  notify(tx: Tx | undefined, channel: string, payload: string): Promise<void>
  /**
   * Calls `fn` with each payload published on `channel`; returns a function that stops it. `onGap` is called when some may
   * have been missed (the connection was lost and is back): read again what you would have been told.
   */
  listen(channel: string, fn: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>
  /** Waits for running transactions, then closes the database. */
  close(): Promise<void>
}

export interface TransactionOptions {
  /**
   * PostgreSQL only; SQLite transactions are always serial. Default `repeatable read`: work that read a row which another
   * transaction has changed since runs again, so that read-change-write on one row needs no lock.
   */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /** Holds this name's lock until the end: transactions with the same name run one after the other, across processes. Implies `read committed`. */
  readonly lock?: string
  /**
   * False: the commit does not wait for the disk. A crash of the database server or a power cut may undo it (never a part
   * of it), a crash of this process does not; what was written must be worth no more than that. SQLite: see `Durability`.
   */
  readonly flush?: boolean
}

/** A transaction under way. It is useless as soon as its work is over: a query that was not awaited in time fails. */
export interface Tx {
  readonly db: Kysely<AnyTables>
  /** `db`, typed with the caller's tables. */
  tables<T>(): Kysely<T>
  /** The fast path for hot statements: prepared once, bound many times, see `statement`. */
  run<P extends readonly SqlValue[], R>(statement: Statement<P, R>, parameters: P): Promise<Result<R>>
  /** Calls `fn` right after the commit; never after a rollback. */
  afterCommit(fn: () => void): void
}

/** One step of a component's schema. `name` is for ever: never rename or change what has been released, add another. */
export interface Migration {
  readonly name: string
  up(db: Kysely<AnyTables>, engine: Engine): Promise<void>
}
