import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSpot } from '../testing.ts'

type Json = Record<string, unknown>

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const at = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }
const capacity = (index = 0) => spot.groups()[index]?.document.capacity
const changes = () => spot.calls().filter((call) => call.startsWith('PUT'))
const resize = (description: Json) => spot.run('resizeServerGroup', description)

describe('a resize', () => {
  it('goes by name, by id, or by several of them', async () => {
    const id = spot.settled()
    spot.settled({ name: 'demo-main-v001' })
    await resize({ ...at, capacity: { min: 1, max: 4, desired: 3 } })
    expect(capacity()).toMatchObject({ minimum: 1, target: 3, maximum: 4 })
    const second = { serverGroupName: 'demo-main-v001', region: 'us-east-1' }
    await resize({
      elastigroups: [
        { elastigroupId: id, capacity: { min: '0', max: '2', desired: '0' } },
        { ...second, capacity: { min: 5, max: 5, desired: 5 } },
      ],
    })
    expect([capacity(), capacity(1)]).toMatchObject([
      { minimum: 0, target: 0, maximum: 2 },
      { minimum: 5, target: 5, maximum: 5 },
    ])
  })

  it('changes what is given of it and nothing else', async () => {
    spot.settled()
    await resize({ ...at, capacity: { desired: 5 } })
    await resize({ ...at, capacity: { min: null, max: 8 } })
    expect(capacity()).toMatchObject({ minimum: 1, target: 5, maximum: 8, unit: 'instance' })
    expect(
      spot.control
        .calls()
        .filter(({ method }) => method === 'PUT')
        .map(({ body }) => body),
    ).toEqual([{ capacity: { target: 5 } }, { capacity: { maximum: 8 } }])
  })

  it('passes over a group for which nothing is given, and one that is so already', async () => {
    spot.settled()
    const empty = await resize({ ...at, capacity: { min: null, max: null, desired: null } })
    const same = await resize({ ...at, capacity: { min: 1, max: 6, desired: 2 } })
    expect(empty.lines).toEqual(['No capacity given for demo-main-v000; nothing to do'])
    expect(same.lines).toEqual(['demo-main-v000 has that capacity already; nothing to do'])
    expect(changes()).toEqual([])
  })

  it('changes none of several when one is missing, and says which', async () => {
    spot.settled()
    const missing = { serverGroupName: 'demo-main-v009', region: 'us-east-1', capacity: { desired: 1 } }
    await expect(resize({ elastigroups: [{ ...at, capacity: { desired: 1 } }, missing] })).rejects.toThrow(
      'There is no Elastigroup demo-main-v009 (account my-spot, region us-east-1)',
    )
    expect(changes()).toEqual([])
  })

  it('says which bound is in the way', async () => {
    spot.settled()
    await expect(resize({ ...at, capacity: { desired: 10 } })).rejects.toThrow("can't be min 1, desired 10, max 6")
  })

  it('tells the way out when a failed roll blocks it', async () => {
    spot.settled()
    const roll = { batchSizePercentage: 50, gracePeriod: 60 }
    await spot.run('rollServerGroup', { ...at, imageId: 'ami-0000000000000dead', roll })
    spot.control.advance(600)
    await expect(resize({ ...at, capacity: { desired: 1 } })).rejects.toThrow(
      /has failed and blocks the group: detach its new or its old instances .* or stop it/,
    )
  })
})

describe('scaling up and down', () => {
  it('moves the target within its bounds, once a request', async () => {
    spot.settled()
    const facts = new Map()
    const up = { ...at, direction: 'up', adjustment: 3 }
    await spot.run('scaleElastigroup', up, { facts, requestId: 'r' })
    const { lines } = await spot.run('scaleElastigroup', up, { facts, requestId: 'r' })
    expect(capacity()).toMatchObject({ target: 5 })
    expect(lines).toEqual(['demo-main-v000 was scaled up already, from 2 to 5'])
    await spot.run('scaleElastigroup', { ...at, direction: 'down' })
    expect(capacity()).toMatchObject({ target: 4 })
    await spot.run('scaleElastigroup', { ...at, direction: 'down', adjustment: 9 })
    expect(capacity()).toMatchObject({ target: 1 })
    await expect(spot.run('scaleElastigroup', { ...at, direction: 'down' })).rejects.toThrow(/at its minimum of 1/)
  })
})

describe('a destruction', () => {
  it('is done when the group is gone, however it went', async () => {
    const id = spot.settled()
    spot.control.addFault({ match: { method: 'DELETE' }, when: 'after', dropConnection: true, times: 1 })
    await spot.run('destroyServerGroup', at)
    expect(spot.groups()).toEqual([])
    const { lines } = await spot.run('destroyServerGroup', { ...at, elastigroupId: id })
    expect(lines).toEqual(['demo-main-v000 does not exist (any more); nothing to do'])
  })

  it('says what becomes of the resources of stateful groups', async () => {
    const strategy = { risk: 100, availabilityVsCost: 'balanced', persistence: { shouldPersistRootDevice: true } }
    spot.settled({ strategy })
    const { lines } = await spot.run('destroyServerGroup', at)
    expect(lines.join()).toContain('demo-main-v000 is stateful: its volumes, interfaces and images stay')
    spot.settled({ strategy })
    const statefulDeallocation = { shouldDeleteVolumes: true, shouldDeleteImages: false }
    await spot.run('destroyServerGroup', { ...at, statefulDeallocation })
    expect(
      spot.control
        .calls()
        .filter(({ method }) => method === 'DELETE')
        .map(({ body }) => body),
    ).toEqual([null, { statefulDeallocation }])
  })

  it('never reaches the group that took the name of one that is gone', async () => {
    spot.settled()
    const facts = new Map()
    await spot.run('destroyServerGroup', at, { facts, requestId: 'r' })
    spot.settled()
    await spot.run('destroyServerGroup', at, { facts, requestId: 'r' })
    expect(spot.groups()).toHaveLength(1)
  })
})
