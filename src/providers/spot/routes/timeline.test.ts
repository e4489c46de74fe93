import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../timeline/entry.ts'
import { sampleGroup, startWorld, token, type World } from './testing.ts'

let world: World
let id: string
beforeEach(async () => {
  world = await startWorld()
  id = await world.seed(sampleGroup('demo-prod-v000', { strategy: { risk: 100, availabilityVsCost: 'balanced' } }), 1)
})
afterEach(() => world.stop())

const at = { serverGroupName: 'demo-prod-v000', region: 'us-east-1' }
const url = '/spot/serverGroups/my-spot/us-east-1/demo-prod-v000/timeline'
const told = async (query = '') => (await world.get(url + query)).body
const ofKind = (entries: readonly Entry[], kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind)
const machines = () => world.control.groups().find((group) => group.id === id)!.instances

describe('a timeline', () => {
  it('tells what Spot’s log and events tell, each thing once, the newest first', async () => {
    await world.run('resizeServerGroup', { ...at, capacity: { min: 0, max: 10, desired: 6 } })
    world.control.advance(120)
    const { truncated, from, to } = await told()
    expect({ truncated, days: (to - from) / 86_400_000 }).toEqual({ truncated: false, days: 7 })
    const { entries, counters } = await told(`?from=${world.control.now() - 600_000}`)
    const times = entries.map((entry: Entry) => entry.at)
    expect(times).toEqual(times.toSorted((a: number, b: number) => b - a))
    const launches = ofKind(entries, 'launch')
    const newest = machines().slice(-2)
    expect(launches.map(({ instanceIds }) => instanceIds).sort()).toEqual(
      newest.map((each) => [each.instanceId]).sort(),
    )
    expect(launches[0]).toMatchObject({ severity: 'INFO', message: expect.stringMatching(/was launched \(spot/) })
    expect(ofKind(entries, 'health').map(({ severity }) => severity)).toContain('DEBUG')
    expect(counters).toEqual({ interruptions: 0, onDemandFallbacks: 0, launches: 2, replacements: 0 })
  })

  it('says which execution did what, and of what nobody did nothing', async () => {
    await world.run('resizeServerGroup', { ...at, capacity: { min: 0, max: 10, desired: 5 } }, 'the-resize')
    world.control.advance(120)
    const [machine] = machines()
    world.control.interrupt(String(machine?.instanceId))
    world.control.advance(7_200)
    await world.run('disableServerGroup', at, 'the-disable')
    const { entries } = (await told()) as { entries: Entry[] }
    const by = (execution: string) => entries.filter(({ executionId }) => executionId === execution)
    expect(by('the-resize').map(({ kind }) => kind)).toEqual(expect.arrayContaining(['launch', 'scale']))
    expect(by('the-resize')[0]).toMatchObject({ executionType: 'PIPELINE' })
    expect(new Set(by('the-disable').map(({ kind }) => kind))).toEqual(new Set(['suspension']))
    const interrupted = ofKind(entries, 'interruption')
    expect(interrupted.map(({ severity }) => severity)).toContain('WARN')
    expect(new Set(interrupted.flatMap(({ instanceIds }) => instanceIds))).toEqual(new Set([machine?.instanceId]))
    for (const kind of ['interruption', 'health'] as const) {
      for (const entry of ofKind(entries, kind)) expect(entry).not.toHaveProperty('executionId')
    }
  })

  it('counts interruptions, and the on-demand machines that stood in', async () => {
    world.control.setMarket('*', '*', false)
    for (const type of ['m5.large']) world.control.setMarket(type, 'us-east-1a', false)
    const [first, second] = machines().map(({ instanceId }) => String(instanceId))
    world.control.interrupt(first!)
    world.control.interrupt(second!)
    world.control.advance(300)
    const { entries, counters } = (await told()) as { entries: Entry[]; counters: object }
    expect(counters).toMatchObject({ interruptions: 2, onDemandFallbacks: 2 })
    expect(entries.filter(({ fallback }) => fallback).map(({ kind }) => kind)).toEqual(['launch', 'launch'])
  })

  it('of one machine leaves out the others', async () => {
    const [first, second] = machines().map(({ instanceId }) => String(instanceId))
    world.control.interrupt(first!)
    world.control.interrupt(second!)
    world.control.advance(300)
    const { entries } = (await told(`?instanceId=${first}`)) as { entries: Entry[] }
    expect(entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['interruption', 'scale']))
    expect(entries.flatMap(({ instanceIds }) => instanceIds)).not.toContain(second)
    for (const entry of entries) expect(entry.instanceIds).toContain(first)
  })

  it('of a period holds what happened in it, and says when there was more than Spot tells', async () => {
    world.control.advance(3_600)
    const before = world.control.now()
    world.control.advance(3_600)
    await world.run('resizeServerGroup', { ...at, capacity: { min: 0, max: 10, desired: 5 } })
    world.control.advance(60)
    const early = await told(`?from=${before - 60_000}&to=${before + 60_000}`)
    expect(ofKind(early.entries, 'launch')).toEqual([])
    expect(ofKind((await told(`?from=${before + 60_000}`)).entries, 'launch')).toHaveLength(1)
    const group = world.control.groups().find((each) => each.id === id)!
    const many = Array.from({ length: 1_200 }, (_, n) => ({ severity: 'INFO' as const, message: `line ${n}` }))
    group.log.push(...many.map((line, n) => ({ ...line, createdAt: before + n })))
    expect(await told()).toMatchObject({ truncated: true })
    expect((await world.get(`${url}?from=2026-01-06&to=2026-01-05`)).status).toBe(400)
  })

  it('of a cluster tells of all its groups, and of which', async () => {
    await world.seed(sampleGroup('demo-prod-v001'), 0.5)
    await world.seed(sampleGroup('demo-test-v000'), 0.5)
    for (const name of ['demo-prod-v000', 'demo-prod-v001', 'demo-test-v000']) {
      const capacity = { min: 0, max: 10, desired: 5 }
      await world.run('resizeServerGroup', { serverGroupName: name, region: 'us-east-1', capacity })
    }
    world.control.advance(60)
    world.forgetCalls()
    const since = world.control.now() - 300_000
    const { body } = await world.get(`/spot/clusters/demo/my-spot/demo-prod/timeline?from=${since}`)
    const groups = ofKind(body.entries, 'launch').map(({ serverGroup }) => serverGroup)
    expect(groups.sort()).toEqual(['demo-prod-v000', 'demo-prod-v001'])
    expect(world.calls(/logs|events/)).toBe(4)
    expect((await world.get('/spot/clusters/other/my-spot/demo-prod/timeline')).status).toBe(404)
  })

  it('is read once for all who look, and is the older one while Spot is away', async () => {
    world.forgetCalls()
    const first = await Promise.all([told(), told(), told()])
    await told()
    expect(world.calls(/logs|events/)).toBe(2)
    expect(first[0]).toMatchObject({ stale: false, readAt: world.control.now() })
    world.control.advance(11)
    await told()
    expect(world.calls(/logs|events/)).toBe(4)
    world.control.addPreset('bad-gateway', { times: 1_000 })
    world.control.advance(11)
    expect(await told()).toMatchObject({ stale: true, entries: first[0].entries })
  })

  it('is an error in Spot’s words where Spot does not answer, without the token', async () => {
    world.control.addFault({
      match: { pathRegex: '/logs' },
      status: 401,
      errors: [{ message: `${token} is no token` }],
    })
    const { status, text } = await world.get(url)
    expect([status, text]).toEqual([403, expect.stringContaining('is no token')])
    expect(text).not.toContain(token)
  })
})

