import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSpotSimulator } from '../../../../simulators/spot/index.ts'
import { type VirtualClock, virtualClock } from '../../../platform/clock.ts'
import { createLogger, createMetrics } from '../../../platform/telemetry/index.ts'
import type { CachingAgent, KnownServerGroups, ServerGroup } from '../../../services/clouddriver/provider.ts'
import { connectAccount, type SpotAccount } from '../account.ts'
import { rateLimitsByToken } from '../client/index.ts'
import { spotConfigSchema } from '../config.ts'
import { serverGroupAgent } from './server-groups.ts'

const token = 'a-token-that-must-not-show'
const never = new AbortController().signal
const interval = 30_000
const lists = 'GET /aws/ec2/group'
const readings = 'GET /aws/ec2/group/:groupId/instanceHealthiness'

let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
let clock: VirtualClock
let account: SpotAccount
let agent: CachingAgent
let warnings: string[]
let inventory: ReturnType<typeof createKnown>

/** What the inventory does with what an agent says: an entry that is as it was stays the object that it was. */
function createKnown() {
  const entries = new Map<string, { entry: ServerGroup; readAt: number }>()
  const placeOf = ({ region, name }: { region: string; name: string }) => `${region}\n${name}`
  const textOf = ({ readAt: _, ...rest }: ServerGroup) => JSON.stringify(rest)
  const known: KnownServerGroups = {
    serverGroup: (_account, region, name) => entries.get(placeOf({ region, name }))?.entry,
    readAt: (group) => entries.get(placeOf(group))?.readAt ?? 0,
  }
  const put = (entry: ServerGroup) => {
    const old = entries.get(placeOf(entry))
    const same = old && textOf(old.entry) === textOf(entry)
    if (old?.entry === entry) return false
    entries.set(placeOf(entry), { entry: same ? old.entry : entry, readAt: entry.readAt ?? old?.readAt ?? clock.now() })
    return !same
  }
  return {
    known,
    all: () => [...entries.values()].map(({ entry }) => entry),
    named: (name: string) => [...entries.values()].map(({ entry }) => entry).find((entry) => entry.name === name),
    /** Takes over what a load found; returns the names of entries that changed. */
    takeOver({ resources, keep = [] }: Awaited<ReturnType<CachingAgent['load']>>): string[] {
      const found = new Set(resources.serverGroups.map(placeOf))
      for (const [place, { entry }] of entries) {
        if (!found.has(place) && keep !== 'all' && !keep.includes(entry.name)) entries.delete(place)
      }
      return resources.serverGroups.filter(put).map(({ name }) => name)
    },
    async refresh(target: { name: string; region?: string; id?: string; changed?: boolean }) {
      const { serverGroups, gone } = await agent.refresh!([{ changed: true, ...target }], known)
      for (const { name, region } of gone) entries.delete(placeOf({ name, region: region ?? 'us-east-1' }))
      for (const group of serverGroups) put(group)
    },
  }
}

beforeEach(async () => {
  simulator = await startSpotSimulator({ clock: 'manual', seed: 1, token })
  clock = virtualClock(simulator.control.now())
  warnings = []
  connect()
})

afterEach(async () => {
  await account.close?.()
  await simulator.close()
})

function connect(more: Record<string, unknown> = {}) {
  const logger = createLogger('silent')
  vi.spyOn(logger, 'warn').mockImplementation((...said: unknown[]) => void warnings.push(String(said[1])))
  const config = spotConfigSchema.parse({
    accounts: [{ name: 'my-spot', accountId: 'act-sandbox', apiToken: token, endpoint: simulator.url, ...more }],
  })
  const platform = { clock, logger, metrics: createMetrics() }
  account = connectAccount(config.accounts[0]!, config, platform, rateLimitsByToken(clock))
  agent = serverGroupAgent(account)
  inventory = createKnown()
}

