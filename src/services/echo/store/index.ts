export { echoMigrations } from './migrations.ts'
export { type ReceivedStore, receivedStore } from './received.ts'
