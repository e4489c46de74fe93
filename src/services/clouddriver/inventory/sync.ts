import type { Clock } from '../../../platform/clock.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Store, Tx } from '../../../platform/store/index.ts'
import type { CachingAgent, OnDemandReading, RefreshTarget, Resource, ServerGroup } from '../provider.ts'
import type { Fence, Reading, ResourceRow, ResourceStore } from '../store/index.ts'
import type { Inventory } from './inventory.ts'
import { typeOf } from './kinds.ts'
import { changesOf, type Read, resourcesOf } from './reading.ts'

/** Keeps the inventory in memory, the database and the other processes' inventories the same. */
export interface InventorySync {
  /** Takes over what the database has and follows what others write, until `stop`. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Reads all of an agent and stores what changed. Returns how many resources it read, and how many changed or went. */
  load(agent: CachingAgent, run?: LoadRun): Promise<{ read: number; changed: number; removed: number }>
  /** Reads single server groups and stores what changed. Returns those that are there now. */
  refresh(agent: CachingAgent, targets: readonly RefreshTarget[]): Promise<readonly string[]>
  /** Stores what was read of single resources of any kind. Returns the ids that are there now, by kind. */
  takeIn(agent: CachingAgent, startedAt: number, reading: OnDemandReading): Promise<Record<string, readonly string[]>>
}

export interface LoadRun {
  readonly fence: Fence
  /** Ends the reading. */
  readonly signal: AbortSignal
}

export interface SyncParts {
  readonly store: Store
  readonly resources: ResourceStore
  readonly inventory: Inventory
  readonly events: Events
  readonly clock: Clock
  /** Names of the agents of this process's accounts: others' resources are not shown. */
  readonly agents: ReadonlySet<string>
}

const channel = 'clouddriver inventory'
/** Names in one event: an announcement must stay below 8,000 bytes. */
const mostNames = 50
const unfenced: Fence = async () => {}
const unending = new AbortController().signal
const keyOf = (place: Pick<ResourceRow, 'kind' | 'region' | 'name'>) =>
  [place.kind, place.region, place.name].join('\n')

export function syncInventory({ store, resources, inventory, events, clock, agents }: SyncParts): InventorySync {
  /** The revision up to which an agent's writes are in memory. */
  const seen = new Map<string, number>()
  let unlisten: (() => Promise<void>) | undefined

  const takeOver = (agent: string, rows: readonly ResourceRow[], complete: boolean) => {
    inventory.apply(rows)
    const revision = Math.max(0, ...rows.map((row) => row.revision))
    const last = seen.get(agent) ?? 0
    // Behind a gap another process's write is still to be followed.
    if (revision > last && (complete || revision === last + 1)) seen.set(agent, revision)
  }

  const follow = async (agent: string) => {
    if (agents.has(agent)) takeOver(agent, await resources.since(agent, seen.get(agent) ?? 0), true)
  }

  const readAll = async () => {
    const revisions = await resources.revisions()
    const rows = await resources.all()
    inventory.reset(rows.filter(({ agent }) => agents.has(agent)))
    for (const { name, revision } of revisions) seen.set(name, revision)
    // What was written while this was reading.
    await Promise.all([...agents].map(follow))
  }

  const announcing =
    (agent: string, read: readonly Read[]) => async (tx: Tx, revision: number, changed: readonly ResourceRow[]) => {
      await store.notify(tx, channel, JSON.stringify({ agent, revision }))
      if (changed.length === 0) return
      const resources = new Map(read.map((each) => [keyOf(each), each.resource]))
      const resourceOf = (row: ResourceRow) => (row.body === null ? inventory.known(row) : resources.get(keyOf(row)))
      for (const change of changesOf(changed, resourceOf)) {
        const names = change.names.length > mostNames ? {} : { names: change.names }
        const { application, account, provider } = change
        await events.publish(tx, { type: 'inventory', application, account, provider, ...names })
      }
    }

  const isKnown = (
    agent: CachingAgent,
    place: Pick<Read, 'kind' | 'region' | 'name'>,
    resource: ServerGroup | Resource,
  ): boolean => inventory.known({ agent: agent.name, ...place }) === resource

  /** Stores what was read, takes it into memory and notes when that was. Returns how much of it changed, and how much went. */
  const keep = async (
    agent: CachingAgent,
    read: readonly Read[],
    reading: Omit<Reading, 'agent' | 'resources'>,
    fence: Fence,
  ): Promise<{ changed: number; removed: number }> => {
    const { name } = agent
    const changed = await resources.write({ agent: name, resources: read, ...reading }, fence, announcing(name, read))
    takeOver(name, changed, false)
    for (const { content, readAt, ...place } of read) {
      if (content !== undefined) inventory.noteRead({ agent: name, ...place }, readAt)
    }
    const removed = changed.filter(({ body }) => body === null).length
    return { changed: changed.length - removed, removed }
  }

  return {
    async start() {
      unlisten ??= await store.listen(
        channel,
        (payload) => {
          const { agent, revision } = JSON.parse(payload) as { agent: string; revision: number }
          if (revision > (seen.get(agent) ?? 0)) follow(agent).catch(() => seen.delete(agent))
        },
        () => void readAll().catch(() => seen.clear()),
      )
      await readAll()
    },
    async stop() {
      await unlisten?.()
      unlisten = undefined
    },
    async load(agent, { fence, signal } = { fence: unfenced, signal: unending }) {
      const startedAt = clock.now()
      const { resources: snapshot, keep: kept = [] } = await agent.load({ known: inventory, signal })
      const names = new Set(kept)
      const read = resourcesOf(snapshot, startedAt, (place, resource) => isKnown(agent, place, resource))
      const isGone = ({ name }: { name: string }) => kept !== 'all' && !names.has(name)
      const { changed, removed } = await keep(agent, read, { startedAt, isGone }, fence)
      return { read: read.length, changed, removed }
    },
    async refresh(agent, targets) {
      if (!agent.refresh || targets.length === 0) return []
      const startedAt = clock.now()
      const { gone, ...snapshot } = await agent.refresh(targets, inventory)
      const read = resourcesOf(snapshot, startedAt, (place, resource) => isKnown(agent, place, resource))
      const only = [...new Set([...targets, ...gone, ...snapshot.serverGroups].map(({ name }) => name))]
      const isGone = ({ kind, region, name }: { kind: string; region: string; name: string }) =>
        kind === 'serverGroup' && gone.some((each) => each.name === name && (each.region ?? region) === region)
      await keep(agent, read, { startedAt, isGone, only }, unfenced)
      return snapshot.serverGroups.map(({ name }) => name)
    },
    async takeIn(agent, startedAt, { resources: snapshot, gone = [] }) {
      const read = resourcesOf(snapshot, startedAt)
      if (read.length + gone.length === 0) return {}
      const lost = new Set(gone.map(({ kind, region, id }) => keyOf({ kind, region, name: id })))
      const only = [...new Set([...read.map(({ name }) => name), ...gone.map(({ id }) => id)])]
      await keep(agent, read, { startedAt, isGone: (row) => lost.has(keyOf(row)), only }, unfenced)
      const byKind = Map.groupBy(read, ({ kind }) => kind)
      return Object.fromEntries([...byKind].map(([kind, rows]) => [typeOf(kind), rows.map(({ name }) => name)]))
    },
  }
}
