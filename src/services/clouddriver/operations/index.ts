export { providerIn, readOperations } from './request.ts'
export { createTasks, type Tasks } from './tasks.ts'
