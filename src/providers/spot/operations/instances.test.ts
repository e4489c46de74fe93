import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { group, startSpot } from '../testing.ts'

type Json = Record<string, unknown>

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const capacity = () => spot.groups()[0]?.document.capacity
const sent = () =>
  spot.control
    .calls()
    .filter(({ method }) => method === 'PUT')
    .map(({ body }) => body)
const three = { capacity: { minimum: 2, target: 3, maximum: 6, unit: 'instance' } }
const started = async (changes: Json = {}) => {
  const id = spot.settled(changes)
  return { id, ids: [...(await spot.driver.running(id))] as [string, string] }
}

describe('instances that leave their group', () => {
  it('are replaced when they are terminated', async () => {
    const { id, ids } = await started()
    await spot.run('terminateInstances', { elastiGroup: id, instanceIds: [ids[0]] })
    spot.control.advance(200)
    expect(await spot.driver.running(id)).toHaveLength(2)
    expect(await spot.driver.running(id)).not.toContain(ids[0])
    expect(capacity()).toMatchObject({ target: 2 })
  })

  it('are not when the group shrinks by them', async () => {
    const { id, ids } = await started()
    await spot.run('terminateInstanceAndDecrementServerGroup', { elastiGroup: id, instance: ids[0] })
    expect(capacity()).toMatchObject({ minimum: 1, target: 1, maximum: 6 })
  })

  it('lower the minimum and the maximum where that is asked for', async () => {
    const { id, ids } = await started(three)
    const both = { elastiGroup: id, instanceIds: ids.slice(0, 2) }
    await expect(spot.run('terminateInstanceAndDecrementServerGroup', both)).rejects.toThrow(/minimum is 2/)
    const bounds = { adjustMinIfNecessary: true, setMaxToNewDesired: 'true' }
    await spot.run('terminateInstanceAndDecrementServerGroup', { ...both, ...bounds })
    expect(capacity()).toMatchObject({ minimum: 1, target: 1, maximum: 1 })
  })

  it('go on outside the group, or end, as it is asked', async () => {
    const { id, ids } = await started()
    await spot.run('detachInstances', { elastigroupId: id, instanceIds: [ids[0]], drainingTimeout: 5 })
    await spot.run('detachInstances', {
      elastigroupId: id,
      instanceIds: [ids[1]],
      terminateDetachedInstances: true,
      decrementDesiredCapacity: 'true',
    })
    expect(sent()).toEqual([
      {
        instancesToDetach: [ids[0]],
        shouldTerminateInstances: false,
        shouldDecrementTargetCapacity: false,
        drainingTimeout: 5,
      },
      { instancesToDetach: [ids[1]], shouldTerminateInstances: true, shouldDecrementTargetCapacity: true },
    ])
  })

  it('are let go once: who has left already lowers nothing', async () => {
    const { id, ids } = await started()
    const shrink = () =>
      spot.run('terminateInstanceAndDecrementServerGroup', { elastiGroup: id, instanceIds: [ids[0]] })
    await shrink()
    const { lines } = await shrink()
    expect(lines).toEqual([`None of ${ids[0]} is in demo-main-v000 (any more); nothing to do`])
    expect(capacity()).toMatchObject({ target: 1 })
  })

  it('are let go once also when the answer is lost', async () => {
    const { id, ids } = await started()
    spot.control.addFault({ match: { pathRegex: 'detachInstances' }, when: 'after', dropConnection: true, times: 1 })
    const facts = new Map()
    const asked = { elastiGroup: id, instanceIds: [ids[0]] }
    const shrink = () => spot.run('terminateInstanceAndDecrementServerGroup', asked, { facts, requestId: 'r' })
    await expect(shrink()).rejects.toMatchObject({ retryable: true })
    await shrink()
    expect(capacity()).toMatchObject({ target: 1 })
  })
})

