import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStore } from '../../../../test/support/test-store.ts'
import { type VirtualClock, virtualClock } from '../../../platform/clock.ts'
import { type ChangeEvent, createEvents, type Events } from '../../../platform/events/index.ts'
import type { Store } from '../../../platform/store/index.ts'
import type { CachingAgent, ServerGroup } from '../provider.ts'
import { clouddriverMigrations, type ResourceStore, resourceStore } from '../store/index.ts'
import { createInventory, type Inventory } from './inventory.ts'
import { type InventorySync, syncInventory } from './sync.ts'

const agentName = 'a/Agent'
const soon = { timeout: 5_000, interval: 5 }
const minute = 60_000

let store: Store
let events: Events
let clock: VirtualClock
let resources: ResourceStore
let heard: ChangeEvent[]
let inventory: Inventory
let sync: InventorySync
/** What is in the cloud. */
let cloud: ServerGroup[]
/** What happens while the agent reads. */
let meanwhile: () => Promise<unknown>

/** A process with an inventory of its own on the same database. */
async function process() {
  const inventory = createInventory()
  const sync = syncInventory({ store, resources, inventory, events, clock, agents: new Set([agentName]) })
  await sync.start()
  return { inventory, sync }
}

const group = (name: string, desired = 1, more: Partial<ServerGroup> = {}): ServerGroup => ({
  name,
  provider: 'spot',
  account: 'a',
  region: 'r',
  moniker: { app: name.split('-')[0]!, cluster: name },
  zones: [],
  disabled: false,
  createdTime: 1,
  capacity: { min: 0, max: 9, desired },
  instances: [],
  loadBalancers: [],
  securityGroups: [],
  extra: {},
  ...more,
})

const agent: CachingAgent = {
  name: agentName,
  intervalMs: minute,
  async load() {
    const read = [...cloud]
    await meanwhile()
    return { resources: { serverGroups: read } }
  },
  async refresh(targets) {
    const names = new Set(targets.map(({ name }) => name))
    const serverGroups = cloud.filter(({ name }) => names.has(name))
    const gone = targets.filter(({ name }) => !serverGroups.some((each) => each.name === name))
    return { serverGroups, gone }
  },
}

const desiredOf = (name: string) => inventory.serverGroup('a', 'r', name)?.capacity.desired
const revision = async () => (await resources.revisions())[0]?.revision
/** Waits until all that was published before has been heard: announcements keep their order. */
async function settled() {
  await store.transaction((tx) => events.publish(tx, { type: 'application', application: 'last' }))
  await expect.poll(() => heard.at(-1), soon).toEqual({ type: 'application', application: 'last' })
}
const changes = () =>
  heard.flatMap((event) => (event.type === 'inventory' ? [`${event.application}: ${event.names}`] : []))

beforeEach(async () => {
  store = await openTestStore()
  events = createEvents(store)
  await store.migrate('clouddriver', clouddriverMigrations)
  clock = virtualClock()
  resources = resourceStore(store)
  heard = []
  await events.subscribe((event) => void heard.push(event))
  cloud = []
  meanwhile = async () => {}
  ;({ inventory, sync } = await process())
})

afterEach(async () => {
  await sync.stop()
  await settled()
  await store.close()
})

