import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSpotSimulator } from '../../../../simulators/spot/index.ts'
import { systemClock } from '../../../platform/clock.ts'
import { createMetrics } from '../../../platform/telemetry/index.ts'
import { isGone } from '../client/index.ts'
import { createRateLimits } from '../client/rate-limits.ts'
import { connectDriver } from './connect.ts'
import type { Cloud, Document, ElastigroupDriver, RollRequest } from './driver.ts'
import { awsGroup, azureGroup, gcpGroup } from './test-groups.ts'

/** What the clouds are told apart by here; everything else is one contract, and one suite for all. */
interface Subject {
  readonly cloud: Cloud
  readonly accountId: string
  readonly document: () => Document
  readonly region: string
  readonly images: readonly [string, string]
  readonly loadBalancer: string
  readonly grace: number
  readonly stops: boolean
  readonly suspends: readonly string[]
  /** What is there beside the neutral core. */
  readonly abilities: readonly string[]
}

const clouds: readonly Subject[] = [
  {
    cloud: 'aws',
    accountId: 'act-sandbox',
    document: awsGroup,
    region: 'us-east-1',
    images: ['ami-0000000000000a001', 'ami-0000000000000a002'],
    loadBalancer: 'web-tg',
    grace: 60,
    stops: true,
    suspends: ['AUTO_SCALE', 'AUTO_HEALING'],
    abilities: [
      'imports',
      'interrupt',
      'policySuspensions',
      'rollAction',
      'standby',
      'stateful',
      'stopRoll',
      'suspensions',
    ],
  },
  {
    cloud: 'gcp',
    accountId: 'act-sandbox-gcp',
    document: gcpGroup,
    region: 'us-central1',
    images: ['projects/demo/global/images/demo-1', 'projects/demo/global/images/demo-2'],
    loadBalancer: 'web',
    grace: 60,
    stops: true,
    suspends: [],
    abilities: ['stopRoll'],
  },
  {
    cloud: 'azure',
    accountId: 'act-sandbox-azure',
    document: azureGroup,
    region: 'eastus',
    images: ['demo-rg/demo-gallery/web/1.0.0', 'demo-rg/demo-gallery/web/2.0.0'],
    loadBalancer: 'web-lb',
    grace: 300,
    stops: false,
    suspends: ['autoScale', 'autoHealing'],
    abilities: ['suspensions'],
  },
]

