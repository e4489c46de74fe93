export { createDryRun, type PlanExecution } from './plan.ts'
export { planSchema } from './schema.ts'
