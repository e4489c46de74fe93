import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { DatabaseConnection } from 'kysely'
import type { Result } from './statement.ts'

/** Prepared statements kept for each connection; Kysely makes a new text for each length of an `in (…)` list. */
const preparedLimit = 500

interface Prepared {
  readonly statement: StatementSync
  readonly returnsRows: boolean
}

/** Runs SQL on a database. `prepare` costs more than most statements do: the statements used last are kept. */
export function preparing(database: DatabaseSync) {
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
export function connection(on: ReturnType<typeof preparing>, checkOpen: () => void): DatabaseConnection {
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
