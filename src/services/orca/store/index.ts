export { type ExecutionFilter, type Executions, type Loaded, openExecutions, VersionConflict } from './executions.ts'
