export { replaced, withoutNulls } from './replaced.ts'
export { resolveNode, type Target } from './resolve.ts'
export { shown } from './shown.ts'
export { changeAt, completedAt } from './value.ts'
