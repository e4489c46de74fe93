import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask, type StageDefinition, type StageView } from '../../stage.ts'
import { json, present, text } from '../../values.ts'
import { bindProducedArtifacts } from '../artifacts/index.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { monitorOperation, requestOperations } from '../server-groups/cloud-operation.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { providerOf } from '../server-groups/location.ts'
import { consumeArtifact, promoteOutputs } from './outputs.ts'
import { knownRunner, runnerOf } from './runners.ts'
import { jobOf, waitOnJobCompletion } from './wait-on-job-completion.ts'

const start: PlannedTask = {
  name: 'runJob',
  task: defineTask<'clouddriver' | 'expressions'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.job.RunJobTask',
    needs: ['clouddriver', 'expressions'],
    backoffMs: seconds(2),
    timeoutMs: minutes(1),
    async run(stage, services) {
      const { context } = stage
      const provider = providerOf(context)
      const runner = runnerOf(provider)
      const operations = [{ runJob: await runner.operation(stage, services) }]
      const kato = await requestOperations(stage, services.clouddriver, { provider, operations })
      const [limit, logs] = [runner.runtimeLimit?.(context), runner.logTemplate?.(context)]
      return succeeded({
        'notification.type': 'runjob',
        'kato.result.expected': false,
        ...kato,
        'deploy.account.name': requireAccount(context),
        ...(limit === undefined ? {} : { jobRuntimeLimit: durationOf(limit) }),
        ...(logs === undefined ? {} : { execution: { logs } }),
      })
    },
  }),
}

/** Seconds as ISO 8601 says them, e.g. `PT1H30M`. */
function durationOf(total: number): string {
  const parts = [
    [Math.floor(total / 3_600), 'H'],
    [Math.floor(total / 60) % 60, 'M'],
    [total % 60, 'S'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`)
  return `PT${said.length === 0 ? '0S' : said.join('')}`
}

const monitorDeploy: PlannedTask = {
  name: 'monitorDeploy',
  task: { ...monitorOperation(), implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.job.MonitorJobTask' },
}

function tasksOf({ context }: StageView): readonly PlannedTask[] {
  const isWaitedFor = String(context.waitForCompletion ?? true).toLowerCase() !== 'false'
  const promotes = knownRunner(providerOf(context))?.promotesOutputs?.(context) === true
  return [
    start,
    monitorDeploy,
    ...(promotes ? [promoteOutputs] : []),
    ...(isWaitedFor ? [waitOnJobCompletion] : []),
    ...('expectedArtifacts' in context ? [{ name: 'bindProducedArtifacts', task: bindProducedArtifacts }] : []),
    ...(text(context.consumeArtifactSource)?.toLowerCase() === 'artifact' ? [consumeArtifact] : []),
  ]
}

/** What is known of the job that ran before a restart, which starts another one. */
const ofJob = ['jobStatus', 'completionDetails', 'propertyFileContents', 'deploy.jobs']

function forgetJob(context: Json): Json {
  const kept = Object.fromEntries(Object.entries(context).filter(([key]) => !ofJob.includes(key)))
  if (context.jobStatus === undefined) return kept
  const before = present(Object.fromEntries(ofJob.map((key) => [key, context[key]])))
  return { ...kept, restartDetails: { ...json(context.restartDetails), ...before } }
}

/** Runs a job to its end and takes over what it tells (orca: RunJobStage). */
export const runJob: StageDefinition = {
  type: 'runJob',
  aliases: ['runJobManifest'],
  label: 'Run Job',
  schema: z.looseObject({}),
  tasks: tasksOf,
  restart: forgetJob,
  async cancel(stage, { clouddriver }) {
    const job = jobOf(stage)
    const state = text(json(stage.context.jobStatus).jobState)
    if (job !== undefined && state !== 'Succeeded' && state !== 'Failed') await clouddriver.cancelJob(job)
  },
}
