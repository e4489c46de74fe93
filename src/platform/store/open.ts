import { openPostgres } from './postgres.ts'
import { type Durability, openSqlite, openTemporary } from './sqlite.ts'
import type { Store } from './store.ts'

export type StoreOptions =
  | { readonly home: string; readonly durability?: Durability }
  | { readonly databaseUrl: string; readonly connections?: number }
  | { readonly temporary: true }

/**
 * Opens the embedded database in the folder `home`, the PostgreSQL at `databaseUrl` (`postgres://…`; `connections` at
 * most, default 12, a third of them for reads), or, for tests, a temporary database of its own. Throws one sentence that says what to do.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if ('databaseUrl' in options) return openPostgres(options.databaseUrl, options.connections)
  if ('temporary' in options) return openTemporary()
  return openSqlite(options.home, options.durability)
}
