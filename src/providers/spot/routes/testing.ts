import { pino } from 'pino'
import type { ScenarioInput } from '../../../../simulators/spot/index.ts'
import { startSpotSimulator } from '../../../../simulators/spot/index.ts'
import { type Clock, systemClock } from '../../../platform/clock.ts'
import { createEvents } from '../../../platform/events/index.ts'
import { openStore } from '../../../platform/store/index.ts'
import { createMetrics } from '../../../platform/telemetry/index.ts'
import { clouddriverConfigSchema, createClouddriver } from '../../../services/clouddriver/index.ts'
import { spotProvider } from '../index.ts'

type Json = Record<string, unknown>

export const token = 'a-token-that-must-not-show'

/** A group that runs on `m5.large` at 0.10 USD an hour: three of four on Spot, for less than a third of that. */
export const sampleGroup = (name: string, more: Json = {}): Json => ({
  name,
  region: 'us-east-1',
  capacity: { minimum: 0, maximum: 10, target: 4, unit: 'instance' },
  strategy: { risk: 75, availabilityVsCost: 'balanced', fallbackToOd: true, drainingTimeout: 0 },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-1'] }],
    launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-1'], monitoring: false },
  },
  ...more,
})

/** A Clouddriver over the simulator, at the simulator's time. */
export async function startWorld(scenario: ScenarioInput = {}) {
  const simulator = await startSpotSimulator({ clock: 'manual', seed: 1, token, scenario })
  simulator.control.setPrice('m5.large', 0.1)
  const patience = { lost: false }
  const clock: Clock = {
    now: () => simulator.control.now(),
    setTimer: (fn, ms) => systemClock.setTimer(fn, patience.lost && ms >= 5_000 ? 0 : ms),
  }
  const store = await openStore({ temporary: true })
  const said: string[] = []
  const clouds = [
    { name: 'my-spot', accountId: 'act-sandbox', cloud: 'aws' },
    { name: 'my-gcp', accountId: 'act-sandbox-gcp', cloud: 'gcp' },
    { name: 'my-azure', accountId: 'act-sandbox-azure', cloud: 'azure' },
  ]
  const common = { apiToken: token, endpoint: simulator.url, pollIntervalMs: 3_600_000 }
  const accounts = clouds.map((each) => ({ ...each, ...common }))
  const service = await createClouddriver({
    ...{ store, clock, events: createEvents(store), metrics: createMetrics() },
    logger: pino({ level: 'debug' }, { write: (line) => void said.push(line) }),
    transport: () => {
      throw new Error('Clouddriver calls no other service')
    },
    providers: [spotProvider],
    config: clouddriverConfigSchema.parse({ spot: { accounts } }),
  })
  await service.start()

  const ask = async (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
    const answer = await service.server.inject({ method: method as 'GET', url, headers, ...payload })
    return { status: answer.statusCode, text: answer.body, body: answer.body === '' ? undefined : answer.json() }
  }
  const world = {
    ...simulator,
    /** From now on nobody waits for long: for what Spot never answers. */
    losePatience: () => {
      patience.lost = true
    },
    said,
    service,
    ask,
    get: (url: string) => ask('GET', url),
    /** Adds a group that has run for a while, and lets the inventory know. */
    async seed(document: Json, ageHours = 48, account = 'my-spot'): Promise<string> {
      const { accountId } = clouds.find(({ name }) => name === account)!
      const { id } = simulator.control.seedGroup(accountId, document, ageHours)
      await world.refresh(account)
      return id
    },
    refresh: (account = 'my-spot') => ask('POST', '/cache/spot/ServerGroup', { account }),
    /** Runs an operation to its end, as an execution would ask for it. */
    async run(operation: string, description: Json, executionId = 'e1') {
      const headers = {
        ...{ 'content-type': 'application/json', 'x-spinnaker-user': 'ann' },
        ...{ 'x-spinnaker-execution-id': executionId, 'x-spinnaker-execution-type': 'PIPELINE' },
      }
      const operations = [{ [operation]: { credentials: 'my-spot', ...description } }]
      const { body } = await ask('POST', '/spot/ops', operations, headers)
      for (;;) {
        const { body: task } = await ask('GET', `/task/${body.id}`)
        if (task.status.failed) throw new Error(JSON.stringify(task.resultObjects))
        if (task.status.completed) return task
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    /** How often Spot was asked for such a route since the last look. */
    calls(route: RegExp): number {
      const counts = simulator.control.callCounts()
      return Object.entries(counts).reduce((sum, [name, count]) => sum + (route.test(name) ? count : 0), 0)
    },
    forgetCalls: () => simulator.control.clearCalls(),
    async stop() {
      await service.stop()
      await store.close()
      await simulator.close()
    },
  }
  return world
}

export type World = Awaited<ReturnType<typeof startWorld>>