describe('Elastilog, by the address that old Decks know', () => {
  const logs = (query: object, place = 'demo/clusters/my-spot/demo-prod', name = 'demo-prod-v000') => {
    const text = new URLSearchParams({ elastigroupId: id, period: 'ONE_DAY', severity: 'ALL', ...query })
    return world.get(`/applications/${place}/spot/serverGroups/${name}/elastilogs?${text}`)
  }

  it('is what Spot wrote, of a severity and a period', async () => {
    const [first] = machines().map(({ instanceId }) => String(instanceId))
    world.control.interrupt(first!)
    const { body } = await logs({})
    expect(body).toContainEqual({
      ...{ severity: 'WARN', message: `Instance ${first} got an interruption notice` },
      createdAt: expect.stringMatching(/^2026-01-05/),
    })
    const severities = async (severity: string) =>
      new Set((await logs({ severity })).body.map((line: { severity: string }) => line.severity))
    expect(await severities('WARN')).toEqual(new Set(['WARN']))
    world.control.advance(3 * 86_400)
    const lines = async (period: string) => (await logs({ period, severity: 'WARN' })).body.length
    expect([await lines('ONE_DAY'), await lines('nonsense'), await lines('ONE_WEEK')]).toEqual([0, 0, 1])
    expect((await logs({ period: 'THREE_MONTHS' })).status).toBe(200)
  })

  it('is only told of a group that belongs to the account and the application', async () => {
    const other = await world.seed(sampleGroup('secret-v000'))
    expect((await logs({ elastigroupId: other })).status).toBe(404)
    expect((await logs({}, 'secret/clusters/my-spot/secret')).status).toBe(404)
    expect((await logs({}, 'demo/clusters/another/demo-prod')).status).toBe(404)
    expect((await logs({}, 'demo/clusters/my-spot/demo-prod', 'demo-prod-v001')).status).toBe(404)
  })

  it.each([[{ severity: 'LOUD' }], [{ severity: '' }], [{ elastigroupId: '' }]])('is not told of %j', async (query) => {
    expect((await logs(query)).status).toBe(400)
  })
})