const document = (name: string, target = 1, more: object = {}) => ({
  name,
  region: 'us-east-1',
  capacity: { minimum: 0, maximum: 50, target, unit: 'instance' },
  strategy: { risk: 100, availabilityVsCost: 'balanced' },
  compute: {
    product: 'Linux/UNIX',
    instanceTypes: { ondemand: 'm5.large', spot: ['m5.large'] },
    availabilityZones: [{ name: 'us-east-1a', subnetIds: ['subnet-1'] }],
    launchSpecification: { imageId: 'ami-0000000000000a001', securityGroupIds: ['sg-1'], monitoring: false },
  },
  ...more,
})

const seed = (name: string, target?: number, more?: object, ageHours = 1) =>
  simulator.control.seedGroup('act-sandbox', document(name, target, more), ageHours)
const seedMany = (count: number) =>
  Array.from({ length: count }, (_, index) => seed(`app${index % 7}-main-v${100 + index}`))

/** Moves both clocks: Spot's and ours. */
async function pass(ms: number) {
  simulator.control.advance(ms / 1_000)
  await clock.advance(ms)
}

/** One reading of the account, with the calls that it took and the entries that changed. */
async function cycle({ wait = interval } = {}) {
  await pass(wait)
  simulator.control.clearCalls()
  const changed = inventory.takeOver(await throughTimers(agent.load({ known: inventory.known, signal: never })))
  return { changed, calls: simulator.control.callCounts(), refused: refused() }
}

const refused = () => simulator.control.calls().filter(({ status }) => status === 429).length
const sum = (calls: Record<string, number>) => Object.values(calls).reduce((all, count) => all + count, 0)
const readOf = (group: { id: string }) =>
  simulator.control.calls().filter(({ url }) => url.startsWith(`/aws/ec2/group/${group.id}/instanceHealthiness`)).length

