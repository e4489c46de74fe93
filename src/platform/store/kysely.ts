import {
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { AnyTables, Engine } from './store.ts'

const refuse = () =>
  Promise.reject(new Error('Use store.transaction(): it serialises, retries and tells after the commit'))

/** Kysely's driver would own connections and transactions; here the store does. */
const driver: Driver = {
  init: () => Promise.resolve(),
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: refuse,
  destroy: () => Promise.reject(new Error('Use store.close()')),
}

const dialects: Record<Engine, Dialect> = {
  sqlite: {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => driver,
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => driver,
  },
}

/** Makes Kysely instances over connections that the store hands out. An instance costs a microsecond: one a transaction is fine. */
export function kyselyFactory(engine: Engine): (connection: DatabaseConnection) => Kysely<AnyTables> {
  const dialect = dialects[engine]
  const adapter = dialect.createAdapter()
  const compiler = dialect.createQueryCompiler()
  return (connection) => {
    const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) }
    const executor = new DefaultQueryExecutor(compiler, adapter, provider)
    return new Kysely<AnyTables>({ config: { dialect }, dialect, driver, executor })
  }
}
