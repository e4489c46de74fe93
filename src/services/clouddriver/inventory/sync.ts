import type { Clock } from '../../../platform/clock.ts'
import type { Events } from '../../../platform/events/index.ts'
import type { Store, Tx } from '../../../platform/store/index.ts'
import type { CachingAgent } from '../provider.ts'
import type { Fence, ResourceRow, ResourceStore } from '../store/index.ts'
import type { Inventory } from './inventory.ts'
import { changesOf, resourcesOf } from './reading.ts'

/** Keeps the inventory in memory, the database and the other processes' inventories the same. */
export interface InventorySync {
  /** Takes over what the database has and follows what others write, until `stop`. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Reads all of an agent and stores what changed. Returns how many resources it read and changed. */
  load(agent: CachingAgent, fence?: Fence): Promise<{ read: number; changed: number }>
  /** Reads single server groups and stores what changed. Returns those that are there now. */
  refresh(agent: CachingAgent, targets: readonly Target[]): Promise<readonly string[]>
}

export interface Target {
  readonly region?: string
  readonly name: string
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

  const announce = async (tx: Tx, changed: readonly ResourceRow[]) => {
    const { agent, revision } = changed[0] as ResourceRow
    await store.notify(tx, channel, JSON.stringify({ agent, revision }))
    const before = (row: ResourceRow) => inventory.known(row)
    for (const change of changesOf(changed, before)) {
      const names = change.names.length > mostNames ? {} : { names: change.names }
      const { application, account, provider } = change
      await events.publish(tx, { type: 'inventory', application, account, provider, ...names })
    }
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
    async load(agent, fence = unfenced) {
      const startedAt = clock.now()
      const { resources: snapshot, keep = [] } = await agent.load()
      const kept = new Set(keep)
      const read = resourcesOf(snapshot)
      const changed = await resources.write(
        {
          agent: agent.name,
          startedAt,
          resources: read,
          isGone: ({ name }) => !kept.has(name),
          single: false,
        },
        fence,
        announce,
      )
      takeOver(agent.name, changed, false)
      return { read: read.length, changed: changed.length }
    },
    async refresh(agent, targets) {
      if (!agent.refresh || targets.length === 0) return []
      const startedAt = clock.now()
      const { gone, ...snapshot } = await agent.refresh(targets)
      const lost = new Set(gone)
      const changed = await resources.write(
        {
          agent: agent.name,
          startedAt,
          resources: resourcesOf(snapshot),
          isGone: ({ kind, region, name }) =>
            kind === 'serverGroup' &&
            lost.has(name) &&
            targets.some((target) => target.name === name && (target.region ?? region) === region),
          single: true,
        },
        unfenced,
        announce,
      )
      takeOver(agent.name, changed, false)
      return snapshot.serverGroups.map(({ name }) => name)
    },
  }
}
