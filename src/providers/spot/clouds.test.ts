import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSpotSimulator } from '../../../simulators/spot/index.ts'
import { inProcess } from '../../platform/clients/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import type { Service } from '../../platform/service/index.ts'
import { openStore, type Store } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { type CloudTask, clouddriverClient } from '../../services/clouddriver/client.ts'
import { clouddriverConfigSchema, createClouddriver } from '../../services/clouddriver/index.ts'
import { azureGroup, gcpGroup } from './driver/test-groups.ts'
import { spotProvider } from './index.ts'

type Json = Record<string, unknown>

let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
let store: Store
let service: Service
let clouddriver: ReturnType<typeof clouddriverClient>

beforeEach(async () => {
  simulator = await startSpotSimulator({ clock: 'manual', seed: 1 })
  store = await openStore({ temporary: true })
  const account = (cloud: string) => ({ name: `my-${cloud}`, cloud, accountId: `act-sandbox-${cloud}` })
  const config = clouddriverConfigSchema.parse({
    spot: {
      enabled: true,
      apiToken: 'sandbox-token',
      endpoint: simulator.url,
      accounts: [account('gcp'), account('azure')],
    },
  })
  service = await createClouddriver({
    store,
    clock: systemClock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
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
  const operations = [{ [operation]: description }]
  const { id } = await clouddriver.submit({ provider: 'spot', operations, clientRequestId: crypto.randomUUID() })
  return vi.waitFor(
    async () => {
      const task = (await clouddriver.task(id))!
      expect(task.status.completed).toBe(true)
      return task
    },
    { timeout: 20_000, interval: 10 },
  )
}

const clouds = [
  {
    cloud: 'gcp',
    cloudName: 'GCP',
    region: 'us-central1',
    document: gcpGroup,
    images: ['projects/demo/global/images/demo-1', 'projects/demo/global/images/demo-2', 'demo-3'],
    securityGroups: [],
    loadBalancers: ['web'],
    roll: { batchSizePercentage: 50, gracePeriod: 60 },
  },
  {
    cloud: 'azure',
    cloudName: 'Azure',
    region: 'eastus',
    document: azureGroup,
    images: ['demo-rg/demo-gallery/web/1.0.0', 'demo-rg/demo-gallery/web/2.0.0', 'Canonical:UbuntuServer:22.04:latest'],
    securityGroups: ['web-sg'],
    loadBalancers: ['web-lb'],
    roll: { batchSizePercentage: 50, gracePeriod: 300 },
  },
] as const

describe.each(clouds)('server groups on $cloud through Clouddriver', (subject) => {
  const credentials = `my-${subject.cloud}`
  const succeed = async (operation: string, description: Json) => {
    const task = await run(operation, { credentials, ...description })
    expect(task.resultObjects.filter(({ type }) => type === 'EXCEPTION')).toEqual([])
    return task
  }
  const at = (name: string) => ({ serverGroupName: name, region: subject.region })
  const read = (name: string) => clouddriver.serverGroup('demo', credentials, subject.region, name)
  const refresh = (name: string) =>
    clouddriver.refreshCache('spot', 'ServerGroup', {
      account: credentials,
      region: subject.region,
      serverGroupName: name,
    })
  const create = () => {
    const { name: _named, ...group } = subject.document()
    return succeed('createServerGroup', {
      application: 'demo',
      stack: 'main',
      region: subject.region,
      group: { ...group, unknownToUs: { kept: [1, null] } },
    })
  }

  it('are created, cloned, resized, rolled and destroyed', async () => {
    const made = await create()
    expect(made.resultObjects[0]).toMatchObject({ serverGroupNames: [`${subject.region}:demo-main-v000`] })
    simulator.control.advance(120)
    await refresh('demo-main-v000')
    expect(await read('demo-main-v000')).toMatchObject({
      region: subject.region,
      cloud: subject.cloud,
      capacity: { min: 1, max: 6, desired: 2 },
      instanceCounts: { total: 2, up: 2 },
      loadBalancers: subject.loadBalancers,
      securityGroups: subject.securityGroups,
      lifecycleMix: { spot: 2, onDemand: 0 },
      launchConfig: { imageId: subject.images[0] },
      group: { unknownToUs: { kept: [1, null] } },
      tags: { app: 'demo' },
    })

    await succeed('cloneServerGroup', {
      source: { region: subject.region, asgName: 'demo-main-v000' },
      imageId: subject.images[1],
      capacity: { min: 0, max: 3, desired: 1 },
    })
    expect(await read('demo-main-v001')).toMatchObject({
      launchConfig: { imageId: subject.images[1] },
      capacity: { min: 0, max: 3, desired: 1 },
      group: { unknownToUs: { kept: [1, null] } },
    })
    // Nothing but what was asked for is another in the copy.
    const sent = simulator.control.calls().filter(({ method }) => method === 'POST')
    const [first, second] = sent.map(({ body }) => (body as { group: Json }).group)
    expect(Object.keys(second!).sort()).toEqual(Object.keys(first!).sort())
    expect(Object.keys(second!.capacity as Json).sort()).toEqual(Object.keys(subject.document().capacity).sort())

    await succeed('resizeServerGroup', { ...at('demo-main-v001'), capacity: { min: 0, max: 3, desired: 3 } })
    expect((await read('demo-main-v001'))?.capacity).toMatchObject({ desired: 3 })

    const rolling = { ...at('demo-main-v000'), imageId: subject.images[2], roll: subject.roll }
    const { rollId } = (await succeed('rollServerGroup', rolling)).resultObjects[0] as { rollId: string }
    expect((await read('demo-main-v000'))?.rolls).toMatchObject([{ id: rollId }])
    simulator.control.advance(3_600)
    await refresh('demo-main-v000')
    const rolled = (await read('demo-main-v000'))!
    expect((rolled.rolls as { status: string }[])[0]?.status.toLowerCase()).toBe('finished')
    expect(rolled.launchConfig).toMatchObject({ imageId: subject.images[2] })

    await succeed('destroyServerGroup', at('demo-main-v000'))
    expect((await clouddriver.serverGroups('demo')).map(({ name }) => name)).toEqual(['demo-main-v001'])
    await succeed('destroyServerGroup', at('demo-main-v000'))
  })

  it('are created once, also when the answer is lost', async () => {
    simulator.control.addPreset('lost-create')
    const { name: _named, ...group } = subject.document()
    const operations = [{ createServerGroup: { credentials, application: 'demo', stack: 'main', group } }]
    const { id } = await clouddriver.submit({ provider: 'spot', operations, clientRequestId: 'the-request' })
    await vi.waitFor(
      async () => {
        const task = (await clouddriver.task(id))!
        if (task.status.failed) await clouddriver.resumeTask(id)
        expect(task.status).toMatchObject({ completed: true, failed: false })
      },
      { timeout: 20_000, interval: 20 },
    )
    expect((await clouddriver.serverGroups('demo')).map(({ name }) => name)).toEqual(['demo-main-v000'])
  })

  it('give their instances up by name', async () => {
    await create()
    simulator.control.advance(120)
    await refresh('demo-main-v000')
    const [first] = (await read('demo-main-v000'))!.instances
    const asked = { ...at('demo-main-v000'), instanceIds: [first!.name] }
    await succeed('terminateInstanceAndDecrementServerGroup', asked)
    expect((await read('demo-main-v000'))?.capacity).toMatchObject({ desired: 1 })
  })

  it('are scaled, locked, detached from, adopted, and changed in their policies', async () => {
    await create()
    simulator.control.advance(120)
    await refresh('demo-main-v000')
    const here = at('demo-main-v000')
    await succeed('scaleElastigroup', { ...here, direction: 'up', adjustment: 1 })
    simulator.control.advance(120)
    await refresh('demo-main-v000')
    const [first, second] = (await read('demo-main-v000'))!.instances.map(({ name }) => name)
    await succeed('lockInstances', { ...here, instanceIds: [first], ttlInMinutes: 60 })
    await succeed('unlockInstances', { ...here, instanceIds: [first] })
    await succeed('detachInstances', { ...here, instanceIds: [second], decrementDesiredCapacity: true })
    expect((await read('demo-main-v000'))?.capacity).toMatchObject({ desired: 2 })
    const policy = {
      policyName: 'cpu',
      metricName: 'cpu',
      threshold: 70,
      action: { type: 'adjustment', adjustment: '1' },
    }
    await succeed('upsertScalingPolicy', { ...here, kind: 'up', policy })
    await succeed('updateElastigroup', { ...here, group: { description: 'after' } })
    expect(await read('demo-main-v000')).toMatchObject({
      group: { description: 'after', scaling: { up: [{ policyName: 'cpu' }] } },
    })
    const account = `act-sandbox-${subject.cloud}`
    const { id } = simulator.control.seedGroup(account, { ...subject.document(), name: 'handmade' })
    await succeed('adoptElastigroup', { elastigroupId: id, application: 'demo', stack: 'main' })
    expect((await clouddriver.serverGroups('demo')).map(({ name }) => name).sort()).toEqual([
      'demo-main-v000',
      'demo-main-v001',
    ])
  })

  it('have processes suspended where their cloud can, by the names of any cloud', async () => {
    await create()
    const asked = { credentials, ...at('demo-main-v000'), processes: ['AlarmNotification', 'AUTO_HEALING'] }
    const { resultObjects } = await run('suspendProcesses', asked)
    const names = ((await read('demo-main-v000'))!.suspendedProcesses as { name: string }[]).map(({ name }) => name)
    if (subject.cloud === 'azure') expect(names.sort()).toEqual(['autoHealing', 'autoScale'])
    else expect(resultObjects[0]?.message).toContain("Elastigroups on GCP can't have processes suspended")
  })

  it('say what their cloud can not do', async () => {
    await create()
    const { resultObjects } = await run('disableServerGroup', { credentials, ...at('demo-main-v000') })
    expect(resultObjects[0]).toMatchObject({
      type: 'EXCEPTION',
      message: expect.stringContaining(`Elastigroups on ${subject.cloudName} can't`),
    })
  })
})