describe.each(clouds)('an Elastigroup on $cloud', (subject) => {
  let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
  let driver: ElastigroupDriver

  beforeEach(async () => {
    simulator = await startSpotSimulator({ clock: 'manual', seed: 1 })
    driver = connectDriver(subject.cloud, {
      endpoint: simulator.url,
      accountId: subject.accountId,
      token: 'sandbox-token',
      limits: createRateLimits(systemClock),
      clock: systemClock,
      metrics: createMetrics(),
    })
  })
  afterEach(async () => {
    await driver.close()
    await simulator.close()
  })

  const create = (more: Document = {}) => driver.create({ ...subject.document(), ...more })
  const settled = async (more: Document = {}) => {
    const group = await create(more)
    simulator.control.advance(120)
    return group
  }
  const roll: RollRequest = { batchSizePercentage: 50, gracePeriod: subject.grace }
  const period = () => ({ from: simulator.control.now() - 86_400_000, to: simulator.control.now() })

  it('comes back as it was sent, and is found by its name', async () => {
    const unknown = { unknownToUs: { kept: [1, null, { a: 'b' }] } }
    const made = await create(unknown)
    await create({ name: 'demo-other-v000' })
    expect(JSON.stringify(driver.template(await driver.get(made.id)))).toBe(
      JSON.stringify(driver.template({ id: '', ...subject.document(), ...unknown } as never)),
    )
    expect((await driver.list({ name: 'demo-main-v000' })).map(({ id }) => id)).toEqual([made.id])
    expect(await driver.list()).toHaveLength(2)
  })

  it('says what it is without another call', async () => {
    const group = await create()
    expect(driver.describe(group)).toMatchObject({
      region: subject.region,
      image: subject.images[0],
      tags: { app: 'demo' },
      stateful: false,
      createdAt: simulator.control.now(),
    })
    expect(driver.describe(group).loadBalancers.map(({ name }) => name)).toEqual([subject.loadBalancer])
    expect(driver.describe(group).zones.length).toBeGreaterThan(0)
    expect(driver.regionOf(driver.template(group))).toBe(subject.region)
    expect(driver.present(group)).toMatchObject({ compute: { launchSpecification: { imageId: subject.images[0] } } })
    expect(() => driver.regionOf({ compute: {} })).toThrow('names no region')
  })

  it('is changed in part, and what is not mentioned stays', async () => {
    const { id } = await create({ description: 'before', unknownToUs: { kept: 1, changed: 1 } })
    const changed = await driver.update(id, { description: 'after', unknownToUs: { changed: 2 } })
    expect(changed).toMatchObject({ description: 'after', unknownToUs: { kept: 1, changed: 2 } })
  })

  it('gets another image, and nothing else of it changes', async () => {
    const group = await create()
    const changed = await driver.update(group.id, driver.imagePatch(group, subject.images[1]))
    expect(driver.imageOf(changed)).toBe(subject.images[1])
    expect(driver.template(changed)).toEqual(driver.withImage(driver.template(group), subject.images[1]))
    expect(driver.template(driver.withImage(changed, subject.images[0]) as never)).toEqual(driver.template(group))
  })

  it('is a template for another one, marked with the request that makes it', async () => {
    const first = await create()
    const sized = driver.withCapacity(driver.template(first), { minimum: 0, target: 1, maximum: 2 })
    const placed = driver.withRegion(sized, 'elsewhere')
    const second = await driver.create(driver.withRequest({ ...placed, name: 'demo-main-v001' }, 'execution:1/clone'))
    expect(driver.requestOf(await driver.get(second.id))).toBe('execution:1/clone')
    expect(driver.requestOf(first)).toBeUndefined()
    expect(second).toMatchObject({ name: 'demo-main-v001', capacity: { minimum: 0, target: 1, maximum: 2 } })
    expect(driver.describe(second).region).toBe(subject.region)
  })

  it('reads back what it shows to clients, and numbers that forms send as texts', async () => {
    const group = await create({ unknownToUs: { kept: [1, null] } })
    expect(driver.toWire?.(driver.present(group))).toEqual({ name: group.name, ...driver.template(group) })
    const asked = { capacity: { target: '3' }, scaling: { up: [{ policyName: 'cpu', threshold: '70', index: 0 }] } }
    expect(driver.toWire?.(asked)).toEqual({
      capacity: { target: 3 },
      scaling: { up: [{ policyName: 'cpu', threshold: 70 }] },
    })
  })

  it('takes documents as they come', () => {
    const group = { id: 'sig-1', name: 'demo-main-v000' }
    const odd = [{}, { compute: null }, { compute: 'text', strategy: [] }, { compute: { launchSpecification: null } }]
    const lists = { tags: 'text', labels: [null, 'text', {}], disks: [null, 'text'], metadata: {}, image: 'text' }
    for (const more of [...odd, { compute: { launchSpecification: lists, zones: {} } }]) {
      const { name: _name, ...rest } = group
      const described = driver.describe({ ...group, ...more } as never)
      expect(described).toMatchObject({ zones: [], loadBalancers: [], securityGroups: [], stateful: false })
      expect(driver.template({ ...group, ...more } as never)).toEqual(more)
      expect(driver.requestOf(driver.withRequest({ ...rest, ...more }, 'request') as never)).toBe('request')
      expect(driver.imageOf(driver.withImage(more as never, subject.images[0]))).toBe(subject.images[0])
    }
  })

  it('takes settings by the names that they have on every cloud', async () => {
    const template = driver.template(await create())
    const userData = Buffer.from('#!/bin/sh').toString('base64')
    const instanceTypes = { onDemand: 'big', spot: ['small', 'smaller'] }
    const settings = { tags: { app: null, team: 'web' }, userData, instanceTypes, healthCheckGracePeriod: 90 }
    const changed = driver.override?.(template, settings)
    const group = await driver.create({ ...changed, name: 'demo-main-v001' })
    expect(driver.describe(group).tags).toEqual({ team: 'web' })
    expect(driver.present(group)).toMatchObject({
      compute: { instanceTypes: { onDemand: 'big', spot: ['small', 'smaller'] } },
    })
    expect(JSON.stringify(group)).toContain('90')
    // Nothing asked for, nothing changed.
    expect(driver.override?.(template, {})).toEqual(template)
  })

  it('is read with its machines, from the request to the running', async () => {
    const group = await create()
    simulator.control.advance(6)
    const young = await driver.read(group, { rolls: false })
    expect(young.instances.map(({ healthState }) => healthState)).toEqual(['Starting', 'Starting'])
    expect(await driver.running(group.id)).toEqual([])
    simulator.control.advance(120)
    const { instances, disabled, suspended, rolls } = await driver.read(group, { rolls: true })
    expect({ disabled, suspended, rolls }).toEqual({ disabled: false, suspended: [], rolls: [] })
    expect(instances).toEqual(
      Array(2).fill(
        expect.objectContaining({
          healthState: 'Up',
          health: [{ type: 'Spot', healthClass: 'platform', state: 'Up' }],
          launchTime: expect.any(Number),
          extra: expect.objectContaining({
            serverGroup: group.id,
            lifecycle: 'SPOT',
            type: expect.any(String),
            privateIp: expect.stringMatching(/^10\./),
          }),
        }),
      ),
    )
    expect((await driver.running(group.id)).toSorted()).toEqual(instances.map(({ name }) => name).sort())
  })

  it('is resized, in part as well, and scaled by steps', async () => {
    const { id } = await settled()
    await driver.resize(id, { target: 4 })
    expect(await driver.get(id)).toMatchObject({ capacity: { minimum: 1, target: 4, maximum: 6 } })
    await driver.scale(id, 'up', 1)
    await driver.scale(id, 'down', 2)
    expect(await driver.get(id)).toMatchObject({ capacity: { target: 3 } })
    await expect(driver.resize(id, { target: 7 })).rejects.toThrow(/Spot refused to .*capacity/)
  })

  it('lets machines go, with the target or without', async () => {
    const { id } = await settled()
    const [first = '', second = ''] = await driver.running(id)
    await driver.detach(id, { instanceIds: [first], terminate: true, decrement: true, drainingTimeout: 1 })
    expect(await driver.get(id)).toMatchObject({ capacity: { target: 1 } })
    await driver.detach(id, { instanceIds: [second], terminate: true, decrement: false })
    simulator.control.advance(300)
    const left = await driver.running(id)
    expect(left).toHaveLength(1)
    expect([first, second]).not.toContain(left[0])
  })

  it('keeps a locked machine when it shrinks', async () => {
    const { id } = await settled()
    const [first = ''] = await driver.running(id)
    await driver.lock(id, first, 60)
    await driver.resize(id, { target: 1 })
    simulator.control.advance(120)
    expect(await driver.running(id)).toEqual([first])
    await driver.unlock(id, first)
    await driver.resize(id, { minimum: 0, target: 0 })
    simulator.control.advance(120)
    expect(await driver.running(id)).toEqual([])
  })

  it('rolls: the roll is started, watched to its end, and has replaced the machines', async () => {
    const group = await settled()
    const before = await driver.running(group.id)
    const { id: rollId, status } = await driver.startRoll(group.id, roll)
    expect(status.toLowerCase()).toBe('starting')
    simulator.control.advance(10)
    expect((await driver.rolls(group.id))[0]?.status.toLowerCase()).toBe('in_progress')
    simulator.control.advance(900)
    const [reported] = (await driver.read(group, { rolls: true })).rolls
    expect(reported).toMatchObject({ id: rollId, progress: { value: 100 }, details: { numberOfBatches: 2 } })
    expect(reported?.status.toLowerCase()).toBe('finished')
    expect(await driver.rollDetails(group.id, rollId)).toMatchObject({ numberOfBatches: 2, currentBatch: 2 })
    expect((await driver.running(group.id)).filter((name) => before.includes(name))).toEqual([])
  })

  it('stops a roll where the cloud can', async () => {
    const { id } = await settled()
    expect(driver.stopRoll !== undefined).toBe(subject.stops)
    if (!driver.stopRoll) return
    const started = await driver.startRoll(id, roll)
    simulator.control.advance(5)
    await driver.stopRoll(id, started.id)
    simulator.control.advance(60)
    expect((await driver.rolls(id))[0]?.status.toLowerCase()).toBe('stopped')
  })

  it('lists the newest roll first', async () => {
    const { id } = await settled()
    const first = await driver.startRoll(id, { ...roll, batchSizePercentage: 100 })
    simulator.control.advance(900)
    const second = await driver.startRoll(id, { ...roll, batchSizePercentage: 100 })
    expect((await driver.rolls(id)).map((one) => one.id)).toEqual([second.id, first.id])
    expect(await driver.rolls(id, 1)).toHaveLength(1)
  })

  it('tells what it did and what it cost', async () => {
    const { id } = await settled()
    simulator.control.advance(3_600)
    const [, second = ''] = await driver.running(id)
    const entries = await driver.logs(id, period())
    expect(entries.some(({ message }) => message.includes('was launched'))).toBe(true)
    expect(await driver.logs(id, { ...period(), limit: 1 })).toEqual([entries[0]])
    const about = await driver.logs(id, { ...period(), severity: 'INFO', resourceId: second, limit: 10 })
    expect(about.length).toBeGreaterThan(0)
    expect(about.every(({ message, severity }) => severity === 'INFO' && message.includes(second))).toBe(true)
    for (const event of await driver.events(id, period().from)) expect(Array.isArray(event.subEvents)).toBe(true)
    const costs = await driver.costs(id, period())
    expect(costs.runningHours).toBeGreaterThan(1.9)
    expect(costs.actualCosts).toBeLessThan(costs.onDemandCosts)
    simulator.control.advance(86_400)
    const monday = Date.UTC(2026, 0, 5)
    const days = await driver.accountCosts({ from: monday, to: simulator.control.now() })
    expect(days).toEqual([expect.objectContaining({ at: monday, runningHours: expect.any(Number) })])
    expect(days[0]?.runningHours).toBeGreaterThan(20)
  })

  it('is gone when it was removed', async () => {
    const { id } = await create()
    await driver.remove(id)
    expect(await driver.list()).toEqual([])
    expect(await driver.get(id).catch(isGone)).toBe(true)
    expect(await driver.remove(id).catch(isGone)).toBe(true)
    expect(await driver.running('sig-none').catch(isGone)).toBe(true)
  })

  it('suspends what its cloud lets it, for a while or until resumed', async () => {
    const { id } = await create()
    const { suspensions } = driver
    if (!suspensions) return expect(subject.suspends).toEqual([])
    const [first = '', second = ''] = subject.suspends
    expect(suspensions.processes).toEqual(expect.arrayContaining([...subject.suspends]))
    await suspensions.suspend(id, [{ name: first }, { name: second, ttlInMinutes: 5 }])
    const byName = async () =>
      Object.fromEntries((await suspensions.list(id)).map((each) => [each.name, each.expiresAt]))
    expect(await byName()).toEqual({ [first]: null, [second]: expect.any(String) })
    await suspensions.resume(id, [first])
    expect(Object.keys(await byName())).toEqual([second])
  })

  it('offers what its cloud has, and no more', () => {
    const optional = [
      'imports',
      'interrupt',
      'policySuspensions',
      'rollAction',
      'standby',
      'stateful',
      'stopRoll',
      'suspensions',
    ] as const
    expect(optional.filter((member) => driver[member] !== undefined)).toEqual(subject.abilities)
  })

  it('calls with its account and shows its token nowhere', async () => {
    await settled()
    const failure = await driver.get('sig-none').catch((error: unknown) => error)
    for (const { url, accountId } of simulator.control.calls()) {
      expect([url, accountId]).toEqual([expect.stringContaining(`accountId=${subject.accountId}`), subject.accountId])
    }
    expect(JSON.stringify([failure, String(failure), simulator.control.calls()])).not.toContain('sandbox-token')
  })
})
