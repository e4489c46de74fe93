import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FaultRule, startSpotSimulator } from '../../../simulators/spot/index.ts'
import { inProcess } from '../../platform/clients/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import type { Service } from '../../platform/service/index.ts'
import { openStore, type Store } from '../../platform/store/index.ts'
import { createMetrics } from '../../platform/telemetry/index.ts'
import { type CloudTask, clouddriverClient } from '../../services/clouddriver/client.ts'
import { clouddriverConfigSchema, createClouddriver } from '../../services/clouddriver/index.ts'
import { spotProvider } from './index.ts'
import { group } from './testing.ts'

type Json = Record<string, unknown>
const token = 'a-token-that-must-not-show'

let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
let store: Store
let service: Service
let clouddriver: ReturnType<typeof clouddriverClient>
let logged: string
let metrics: ReturnType<typeof createMetrics>

beforeEach(async () => {
  simulator = await startSpotSimulator({ clock: 'manual', seed: 1, token })
  store = await openStore({ temporary: true })
  logged = ''
  metrics = createMetrics()
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += chunk
      done()
    },
  })
  const account = { name: 'my-spot', accountId: 'act-sandbox', apiToken: token, endpoint: simulator.url }
  const config = clouddriverConfigSchema.parse({ spot: { enabled: true, accounts: [account] } })
  service = await createClouddriver({
    store,
    clock: systemClock,
    logger: pino({ level: 'trace' }, sink),
    metrics,
    events: createEvents(store),
    transport: () => {
      throw new Error('Clouddriver calls no other service')
    },
    providers: [spotProvider],
    config,
  })
  await service.start()
  clouddriver = clouddriverClient(inProcess('clouddriver', () => service.server))
})

afterEach(async () => {
  await service.stop()
  await store.close()
  await simulator.close()
})

async function run(operation: string, description: Json): Promise<CloudTask> {
  const operations = [{ [operation]: { credentials: 'my-spot', ...description } }]
  const { id } = await clouddriver.submit({ provider: 'spot', operations, clientRequestId: crypto.randomUUID() })
  return vi.waitFor(
    async () => {
      const task = (await clouddriver.task(id))!
      expect(task.status.completed).toBe(true)
      return task
    },
    { timeout: 30_000, interval: 10 },
  )
}

/** All that somebody could see. */
const seen = async () =>
  [
    logged,
    await metrics.registry.metrics(),
    JSON.stringify(await clouddriver.credentials({ expand: true })),
    JSON.stringify(await clouddriver.serverGroups('demo')),
    JSON.stringify(simulator.control.calls()),
  ].join('\n')

const here = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }

/** Answers that repeat what was sent, as proxies and gateways do. */
const echoes: [string, FaultRule][] = [
  ['an error that repeats it', { status: 400, errors: [{ code: 'BAD', message: `Bearer ${token} is not welcome` }] }],
  ['a page that repeats it', { status: 502, rawBody: `<html>Authorization: Bearer ${token}</html>` }],
  ['an answer that is not JSON', { status: 200, rawBody: `Authorization: Bearer ${token}` }],
  ['a refusal of it', { status: 401, errors: [{ message: `The token ${token} is not valid` }] }],
  ['a connection that breaks', { dropConnection: true }],
]

describe('the token of a Spot account', () => {
  it('is in the Authorization header of every call and nowhere else', async () => {
    await run('createServerGroup', { application: 'demo', stack: 'main', group: group() })
    await run('resizeServerGroup', { ...here, capacity: { desired: 3 } })
    const all = simulator.control.calls()
    // Without the header the simulator answers 401.
    expect(all.length).toBeGreaterThan(3)
    expect(all.filter(({ status }) => status !== 200)).toEqual([])
    expect(await seen()).not.toContain(token)
  })

  it.each(echoes)('does not come back out of %s', async (_what, fault) => {
    await run('createServerGroup', { application: 'demo', stack: 'main', group: group() })
    simulator.control.addFault({ match: { method: 'PUT' }, ...fault })
    const task = await run('resizeServerGroup', { ...here, capacity: { desired: 3 } })
    expect(task.status.failed).toBe(true)
    simulator.control.clearFaults()
    simulator.control.addFault({ match: { method: 'GET' }, ...fault })
    const lost = await run('resizeServerGroup', { ...here, capacity: { desired: 3 } })
    expect(lost.status.failed).toBe(true)
    simulator.control.clearFaults()
    expect(`${JSON.stringify([task, lost])}${await seen()}`).not.toContain(token)
  })
})