describe('single instances', () => {
  it('are locked for a while and unlocked', async () => {
    const { id, ids } = await started()
    const locks = async () =>
      Object.fromEntries(
        spot.groups().flatMap(({ instances }) => instances.map((each) => [each.instanceId, each.locked])),
      )
    await spot.run('lockInstances', { elastigroupId: id, instanceIds: [ids[0]], ttlInMinutes: 30 })
    expect(await locks()).toEqual({ [ids[0]]: true, [ids[1]]: false })
    await spot.run('unlockInstances', { elastigroupId: id, instanceIds: [ids[0]] })
    expect(await locks()).toEqual({ [ids[0]]: false, [ids[1]]: false })
    await expect(
      spot.run('lockInstances', { elastigroupId: id, instanceIds: ids, ttlInMinutes: 20_000 }),
    ).rejects.toThrow(/10080/)
  })

  it('go into standby and come back', async () => {
    const { id, ids } = await started()
    const standing = () =>
      spot
        .groups()[0]
        ?.instances.filter(({ standby }) => standby)
        .map(({ instanceId }) => instanceId)
    await spot.run('enterInstancesStandby', { elastigroupId: id, instanceIds: [ids[0]] })
    expect(standing()).toEqual([ids[0]])
    await spot.run('exitInstancesStandby', { elastigroupId: id, instanceIds: [ids[0]] })
    expect(standing()).toEqual([])
  })

  it('are interrupted only by who says that it is meant', async () => {
    const { id, ids } = await started()
    const asked = { elastigroupId: id, instanceIds: [ids[0]] }
    await expect(spot.run('interruptInstances', asked)).rejects.toThrow('say `confirm: true` to have it')
    await expect(spot.run('interruptInstances', { ...asked, confirm: false })).rejects.toThrow('confirm')
    await spot.run('interruptInstances', { ...asked, confirm: true })
    spot.control.advance(300)
    expect(await spot.driver.running(id)).not.toContain(ids[0])
    const { lines } = await spot.run('interruptInstances', { ...asked, confirm: true })
    expect(lines.join()).toContain('nothing to do')
  })

  it('are reached through their own group only: who may touch one must not reach the instances of another', async () => {
    const { ids } = await started()
    const other = spot.settled({ name: 'other-v000' })
    for (const operation of ['lockInstances', 'unlockInstances', 'enterInstancesStandby', 'exitInstancesStandby']) {
      await expect(spot.run(operation, { elastigroupId: other, instanceIds: ids })).rejects.toThrow(
        `${ids.join(', ')} is not in other-v000 (any more)`,
      )
    }
    const touched = ({ locked, standby }: { locked: boolean; standby: boolean }) => locked || standby
    expect(spot.groups().flatMap(({ instances }) => instances.filter(touched))).toEqual([])
  })

  it.each(['..', '.', '../../ocean', 'sig-1/../sig-2'])(
    'and groups have no ids that lead elsewhere: %s',
    async (id) => {
      spot.settled()
      await expect(spot.run('updateElastigroup', { elastigroupId: id, group: { description: 'x' } })).rejects.toThrow()
      expect(spot.calls().every((call) => /^GET \/aws\/ec2\/group\/[^/]*%2F/.test(call))).toBe(true)
    },
  )

  it('have to be named, with a group where the inventory has not seen them', async () => {
    const { ids } = await started()
    await expect(spot.run('lockInstances', {})).rejects.toThrow('give instanceIds')
    await expect(spot.run('lockInstances', { instanceIds: ids })).rejects.toThrow(
      /No server group of account my-spot is known to have instance i-\w+; name it/,
    )
  })
})

describe('stateful instances', () => {
  const persistence = { shouldPersistPrivateIp: true, shouldPersistRootDevice: true }
  const strategy = { risk: 100, availabilityVsCost: 'balanced', persistence }
  const servers = async (id: string) => (await spot.driver.stateful?.list(id)) ?? []
  const made = async () => {
    const { id } = await spot.driver.create(group({ strategy }))
    spot.control.advance(120)
    return { id, all: await servers(id) }
  }

  it('are paused, resumed, recycled and given up, by their own id or their machine', async () => {
    const { id, all } = await made()
    const [one, two] = all
    const act = (operation: string, more: Json) => spot.run(operation, { elastigroupId: id, ...more })
    await act('pauseStatefulInstance', { statefulInstanceIds: [one?.id] })
    spot.control.advance(120)
    expect(await servers(id)).toMatchObject([{ state: 'PAUSED' }, { state: 'ACTIVE' }])
    await act('resumeStatefulInstance', { statefulInstanceIds: [one?.id] })
    spot.control.advance(120)
    await act('recycleStatefulInstance', { instanceIds: [two?.instanceId] })
    spot.control.advance(120)
    const recycled = (await servers(id)).find((server) => server.id === two?.id)
    expect(recycled).toMatchObject({ state: 'ACTIVE', privateIp: two?.privateIp })
    expect(recycled?.instanceId).not.toBe(two?.instanceId)
    await act('deallocateStatefulInstance', { statefulInstanceIds: [one?.id] })
    spot.control.advance(120)
    expect((await servers(id)).map((server) => server.id)).toEqual([two?.id])
  })

  it('take an action once, and say so the second time', async () => {
    const { id, all } = await made()
    const pause = () => spot.run('pauseStatefulInstance', { elastigroupId: id, statefulInstanceIds: [all[0]?.id] })
    await pause()
    expect((await pause()).lines).toEqual([`Stateful instance ${all[0]?.id} of demo-main-v000 is PAUSING already`])
    await expect(
      spot.run('pauseStatefulInstance', { elastigroupId: id, statefulInstanceIds: ['ssi-none'] }),
    ).rejects.toThrow(/no stateful instance ssi-none; it has ssi-/)
  })
})
