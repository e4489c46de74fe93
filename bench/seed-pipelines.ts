/**
 * An application with very many pipelines, each with a few executions behind it, for looking at lists of them.
 *
 *     node bench/seed-pipelines.ts HOME                 the executions, into the store of a product that does not run
 *     node bench/seed-pipelines.ts http://HOST:PORT     the pipelines, through the Gate of the product once it runs
 *     PIPELINES=100 EXECUTIONS=10 APPLICATION=many …    other numbers
 */
import { openStore } from '../src/platform/store/index.ts'
import { configId, type History, storeHistory } from './stored-history.ts'

/** A thousand pipelines with ten executions each. */
export const manyPipelines: History = {
  application: process.env.APPLICATION ?? 'many',
  pipelines: Number(process.env.PIPELINES ?? 1_000),
  executionsOfEach: Number(process.env.EXECUTIONS ?? 10),
}

/** Puts the executions into the store of `home`; answers how many. No product may be running on it. */
export async function seedExecutions(home: string, history = manyPipelines): Promise<number> {
  const store = await openStore({ home })
  try {
    return await storeHistory(store, [history], Date.now())
  } finally {
    await store.close()
  }
}

const teams = ['checkout', 'search', 'billing', 'identity', 'platform']
const stage = (refId: string, type: string, more: object = {}) => ({
  refId,
  type,
  name: type,
  requisiteStageRefIds: refId === '1' ? [] : [String(Number(refId) - 1)],
  ...more,
})

function pipelineOf({ application }: History, index: number) {
  const team = teams[index % teams.length]
  return {
    ...{ application, index, id: configId(application, index), name: `Deploy ${team} service ${index}` },
    description: `Brings service ${index} of ${team} to its users.`,
    disabled: index % 40 === 39,
    tags: [
      { name: 'team', value: team },
      { name: 'tier', value: String(index % 3) },
    ],
    triggers: [{ type: index % 2 ? 'git' : 'docker', enabled: true, repository: `example/${team}-${index}` }],
    parameterConfig: [{ name: 'tag', default: 'latest', required: true }],
    stages: [
      stage('1', 'wait', { waitTime: 1 }),
      stage('2', 'deploy', { clusters: [{ account: index % 4 ? 'prod' : 'test', application, stack: team }] }),
    ],
  }
}

/** Saves the application and its pipelines through Gate, a few hundred at a time. */
export async function seedPipelines(gate: string, history = manyPipelines): Promise<void> {
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${gate}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`)
  }
  const { application, pipelines } = history
  const named = { name: application, email: 'many@example.org', cloudProviders: 'spot' }
  const job = [{ type: 'createApplication', application: named }]
  await post('/tasks', { application, description: `Create Application: ${application}`, job })
  for (let from = 0; from < pipelines; from += 250) {
    const some = Array.from({ length: Math.min(250, pipelines - from) }, (_, index) =>
      pipelineOf(history, from + index),
    )
    await post(`/pipelines/bulksave?application=${application}`, some)
  }
}

const [target] = import.meta.main ? process.argv.slice(2) : []
if (target?.startsWith('http')) await seedPipelines(target.replace(/\/$/, ''))
else if (target !== undefined) process.stdout.write(`${await seedExecutions(target)} executions\n`)
