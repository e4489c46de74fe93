import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSpotSimulator } from '../../../simulators/spot/index.ts'
import { inProcess } from '../../platform/clients/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import { openStore, type Store } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { type CloudTask, clouddriverClient } from '../../services/clouddriver/client.ts'
import { clouddriverConfigSchema, createClouddriver } from '../../services/clouddriver/index.ts'
import { spotProvider } from './index.ts'

type Json = Record<string, unknown>
const token = 'a-token-that-must-not-show'

let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
let store: Store
let service: Service
let clouddriver: ReturnType<typeof clouddriverClient>

beforeEach(async () => {
  simulator = await startSpotSimulator({ clock: 'manual', seed: 1, token })
  store = await openStore({ temporary: true })
  service = await startClouddriver()
})

afterEach(async () => {
  await service.stop()
  await store.close()
  await simulator.close()
})

async function startClouddriver(): Promise<Service> {
  const deps: ServiceDeps = {
    store,
    clock: systemClock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    events: createEvents(store),
    transport: () => {
      throw new Error('Clouddriver calls no other service')
    },
  }
  const accounts = [{ name: 'my-spot', accountId: 'act-sandbox', apiToken: token, endpoint: simulator.url }]
  const config = clouddriverConfigSchema.parse({ spot: { enabled: true, accounts } })
  const started = await createClouddriver({ ...deps, providers: [spotProvider], config })
  await started.start()
  clouddriver = clouddriverClient(inProcess('clouddriver', () => started.server))
  return started
}

const group = (more: Json = {}) => ({
  capacity: { minimum: 1, maximum: 4, target: 2, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'costOriented' },
  unknownToUs: { kept: [1, null, { a: 'b' }] },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-1'] }],
    launchSpecification: {
      imageId: 'ami-0000000000000a001',
      securityGroupIds: ['sg-1'],
      monitoring: false,
      loadBalancersConfig: {
        loadBalancers: [
          { type: 'TARGET_GROUP', name: 'web', arn: 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1' },
        ],
      },
    },
  },
  ...more,
})

async function run(
  operation: string,
  description: Json,
  clientRequestId: string = crypto.randomUUID(),
): Promise<CloudTask> {
  const operations = [{ [operation]: { credentials: 'my-spot', ...description } }]
  const { id } = await clouddriver.submit({ provider: 'spot', operations, clientRequestId })
  return vi.waitFor(
    async () => {
      const task = (await clouddriver.task(id))!
      expect(task.status.completed).toBe(true)
      return task
    },
    { timeout: 20_000, interval: 10 },
  )
}

async function succeed(operation: string, description: Json, clientRequestId?: string): Promise<CloudTask> {
  const task = await run(operation, description, clientRequestId)
  expect(task.resultObjects.filter(({ type }) => type === 'EXCEPTION')).toEqual([])
  return task
}

const create = (more: Json = {}, clientRequestId?: string) =>
  succeed('createServerGroup', { application: 'demo', stack: 'prod', group: group(), ...more }, clientRequestId)
const read = (name: string) => clouddriver.serverGroup('demo', 'my-spot', 'us-east-1', name)
const refresh = (name: string) =>
  clouddriver.refreshCache('spot', 'ServerGroup', { account: 'my-spot', region: 'us-east-1', serverGroupName: name })
const at = (name: string) => ({ serverGroupName: name, region: 'us-east-1' })
const names = async () => (await clouddriver.serverGroups('demo')).map(({ name }) => name).sort()