/** As many turns of the event loop, while what is under way goes on. */
async function turns(count: number) {
  for (let turn = 0; turn < count; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** Lets time pass where the work waits for it. */
async function throughTimers<R>(work: Promise<R>): Promise<R> {
  let over = false
  const end = () => {
    over = true
  }
  work.then(end, end)
  while (!over) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    const next = clock.nextTimer()
    // Patience is a timer too: only what is due before it is worth waiting for.
    if (!over && next !== undefined && next - clock.now() < 4_000) await pass(Math.max(1, next - clock.now()))
  }
  return work
}

describe('an account whose groups are as they should be', () => {
  it('costs one list call each time, and each group is read every fourth time', async () => {
    const groups = seedMany(40)
    const first = await cycle()
    expect(first.calls[lists]).toBe(1)
    // Also whether a roll is under way: this once.
    expect(sum(first.calls)).toBe(1 + 4 * 40)
    const reads = new Map(groups.map(({ id }) => [id, 0]))
    for (let round = 0; round < 20; round += 1) {
      const { calls, changed } = await cycle()
      expect(calls[lists]).toBe(1)
      expect(sum(calls)).toBeLessThanOrEqual(1 + 3 * 10)
      expect(changed).toEqual([])
      for (const group of groups) reads.set(group.id, reads.get(group.id)! + readOf(group))
    }
    for (const count of reads.values()) expect(count).toBeGreaterThanOrEqual(3)
  })

  it('goes on where it was after a restart, and reads nothing twice', async () => {
    seedMany(20)
    await cycle()
    const kept = inventory
    await account.close?.()
    connect()
    inventory = kept
    const { calls, changed } = await cycle()
    expect(sum(calls)).toBeLessThanOrEqual(1 + 3 * 5)
    expect(changed).toEqual([])
  })
})

describe('a group', () => {
  it('that somebody else changed is read the next time, and no other one with it', async () => {
    const [changed, ...others] = seedMany(4)
    await cycle()
    const answer = await account.driver.update(changed!.id, { capacity: { target: 3 } })
    expect(answer.capacity).toMatchObject({ target: 3 })
    await cycle()
    expect(readOf(changed!)).toBe(1)
    for (const other of others) expect(readOf(other)).toBe(0)
    expect(inventory.named(changed!.document.name)?.capacity).toMatchObject({ desired: 3 })
  })

  it('is read each time until all its instances are there and healthy', async () => {
    const group = seed('app-main-v000', 2)
    await cycle()
    await account.driver.update(group.id, { capacity: { target: 4 } })
    const isWhole = () => {
      const { instances = [] } = inventory.named('app-main-v000') ?? {}
      return instances.length === 4 && instances.every(({ healthState }) => healthState === 'Up')
    }
    for (let round = 0; round < 10 && !isWhole(); round += 1) {
      await cycle({ wait: 10_000 })
      expect(readOf(group)).toBe(1)
    }
    expect(isWhole()).toBe(true)
    await cycle({ wait: 10_000 })
    expect(readOf(group)).toBe(0)
  })

  it('that never becomes healthy is not read each time for ever', async () => {
    const group = seed('app-main-v000', 1, {}, 0)
    simulator.control.setHealth(simulator.control.groups()[0]!.instances[0]!.instanceId!, 'UNKNOWN')
    await cycle()
    for (let round = 0; round < 40; round += 1) await cycle()
    let reads = 0
    for (let round = 0; round < 8; round += 1) {
      await cycle()
      reads += readOf(group)
    }
    expect(reads).toBeLessThanOrEqual(3)
  })

  it('that we changed is read by its id, without a list, and each time for a while', async () => {
    const [group] = seedMany(10)
    const name = group!.document.name
    await cycle()
    await account.driver.resize(group!.id, { target: 1 })
    simulator.control.clearCalls()
    await inventory.refresh({ name, region: 'us-east-1' })
    const calls = simulator.control.callCounts()
    expect(calls[lists]).toBeUndefined()
    expect(calls['GET /aws/ec2/group/:groupId']).toBe(1)
    expect(sum(calls)).toBeLessThanOrEqual(6)
    for (let round = 0; round < 5; round += 1) {
      await cycle()
      expect(readOf(group!)).toBe(1)
    }
    for (let round = 0; round < 6; round += 1) await cycle()
    const { calls: later } = await cycle()
    expect(sum(later)).toBeLessThanOrEqual(1 + 3 * 3)
  })

  it('that another process changed is read each time as well', async () => {
    const [group] = seedMany(10)
    await cycle()
    const here = agent
    await pass(1_000)
    agent = serverGroupAgent(account)
    await inventory.refresh({ name: group!.document.name, region: 'us-east-1', id: group!.id })
    agent = here
    await cycle()
    expect(readOf(group!)).toBe(1)
  })

  it('that was deleted leaves at once, by its own place; one of that name elsewhere stays', async () => {
    const group = seed('app-main-v000')
    seed('app-main-v000', 1, {
      region: 'eu-west-1',
      compute: { ...document('x').compute, availabilityZones: [{ name: 'eu-west-1a', subnetIds: ['subnet-1'] }] },
    })
    await cycle()
    await account.driver.remove(group.id)
    simulator.control.clearCalls()
    await inventory.refresh({ name: 'app-main-v000', region: 'us-east-1', id: group.id })
    expect(simulator.control.callCounts()[lists]).toBeUndefined()
    expect(inventory.all().map(({ region }) => region)).toEqual(['eu-west-1'])
  })

  it('that was renamed leaves under its old name and comes under the new one', async () => {
    const group = seed('app-main-v000')
    await cycle()
    await account.driver.update(group.id, { name: 'app-main-v007' })
    await inventory.refresh({ name: 'app-main-v000', region: 'us-east-1', id: group.id })
    expect(inventory.all().map(({ name }) => name)).toEqual(['app-main-v007'])
  })

  it('shows its roll while it is under way, whoever started it, and its end', async () => {
    const group = seed('app-main-v000', 2)
    await cycle()
    await account.driver.startRoll(group.id, { batchSizePercentage: 50, gracePeriod: 60 })
    await inventory.refresh({ name: 'app-main-v000', region: 'us-east-1' })
    expect(inventory.named('app-main-v000')?.extra.rolls).toMatchObject([{ details: expect.anything() }])
    for (let round = 0; round < 20; round += 1) await cycle()
    expect(inventory.named('app-main-v000')?.extra.rolls).toMatchObject([{ status: 'finished' }])
    const settled = inventory.named('app-main-v000')
    for (let round = 0; round < 12; round += 1) await cycle()
    expect(inventory.named('app-main-v000')).toBe(settled)
  })
})

describe('on a bad day', () => {
  it('a group that can not be read keeps its last entry, marked stale, and costs the others nothing', async () => {
    const [broken, ...others] = seedMany(6)
    const name = broken!.document.name
    await cycle()
    simulator.control.addFault({ match: { pathRegex: `${broken!.id}/status` }, status: 500 })
    for (const { id } of [broken!, ...others]) await account.driver.update(id, { description: 'changed' })
    const { changed } = await cycle()
    expect(changed.sort()).toEqual([name, ...others.map((each) => each.document.name)].sort())
    expect(inventory.named(name)).toMatchObject({
      instances: [{ healthState: 'Up' }],
      extra: { readings: { stale: true } },
    })
    for (const other of others) {
      expect(inventory.named(other.document.name)?.extra).toMatchObject({
        readings: { stale: false },
        group: { description: 'changed' },
      })
    }
    const stale = inventory.named(name)
    await cycle()
    expect(inventory.named(name)).toBe(stale)
    expect(warnings.filter((line) => line.includes(broken!.id))).toHaveLength(1)
    simulator.control.clearFaults()
    await cycle()
    expect(inventory.named(name)?.extra).toMatchObject({
      readings: { stale: false },
      group: { description: 'changed' },
    })
  })

  it('a group that was never read is shown by what the list tells, until it can be read', async () => {
    seed('app-main-v000', 2)
    simulator.control.addFault({ match: { pathRegex: '/status' }, status: 500 })
    await cycle()
    const unread = inventory.named('app-main-v000')
    expect(unread).toMatchObject({
      capacity: { desired: 2 },
      instances: [],
      extra: { readings: { stale: true, readAt: null } },
    })
    await cycle()
    expect(inventory.named('app-main-v000')).toBe(unread)
    simulator.control.clearFaults()
    await cycle()
    expect(inventory.named('app-main-v000')?.instances).toHaveLength(2)
  })

  it.each([
    ['an error', { status: 500 }],
    ['a page of a gateway', { status: 502, rawBody: '<html>Bad Gateway</html>' }],
    ['a dropped connection', { dropConnection: true }],
    ['an answer without items', { quirk: 'omit-items' as const }],
    ['an error without reasons', { status: 400, errors: [] }],
  ])('a list that ends in %s says nothing about groups, and is not asked for again and again', async (_, fault) => {
    seedMany(3)
    await cycle()
    await pass(interval)
    simulator.control.addFault({ match: { pathRegex: '^/aws/ec2/group\\?' }, ...fault })
    simulator.control.clearCalls()
    await expect(throughTimers(agent.load({ known: inventory.known, signal: never }))).rejects.toThrow(
      'list the groups',
    )
    expect(simulator.control.calls().length).toBeLessThanOrEqual(2)
    expect(inventory.all()).toHaveLength(3)
  })

  it('connections that drop now and then cost a repetition each, and no group', async () => {
    seedMany(8)
    await cycle()
    await pass(4 * interval)
    simulator.control.addFault({ match: { pathRegex: 'Healthiness|/status' }, skip: 2, times: 1, dropConnection: true })
    simulator.control.addFault({ match: { pathRegex: '/suspension' }, skip: 1, times: 1, dropConnection: true })
    const { calls } = await cycle()
    expect(sum(calls)).toBeLessThanOrEqual(1 + 3 * 2 + 2)
    expect(inventory.all().map(({ extra }) => extra.readings)).toEqual(Array(8).fill({ stale: false }))
  })

  it('an item of the list that is not as described loses only itself, and keeps its last entry', async () => {
    seed('app-main-v000')
    seed('app-main-v001')
    await cycle()
    await pass(interval)
    const answer = (items: unknown[]) => JSON.stringify({ response: { status: { code: 200 }, items } })
    const [first] = simulator.control.groups()
    const whole = { ...first!.document, id: first!.id, createdAt: '2026-01-01T00:00:00Z' }
    const list = { match: { pathRegex: '^/aws/ec2/group\\?' }, times: 1, status: 200 }
    simulator.control.addFault({ ...list, rawBody: answer([{ name: 'app-main-v001', capacity: 'many' }, whole]) })
    inventory.takeOver(await agent.load({ known: inventory.known, signal: never }))
    expect(inventory.all()).toHaveLength(2)
    simulator.control.addFault({ ...list, rawBody: answer([whole, null, 7]) })
    inventory.takeOver(await agent.load({ known: inventory.known, signal: never }))
    expect(inventory.all()).toHaveLength(2)
    expect(warnings.filter((line) => line.includes('not as described'))).toHaveLength(2)
    simulator.control.addFault({ ...list, rawBody: answer([whole]) })
    inventory.takeOver(await agent.load({ known: inventory.known, signal: never }))
    expect(inventory.all().map(({ name }) => name)).toEqual(['app-main-v000'])
  })

  it('answers that lack a region, an instance id or a time, and other spellings, are understood', async () => {
    seed('app-main-v000', 2, { strategy: { risk: 0, availabilityVsCost: 'balanced' } })
    for (const quirk of ['omit-region', 'on-demand-with-dash', 'omit-launch-time'] as const) {
      const pathRegex =
        quirk === 'omit-region' ? '^/aws/ec2/group\\?' : quirk === 'omit-launch-time' ? '/status' : 'Health'
      simulator.control.addFault({ match: { pathRegex }, quirk })
    }
    await cycle()
    const entry = inventory.named('app-main-v000')
    expect(entry).toMatchObject({ region: 'us-east-1', instances: [{ extra: { lifecycle: 'ON_DEMAND' } }, {}] })
    expect(entry?.instances[0]).not.toHaveProperty('launchTime')
    simulator.control.clearFaults()
    simulator.control.addFault({ match: { pathRegex: '/status' }, quirk: 'null-instance-id' })
    await pass(5 * interval)
    await cycle()
    expect(inventory.named('app-main-v000')?.instances).toHaveLength(2)
  })

  it('two groups of one name in a region do not take turns: the oldest is shown, and it is said once', async () => {
    const younger = seed('app-main-v000', 1, {}, 1)
    const older = seed('app-main-v000', 2, {}, 9)
    const { changed } = await cycle()
    expect(changed).toEqual(['app-main-v000'])
    for (let round = 0; round < 5; round += 1) expect((await cycle()).changed).toEqual([])
    expect(inventory.all()).toMatchObject([{ cloudId: older.id, extra: { namesakes: [younger.id] } }])
    expect(warnings).toEqual([expect.stringContaining(`${older.id}, the oldest, is shown; ${younger.id}`)])
    await account.driver.remove(older.id)
    await inventory.refresh({ name: 'app-main-v000', region: 'us-east-1', id: older.id })
    expect(inventory.all()).toMatchObject([{ cloudId: younger.id, capacity: { desired: 1 } }])
    expect(inventory.all()[0]?.extra).not.toHaveProperty('namesakes')
  })

  it('ends with its signal', async () => {
    seedMany(3)
    simulator.control.addFault({ match: { pathRegex: '/status' }, hang: true })
    const stop = new AbortController()
    const loading = agent.load({ known: inventory.known, signal: stop.signal })
    loading.catch(() => {})
    await vi.waitFor(() => expect(simulator.control.faults()[0]).toMatchObject({ used: 2 }))
    stop.abort()
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('an account with more groups than its calls allow', () => {
  it('is never refused, shows all groups from the beginning and has read all after some minutes', async () => {
    seedMany(200)
    simulator.control.setLimits({ default: 50 })
    let rounds = 0
    for (let read = 0; read < 200; rounds += 1) {
      const { refused: blocked } = await cycle()
      expect(blocked).toBe(0)
      read = inventory.all().filter(({ extra }) => (extra.readings as { stale: boolean }).stale === false).length
      expect(inventory.all()).toHaveLength(200)
    }
    // 40 of the 50 calls of a minute: the rest is people's.
    expect((rounds * interval) / 60_000).toBeLessThanOrEqual(200 / 40 + 1)
  })

  it('reads as many in a minute afterwards as leaves half of the calls to others, and people are served at once', async () => {
    seedMany(60)
    simulator.control.setLimits({ default: 50 })
    for (let round = 0; round < 8; round += 1) await cycle()
    const perMinute: number[] = []
    for (let round = 0; round < 10; round += 1) {
      const { calls, refused: blocked } = await cycle()
      expect(blocked).toBe(0)
      perMinute.push(calls[readings] ?? 0)
      const before = clock.now()
      await inventory.refresh({ name: inventory.all()[round]!.name, region: 'us-east-1' })
      expect(clock.now()).toBe(before)
      expect(refused()).toBe(0)
    }
    for (let index = 1; index < perMinute.length; index += 1) {
      expect(perMinute[index - 1]! + perMinute[index]!).toBeLessThanOrEqual(20)
    }
  })

  it('that refuses nevertheless is left alone as long as Spot says', async () => {
    seedMany(30)
    await cycle()
    const headers = { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '50' }
    simulator.control.addFault({ match: { pathRegex: 'Healthiness' }, times: 1, status: 429, headers })
    await pass(4 * interval)
    const seen: number[] = []
    for (let round = 0; round < 4; round += 1) {
      await cycle({ wait: 15_000 })
      seen.push(simulator.control.callCounts()[readings] ?? 0)
    }
    // One refusal, then nothing for 50 seconds.
    expect(seen[0]).toBeLessThanOrEqual(3)
    expect(seen.slice(1, 3)).toEqual([0, 0])
    expect(inventory.all()).toHaveLength(30)
  })
})

describe('those who wait for something and ask again and again', () => {
  const ask = (name: string) => inventory.refresh({ name, region: 'us-east-1', changed: false })

  it('get what is there now, and share a reading when they ask at the same time', async () => {
    const group = seed('app-main-v000')
    await cycle()
    simulator.control.clearCalls()
    await Promise.all(Array.from({ length: 10 }, () => ask('app-main-v000')))
    expect(readOf(group)).toBe(1)
    expect(sum(simulator.control.callCounts())).toBe(4)
    await account.driver.resize(group.id, { target: 3 })
    await ask('app-main-v000')
    expect(inventory.named('app-main-v000')?.capacity).toMatchObject({ desired: 3 })
  })

  it('however many they are, leave operations their calls, and are never refused', async () => {
    const groups = seedMany(20)
    await cycle()
    simulator.control.setLimits({ default: 100 })
    simulator.control.clearCalls()
    const asked: Promise<unknown>[] = []
    for (let second = 0; second < 90; second += 1) {
      await pass(1_000)
      asked.push(...groups.map(({ document: { name } }) => ask(name).catch(() => undefined)))
      await Promise.race([Promise.all(asked), turns(50)])
      if (second % 30 !== 29) continue
      const [group] = groups
      const before = clock.now()
      await account.driver.resize(group!.id, { target: (second + 1) / 30 })
      await inventory.refresh({ name: group!.document.name, region: 'us-east-1', id: group!.id })
      expect(clock.now()).toBe(before)
      expect(inventory.named(group!.document.name)?.capacity.desired).toBe((second + 1) / 30)
    }
    await pass(5_000)
    await Promise.all(asked)
    expect(refused()).toBe(0)
    // Each group was read again and again all the same.
    for (const group of groups) expect(readOf(group)).toBeGreaterThanOrEqual(3)
  })
})
