import { type Store, statement } from '../src/platform/store/index.ts'
import { openExecutions } from '../src/services/orca/store/index.ts'

const dayMs = 24 * 3_600_000

export interface History {
  readonly application: string
  readonly pipelines: number
  readonly executionsOfEach: number
}

/** An id that sorts by time, as ULIDs do. */
const idOf = (application: number, index: number, time: number) =>
  `01${time.toString(36).toUpperCase().padStart(10, '0')}${String(application).padStart(4, '0')}${String(index).padStart(10, '0')}`

export const configId = (application: string, pipeline: number) => `${application}-pipeline-${pipeline}`

const statuses = (index: number) => (index % 20 === 3 ? 'CANCELED' : index % 10 === 7 ? 'TERMINAL' : 'SUCCEEDED')
const triggerTypes = ['git', 'manual', 'webhook', 'cron', 'docker'] as const
const stageTypes = ['bake', 'deploy', 'manualJudgment', 'webhook'] as const

/** What a deployment leaves in a stage: about 1.3 KB. */
const stageBody = (type: string, application: string) => ({
  context: {
    account: 'prod',
    cloudProvider: 'aws',
    application,
    credentials: 'prod',
    regions: ['us-east-1', 'eu-west-1'],
    clusters: [{ account: 'prod', application, stack: 'main', capacity: { min: 2, max: 6, desired: 4 }, type }],
    'kato.last.task.id': { id: '8f2f3b2e-96d2-4b7d-8b9e-6e0c7a9f3e11' },
    'kato.tasks': [
      {
        id: '8f2f3b2e-96d2-4b7d-8b9e-6e0c7a9f3e11',
        status: { completed: true, failed: false },
        history: Array.from({ length: 3 }, (_, step) => ({
          phase: 'DEPLOY',
          status: `Step ${step} of the deployment`,
        })),
      },
    ],
  },
  outputs: { 'deploy.server.groups': { 'us-east-1': [`${application}-main-v042`] } },
  tasks: ['createServerGroup', 'monitorDeploy'].map((name, index) => ({
    id: String(index + 1),
    name,
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${name}Task`,
    startTime: 1_700_000_000_000,
    endTime: 1_700_000_060_000,
    status: 'SUCCEEDED',
    stageStart: index === 0,
    stageEnd: index === 1,
    loopStart: false,
    loopEnd: false,
    taskExceptionDetails: {},
  })),
})

const columns =
  'id, type, application, config_id, event_id, trigger_type, status, build_time, start_time, version, stage_ids, trigger_body, body'
const putExecution = statement<(string | number)[]>(
  `insert into orca_executions (${columns}) values ($1, 'PIPELINE', $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11)`,
)
const putStage = statement<string[]>('insert into orca_stages (execution_id, id, head, body) values ($1, $2, $3, $4)')
const inOneTransaction = 500

/** Stores executions that have ended, of four stages each, evenly over the last ninety days, and as the engine would have. */
export async function storeHistory(store: Store, histories: readonly History[], now: number): Promise<number> {
  await openExecutions(store)
  let stored = 0
  for (const [application, history] of histories.entries()) {
    const count = history.pipelines * history.executionsOfEach
    for (let from = 0; from < count; from += inOneTransaction) {
      const indexes = Array.from({ length: Math.min(inOneTransaction, count - from) }, (_, index) => from + index)
      await store.transaction(async (tx) => {
        const writes: Promise<unknown>[] = []
        for (const index of indexes) {
          const [execution, stages] = rows(history, application, index, count, now)
          writes.push(tx.run(putExecution, execution))
          for (const stage of stages) writes.push(tx.run(putStage, stage))
        }
        await Promise.all(writes)
      })
      stored += indexes.length
    }
  }
  return stored
}

function rows({ application, pipelines }: History, number: number, index: number, count: number, now: number) {
  const time = Math.floor(now - ((count - index) / count) * 90 * dayMs)
  const id = idOf(number, index, time)
  const pipeline = index % pipelines
  const status = statuses(index)
  const triggerType = triggerTypes[index % triggerTypes.length] as string
  const eventId = `event-${id}`
  const trigger = {
    type: triggerType,
    user: 'ann',
    eventId,
    parameters: { tag: `v${index}`, environment: index % 2 === 0 ? 'prod' : 'test' },
    artifacts: [{ type: 'docker/image', name: `registry.example/${application}`, version: `v${index}` }],
    ...{ notifications: [], rebake: false, dryRun: false, strategy: false, resolvedExpectedArtifacts: [] },
  }
  const stageIds = stageTypes.map((_, stage) => `${id}${stage}`)
  const body = {
    ...{ type: 'PIPELINE', id, rootId: id, application, name: `Pipeline ${pipeline}`, status },
    ...{ buildTime: time, startTime: time + 10, endTime: time + 60_000, canceled: status === 'CANCELED' },
    ...{ limitConcurrent: true, maxConcurrentExecutions: 0, keepWaitingPipelines: false, origin: 'deck' },
    authentication: { user: 'ann', allowedAccounts: ['prod', 'test'] },
    pipelineConfigId: configId(application, pipeline),
    ...{ notifications: [], initialConfig: {}, systemNotifications: [], templateVariables: {} },
  }
  const stages = stageTypes.map((type, stage) => {
    const head = {
      ...{ id: stageIds[stage] as string, refId: String(stage + 1), type, name: `Stage ${stage + 1}`, status },
      ...{ startTime: time + 10, endTime: time + 60_000, context: {}, outputs: {}, tasks: [] },
      requisiteStageRefIds: stage === 0 ? [] : [String(stage)],
    }
    return [id, head.id, JSON.stringify(head), JSON.stringify(stageBody(type, application))]
  })
  const execution = [
    ...[id, application, configId(application, pipeline), eventId, triggerType, status, time, time + 10],
    ...[JSON.stringify(stageIds), JSON.stringify(trigger), JSON.stringify(body)],
  ]
  return [execution, stages] as const
}
