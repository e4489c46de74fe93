import type { Kysely } from 'kysely'
import type { Migration, Store } from './store.ts'

interface Ledger {
  schema_migrations: { component: string; name: string; applied_at: number }
}

/** Applies what the ledger does not list. The lock keeps two processes that start together from doing it twice. */
export async function migrateOn(store: Store, component: string, migrations: readonly Migration[]): Promise<void> {
  await store.transaction(
    async (tx) => {
      const ledger = tx.tables<Ledger>()
      await createLedger(ledger)
      const rows = await ledger
        .selectFrom('schema_migrations')
        .select('name')
        .where('component', '=', component)
        .execute()
      const applied = new Set(rows.map((row) => row.name))
      for (const { name, up } of migrations) {
        if (applied.has(name)) continue
        try {
          await up(tx.db, store.engine)
        } catch (cause) {
          throw new Error(`Migration ${name} of ${component} failed: ${(cause as Error).message}`, { cause })
        }
        await ledger.insertInto('schema_migrations').values({ component, name, applied_at: Date.now() }).execute()
      }
    },
    { lock: 'gennaker schema_migrations' },
  )
}

async function createLedger(db: Kysely<Ledger>): Promise<void> {
  await db.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('component', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('schema_migrations_pk', ['component', 'name'])
    .execute()
}