describe('server groups on Spot', () => {
  it('are created under the next name of their cluster, at once in the inventory, and nothing of theirs is lost', async () => {
    const first = await create()
    const second = await create({ imageId: 'ami-0000000000000a002', capacity: { min: 1, max: 2, desired: 1 } })
    expect(first.resultObjects[0]).toMatchObject({ serverGroupNames: ['us-east-1:demo-prod-v000'] })
    expect(second.resultObjects[0]).toMatchObject({
      serverGroupNameByRegion: { 'us-east-1': 'demo-prod-v001' },
      ancestorServerGroupNameByRegion: { 'us-east-1': 'demo-prod-v000' },
    })
    const view = (await read('demo-prod-v001'))!
    expect(view).toMatchObject({
      capacity: { min: 1, max: 2, desired: 1 },
      cluster: 'demo-prod',
      loadBalancers: ['web'],
      disabled: false,
      elastigroup: {
        strategy: { spotPercentage: 100, elastigroupOrientation: 'COST_ORIENTED', risk: 100 },
        unknownToUs: { kept: [1, null, { a: 'b' }] },
      },
    })
  })

  it('are found by name and by target, with the image that they were made of', async () => {
    await create({ imageId: 'ami-0000000000000a002' })
    simulator.control.advance(8)
    await create()
    const cluster = ['demo', 'my-spot', 'demo-prod', 'spot'] as const
    expect(await clouddriver.clusterServerGroups(...cluster, 'demo-prod-v001')).toMatchObject([
      { name: 'demo-prod-v001', region: 'us-east-1' },
    ])
    expect(await clouddriver.clusterServerGroups(...cluster, 'demo-prod-v009')).toEqual([])
    expect(await clouddriver.serverGroupNamed('my-spot', 'us-east-1', 'demo-prod-v001')).toMatchObject({
      cluster: 'demo-prod',
    })
    const { server } = service
    const target = '/applications/demo/clusters/my-spot/demo-prod/spot/us-east-1/serverGroups/target'
    const image = { serverGroupName: 'demo-prod-v000', imageId: 'ami-0000000000000a002' }
    const summaries = async (path: string) => (await server.inject({ url: `${target}/${path}` })).json()
    expect(await summaries('oldest/image')).toMatchObject(image)
    expect(await summaries('ancestor/images')).toMatchObject({ summaries: [image] })
    expect(await summaries('oldest/flavour')).toMatchObject({ message: 'Summary not found (type: flavour)' })
  })

  it('take an operation by its name alone', async () => {
    await create()
    const payload = { credentials: 'my-spot', ...at('demo-prod-v000') }
    const answer = await service.server.inject({ method: 'POST', url: '/spot/ops/destroyServerGroup', payload })
    const { id } = answer.json()
    await vi.waitFor(
      async () => expect((await clouddriver.task(id))?.status).toMatchObject({ completed: true, failed: false }),
      20_000,
    )
    expect(await names()).toEqual([])
  })

  it('show their instances as they start and as they are healthy', async () => {
    await create()
    simulator.control.advance(8)
    await refresh('demo-prod-v000')
    expect((await read('demo-prod-v000'))?.instanceCounts).toMatchObject({ total: 2, starting: 2 })
    simulator.control.advance(120)
    await refresh('demo-prod-v000')
    const view = (await read('demo-prod-v000'))!
    expect(view.instanceCounts).toMatchObject({ total: 2, up: 2 })
    expect(view.instances[0]).toMatchObject({ healthState: 'Up', type: 'M5_LARGE', lifecycle: 'SPOT' })
    expect(view.readings).toEqual({ stale: false, readAt: expect.any(Number) })
  })

  it('are cloned, resized, disabled, enabled and destroyed by name alone', async () => {
    await create()
    await succeed('cloneServerGroup', {
      source: { region: 'us-east-1', asgName: 'demo-prod-v000' },
      imageId: 'ami-0000000000000a003',
    })
    expect((await read('demo-prod-v001'))?.launchConfig).toMatchObject({ imageId: 'ami-0000000000000a003' })
    await succeed('resizeServerGroup', { ...at('demo-prod-v001'), capacity: { min: 0, max: 6, desired: 3 } })
    expect((await read('demo-prod-v001'))?.capacity).toMatchObject({ min: 0, max: 6, desired: 3 })
    await succeed('disableServerGroup', at('demo-prod-v000'))
    expect(await read('demo-prod-v000')).toMatchObject({ disabled: true })
    await succeed('enableServerGroup', at('demo-prod-v000'))
    expect(await read('demo-prod-v000')).toMatchObject({ disabled: false, suspendedProcesses: [] })
    await succeed('destroyServerGroup', at('demo-prod-v000'))
    expect(await names()).toEqual(['demo-prod-v001'])
    await succeed('destroyServerGroup', at('demo-prod-v000'))
  })

  it('are disabled instance by instance where Spot has no standby of groups', async () => {
    await create()
    simulator.control.advance(120)
    simulator.control.setSettings({ groupStandby: false })
    await succeed('disableServerGroup', at('demo-prod-v000'))
    expect(await read('demo-prod-v000')).toMatchObject({ disabled: true })
    await succeed('enableServerGroup', at('demo-prod-v000'))
    expect(await read('demo-prod-v000')).toMatchObject({ disabled: false, suspendedProcesses: [] })
  })

  it.each([
    ['group', true],
    ['instance', false],
  ])('leave the traffic in parts, and then whole, %s by %s', async (_words, groupStandby) => {
    simulator.control.setSettings({ groupStandby })
    await create({ capacity: { min: 1, max: 4, desired: 4 } })
    simulator.control.advance(120)
    await refresh('demo-prod-v000')
    const outside = () => {
      const [group] = simulator.control.groups()
      return group!.instances.filter(({ standby }) => standby).map(({ instanceId }) => instanceId)
    }
    const disable = (desiredPercentage: number) =>
      succeed('disableServerGroup', { ...at('demo-prod-v000'), desiredPercentage })
    const first = await disable(25)
    expect(first.resultObjects[0]).toEqual({ instanceIdsToDisable: outside() })
    expect(outside()).toHaveLength(1)
    expect(await read('demo-prod-v000')).toMatchObject({ disabled: false, suspendedProcesses: [] })
    const before = outside()
    await disable(50)
    expect(outside()).toHaveLength(2)
    expect(outside()).toEqual(expect.arrayContaining(before))
    await disable(100)
    expect(await read('demo-prod-v000')).toMatchObject({ disabled: true })
    await succeed('enableServerGroup', at('demo-prod-v000'))
    expect(outside()).toEqual([])
    const view = await read('demo-prod-v000')
    expect(view).toMatchObject({ disabled: false, suspendedProcesses: [] })
    expect(JSON.stringify(view)).not.toContain('gennaker:standby')
  })

  it('come back whole when only a part of them had left the traffic', async () => {
    await create({ capacity: { min: 1, max: 4, desired: 4 } })
    simulator.control.advance(120)
    await succeed('disableServerGroup', { ...at('demo-prod-v000'), desiredPercentage: 50 })
    await succeed('enableServerGroup', at('demo-prod-v000'))
    const [group] = simulator.control.groups()
    expect(group!.instances.map(({ standby }) => standby)).toEqual([false, false, false, false])
  })

  it('let single instances be named alone: the inventory knows whose they are', async () => {
    await create()
    simulator.control.advance(120)
    await refresh('demo-prod-v000')
    const [first] = (await read('demo-prod-v000'))!.instances
    await succeed('terminateInstanceAndDecrementServerGroup', { instanceIds: [first?.name] })
    expect(await read('demo-prod-v000')).toMatchObject({ capacity: { desired: 1 }, instances: [expect.anything()] })
    const { resultObjects } = await run('lockInstances', { instanceIds: ['i-unknown'] })
    expect(resultObjects[0]).toMatchObject({ type: 'EXCEPTION', message: expect.stringContaining('i-unknown') })
  })

  it('roll inside, and show how far the roll is', async () => {
    await create()
    simulator.control.advance(120)
    const roll = { batchSizePercentage: 50, gracePeriod: 60 }
    const task = await succeed('rollServerGroup', { ...at('demo-prod-v000'), imageId: 'ami-0000000000000a002', roll })
    const { rollId } = task.resultObjects[0] as { rollId: string }
    expect((await read('demo-prod-v000'))?.rolls).toMatchObject([{ id: rollId }])
    simulator.control.advance(3_600)
    await refresh('demo-prod-v000')
    expect((await read('demo-prod-v000'))?.rolls).toMatchObject([{ id: rollId, status: 'finished' }])
  })
})