describe('groups', () => {
  it('show their rolls, and one with its machines', async () => {
    world.control.advance(120)
    const roll = { batchSizePercentage: 50, gracePeriod: 60 }
    const task = await world.run('rollServerGroup', { ...at, roll })
    const { rollId } = task.resultObjects[0]
    world.control.advance(60)
    const rolls = '/spot/serverGroups/my-spot/us-east-1/demo-prod-v000/rolls'
    expect((await world.get(rolls)).body).toMatchObject([{ id: rollId, status: 'in_progress' }])
    const { body } = await world.get(`${rolls}/${rollId}`)
    expect(body).toMatchObject({
      id: rollId,
      status: 'in_progress',
      numberOfBatches: 2,
      details: { numberOfBatches: 2 },
    })
    expect(body.instances).toEqual(body.details.instances)
    expect(JSON.stringify(body.details)).toContain(String(machines()[0]?.instanceId))
    expect((await world.get(`${rolls}?limit=0`)).status).toBe(400)
  })

  it('show their stateful instances', async () => {
    const strategy = { risk: 100, availabilityVsCost: 'balanced', persistence: { shouldPersistPrivateIp: true } }
    const { name: _, ...group } = sampleGroup('', { strategy })
    await world.run('createServerGroup', { application: 'demo', stack: 'state', group })
    world.control.advance(120)
    const { body } = await world.get('/spot/serverGroups/my-spot/us-east-1/demo-state-v000/statefulInstances')
    expect(body).toHaveLength(4)
    expect(body[0]).toMatchObject({ id: expect.stringMatching(/^ssi-/), state: 'ACTIVE' })
  })

  it('are listed as Spot has them, also those that belong to no application', async () => {
    const loose = await world.seed(sampleGroup('Some group of ours'))
    const { body } = await world.get('/spot/accounts/my-spot/groups')
    expect(body).toMatchObject([
      {
        id: loose,
        name: 'Some group of ours',
        region: 'us-east-1',
        versioned: false,
        imageId: 'ami-0000000000000a001',
      },
      { id, name: 'demo-prod-v000', application: 'demo', cluster: 'demo-prod', versioned: true, shown: true },
    ])
    expect((await world.get('/spot/accounts/none/groups')).status).toBe(404)
  })
})

it('every operation is described for those who make forms of it', async () => {
  const { body } = await world.get('/spot/operations')
  expect(body.resizeServerGroup).toMatchObject({
    ...{ phase: 'RESIZE', schema: { type: 'object', properties: { serverGroupName: {} } } },
  })
  expect(Object.keys(body)).toEqual(expect.arrayContaining(['cloneServerGroup', 'rollServerGroup', 'stopRoll']))
})
