export { type OperationsKnown, providerIn, readOperations } from './request.ts'
export { createTasks, type Tasks } from './tasks.ts'
export { createTurns } from './turns.ts'
