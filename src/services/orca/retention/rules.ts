import type { OrcaConfig } from '../config.ts'
import type { CleanUp } from './clean-up.ts'

const dayMs = 24 * 3_600_000

/**
 * Of each pipeline the ended executions that are older than the threshold, except the newest few of those; executions
 * without a pipeline count as one pipeline of their application (orca: OldPipelineCleanupPollingNotificationAgent).
 */
export function oldPipelines(config: OrcaConfig['pollers']['old-pipeline-cleanup']): CleanUp {
  const exceptional = new Set(config['exceptional-applications'].map((name) => name.toLowerCase()))
  const keeping = (application: string, now: number) => {
    const days = exceptional.has(application.toLowerCase())
      ? config['exceptional-applications-threshold-days']
      : config['threshold-days']
    return { builtBefore: now - days * dayMs, keep: config['minimum-pipeline-executions'] }
  }
  return {
    name: 'old-pipeline-cleanup',
    intervalMs: config['interval-ms'],
    chunkSize: config['chunk-size'],
    async *rules(executions, now) {
      for await (const { configId, application } of executions.pipelinesWithExecutions()) {
        yield { of: { configId }, ...keeping(application, now) }
      }
      for await (const application of executions.applicationsWithExecutions()) {
        yield { of: { application, type: 'PIPELINE' }, ...keeping(application, now) }
      }
    },
  }
}

/** Of each application the ended tasks, except the newest many (orca: TopApplicationExecutionCleanupPollingNotificationAgent). */
export function topApplications(config: OrcaConfig['pollers']['top-application-execution-cleanup']): CleanUp {
  const exceptional = config['exception-application-thresholds']
  return {
    name: 'top-application-execution-cleanup',
    intervalMs: config['interval-ms'],
    chunkSize: config['chunk-size'],
    async *rules(executions, now) {
      for await (const application of executions.applicationsWithExecutions()) {
        const keep = exceptional[application] ?? config.threshold
        yield { of: { application, type: 'ORCHESTRATION' }, builtBefore: now, keep }
      }
    },
  }
}
