import { openStore, type Store, type StoreOptions } from '../../src/platform/store/index.ts'
import { reusedDatabase } from './postgres.ts'

/** A database of a test's own: SQLite, or PostgreSQL where the run says so (`vitest.config.ts`). */
export async function openTestStore(where?: StoreOptions): Promise<Store> {
  if (where !== undefined || process.env.GENNAKER_TEST_STORE !== 'postgres')
    return openStore(where ?? { temporary: true })
  const { url, drop } = await reusedDatabase()
  const store = await openStore({ databaseUrl: url, connections: 6 })
  return {
    ...store,
    async close() {
      await store.close()
      await drop()
    },
  }
}