describe('an operation on a bad day', () => {
  it('that is asked for twice is done once', async () => {
    const [a, b] = [await create({}, 'the-request'), await create({}, 'the-request')]
    expect(a.id).toBe(b.id)
    expect(await names()).toEqual(['demo-prod-v000'])
  })

  it('finds the group whose creation was answered by silence', async () => {
    simulator.control.addPreset('lost-create')
    await create()
    expect(await names()).toEqual(['demo-prod-v000'])
  })

  it.each(['rate-limit-burst', 'server-error', 'bad-gateway'] as const)('gets over %s', async (preset) => {
    await create()
    simulator.control.addFault({
      match: { method: 'PUT' },
      times: 2,
      ...(preset === 'rate-limit-burst'
        ? { status: 429, headers: { 'X-RateLimit-Reset': '0' } }
        : preset === 'server-error'
          ? { status: 500 }
          : { status: 502, rawBody: '<html>Bad Gateway</html>' }),
    })
    await succeed('resizeServerGroup', { ...at('demo-prod-v000'), capacity: { min: 1, max: 3, desired: 3 } })
  })

  it('fails with what Spot said, and never with the token', async () => {
    const bad = group()
    bad.compute.launchSpecification.imageId = 'not-an-image'
    const task = await run('createServerGroup', { application: 'demo', stack: 'prod', group: bad })
    expect(task.status.failed).toBe(true)
    expect(JSON.stringify(task)).toMatch(/Spot refused to create group demo-prod-v000: .*(ami|image)/i)
    expect(JSON.stringify(task)).not.toContain(token)
    expect(JSON.stringify(await clouddriver.credentials({ expand: true }))).not.toContain(token)
  })

  it('keeps a group that could not be read, and the others fresh', async () => {
    await create()
    await create()
    const broken = (await read('demo-prod-v000'))!.elastigroup as { id: string }
    simulator.control.addFault({ match: { pathRegex: `${broken.id}/status` }, status: 500 })
    await succeed('resizeServerGroup', { ...at('demo-prod-v001'), capacity: { min: 0, max: 4, desired: 1 } })
    await service.stop()
    service = await startClouddriver()
    expect(await names()).toEqual(['demo-prod-v000', 'demo-prod-v001'])
  })

  it('goes on after the process ended in the middle of it, and creates nothing twice', async () => {
    await create({}, 'first')
    await service.stop()
    service = await startClouddriver()
    const again = await create({}, 'first')
    expect(again.resultObjects[0]).toMatchObject({ serverGroupNames: ['us-east-1:demo-prod-v000'] })
    expect(await names()).toEqual(['demo-prod-v000'])
  })
})
