export type { Keeping, Kin } from './aged.ts'
export { type Executions, openExecutions, VersionConflict } from './executions.ts'
export type { Listed, Place, Search } from './lists.ts'
export type { Detail, Loaded } from './reading.ts'
