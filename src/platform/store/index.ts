export { openStore, type StoreOptions } from './open.ts'
export type { Durability } from './sqlite.ts'
export { type Result, type SqlValue, type Statement, statement } from './statement.ts'
export type { AnyTables, Engine, Migration, Store, TransactionOptions, Tx } from './store.ts'
