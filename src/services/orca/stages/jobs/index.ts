import type { StageDefinition } from '../../stage.ts'
import { preconfiguredJob } from './preconfigured-job.ts'
import { runJob } from './run-job.ts'

export { offeredJobs } from './preconfigured-job.ts'

/** Stages that run jobs. */
export const jobStages: readonly StageDefinition[] = [preconfiguredJob, runJob]
