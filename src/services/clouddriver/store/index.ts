export { clouddriverMigrations } from './migrations.ts'
export { type ReadResource, type ResourceStore, resourceStore } from './resources.ts'
export type { ResourceKind, ResourceRow, TaskState } from './tables.ts'
export { type Fence, type StoredTask, type TaskStore, taskStore } from './tasks.ts'