describe('what an agent reads', () => {
  it('is written and published once, however often it is read, and keeps its object', async () => {
    cloud = [group('web-v0'), group('web-v1'), group('shop-v0')]
    expect(await sync.load(agent)).toEqual({ read: 3, changed: 3, removed: 0 })
    await expect.poll(changes, soon).toEqual(['web: web-v0,web-v1', 'shop: shop-v0'])
    const [before, at] = [inventory.serverGroup('a', 'r', 'web-v0'), await revision()]
    cloud = cloud.map((each) => ({ ...each }))
    await clock.advance(minute)
    expect(await sync.load(agent)).toEqual({ read: 3, changed: 0, removed: 0 })
    expect(inventory.serverGroup('a', 'r', 'web-v0')).toBe(before)
    expect(await revision()).toBe(at)
    await settled()
    expect(changes()).toHaveLength(2)
  })

  it('is not even looked at where the agent hands back what is known', async () => {
    cloud = [group('web-v0')]
    await sync.load(agent)
    const known = inventory.serverGroup('a', 'r', 'web-v0')!
    const unreadable = { ...known, toJSON: () => expect.fail('it was rendered') }
    const handingBack: CachingAgent = {
      ...agent,
      load: async (context) => ({ resources: { serverGroups: [context.known.serverGroup('a', 'r', 'web-v0')!] } }),
    }
    expect(await sync.load(handingBack)).toEqual({ read: 1, changed: 0, removed: 0 })
    cloud = [unreadable]
    await expect(sync.load(agent)).rejects.toThrow('it was rendered')
  })

  it('tells when it was read without being a change, also to the next process', async () => {
    cloud = [group('web-v0', 1, { readAt: clock.now() })]
    await sync.load(agent)
    const known = inventory.serverGroup('a', 'r', 'web-v0')!
    expect(inventory.readAt(known)).toBe(clock.now())
    await clock.advance(11 * minute)
    cloud = [group('web-v0', 1, { readAt: clock.now() })]
    expect(await sync.load(agent)).toMatchObject({ changed: 0 })
    expect(inventory.readAt(known)).toBe(clock.now())
    await settled()
    expect(changes()).toHaveLength(1)
    const next = await process()
    expect(next.inventory.readAt(next.inventory.serverGroup('a', 'r', 'web-v0')!)).toBe(clock.now())
    await next.sync.stop()
  })

  it('leaves when the agent does not find it any more, unless the agent says to keep it', async () => {
    cloud = [group('web-v0'), group('web-v1')]
    await sync.load(agent)
    cloud = []
    const keeping = (keep: readonly string[] | 'all'): CachingAgent => ({
      ...agent,
      load: async () => ({ resources: { serverGroups: [] }, keep }),
    })
    expect(await sync.load(keeping('all'))).toMatchObject({ removed: 0 })
    expect(await sync.load(keeping(['web-v1']))).toMatchObject({ removed: 1 })
    expect(inventory.serverGroups().map(({ name }) => name)).toEqual(['web-v1'])
    await sync.load(agent)
    expect(inventory.serverGroups()).toEqual([])
    await expect.poll(changes, soon).toEqual(['web: web-v0,web-v1', 'web: web-v0', 'web: web-v1'])
  })

  it('does not undo a refresh that came while it was reading, and the next reading does', async () => {
    cloud = [group('web-v0', 1), group('web-v1', 1)]
    await sync.load(agent)
    meanwhile = async () => {
      await clock.advance(1_000)
      cloud = [group('web-v0', 5)]
      await sync.refresh(agent, [{ name: 'web-v0', region: 'r' }])
      await sync.refresh(agent, [{ name: 'web-v1', region: 'r' }])
    }
    await clock.advance(1_000)
    await sync.load(agent)
    expect([desiredOf('web-v0'), desiredOf('web-v1')]).toEqual([5, undefined])
    meanwhile = async () => {}
    cloud = [group('web-v0', 2)]
    await clock.advance(1_000)
    await sync.load(agent)
    expect(desiredOf('web-v0')).toBe(2)
  })
})

describe('a refresh', () => {
  it('touches only what it is for, and only in its region', async () => {
    cloud = [group('web-v0'), group('web-v0', 1, { region: 'elsewhere' }), group('web-v1')]
    await sync.load(agent)
    cloud = []
    await sync.refresh(agent, [{ name: 'web-v0', region: 'r' }])
    expect(
      inventory
        .serverGroups()
        .map(({ name, region }) => `${name} ${region}`)
        .sort(),
    ).toEqual(['web-v0 elsewhere', 'web-v1 r'])
  })

  it('puts a group that has another name now under that, and takes the old one away', async () => {
    cloud = [group('web-v0')]
    await sync.load(agent)
    const renamed: CachingAgent = {
      ...agent,
      refresh: async () => ({ serverGroups: [group('web-v7')], gone: [{ name: 'web-v0', region: 'r' }] }),
    }
    await sync.refresh(renamed, [{ name: 'web-v0', region: 'r' }])
    expect(inventory.serverGroups().map(({ name }) => name)).toEqual(['web-v7'])
  })

  it('is in another process on the database as well', async () => {
    const other = await process()
    cloud = [group('web-v0', 3)]
    await sync.refresh(agent, [{ name: 'web-v0' }])
    await expect.poll(() => other.inventory.serverGroup('a', 'r', 'web-v0')?.capacity.desired, soon).toBe(3)
    await other.sync.stop()
  })
})
