import type { Instance, InventoryReader, Resource, ServerGroup } from '../provider.ts'
import type { ResourceKind, ResourceRow } from '../store/index.ts'
import { createLookup } from './lookup.ts'

/** What is in the clouds, in memory and indexed. Objects are replaced when they change, never altered. */
export interface Inventory extends InventoryReader {
  /** Names of applications that have something, lower case, sorted. */
  applications(): readonly string[]
  /** Of an application, ignoring case; by account, region and name. */
  serverGroupsOf(application: string): readonly ServerGroup[]
  instance(account: string, region: string, id: string): { serverGroup: ServerGroup; instance: Instance } | undefined
  serverGroups(): readonly ServerGroup[]
  resources(kind: 'loadBalancer' | 'securityGroup'): readonly Resource[]
  /** Takes over what an agent wrote; a later write that is known already stays. */
  apply(rows: readonly ResourceRow[]): void
  /** The resource of that place as it was last seen. */
  known(place: Pick<ResourceRow, 'agent' | 'kind' | 'region' | 'name'>): ServerGroup | Resource | undefined
  /** Forgets everything and takes these instead. */
  reset(rows: readonly ResourceRow[]): void
  counts(): { serverGroups: number; instances: number; loadBalancers: number; securityGroups: number }
}

interface Entry {
  readonly kind: ResourceKind
  readonly revision: number
  readonly value: ServerGroup | Resource
}

const join = (...parts: readonly string[]) => parts.join('\n')

export function createInventory(): Inventory {
  const entries = new Map<string, Entry>()
  const byApplication = createLookup<ServerGroup>()
  const byCluster = createLookup<ServerGroup>()
  const byPlace = createLookup<ServerGroup>()
  const byInstance = createLookup<ServerGroup>()
  const byKind = createLookup<ServerGroup | Resource>()

  const index = (entry: Entry, change: 'add' | 'remove') => {
    byKind[change](entry.kind, entry.value)
    if (entry.kind !== 'serverGroup') return
    const group = entry.value as ServerGroup
    const { account, region, name, moniker } = group
    byPlace[change](join(account, region, name), group)
    byCluster[change](join(account, moniker.cluster ?? name), group)
    if (moniker.app) byApplication[change](moniker.app.toLowerCase(), group)
    for (const instance of group.instances) byInstance[change](join(account, region, instance.name), group)
  }

  const apply = (row: ResourceRow): void => {
    const key = join(row.agent, row.kind, row.region, row.name)
    const old = entries.get(key)
    if (old && old.revision > row.revision) return
    if (old) index(old, 'remove')
    entries.delete(key)
    if (row.body === null) return
    const entry = { kind: row.kind, revision: row.revision, value: JSON.parse(row.body) }
    entries.set(key, entry)
    index(entry, 'add')
  }

  const inventory: Inventory = {
    serverGroup: (account, region, name) => byPlace.get(join(account, region, name))[0],
    serverGroupsOfCluster: (account, cluster) => inPlaceOrder(byCluster.get(join(account, cluster))),
    applications: () => [...byApplication.keys()].sort(),
    serverGroupsOf: (application) => inPlaceOrder(byApplication.get(application.toLowerCase())),
    instance(account, region, id) {
      const serverGroup = byInstance.get(join(account, region, id))[0]
      const instance = serverGroup?.instances.find(({ name }) => name === id)
      return serverGroup && instance && { serverGroup, instance }
    },
    serverGroups: () => byKind.get('serverGroup') as readonly ServerGroup[],
    resources: (kind) => byKind.get(kind) as readonly Resource[],
    apply: (rows) => rows.forEach(apply),
    known: ({ agent, kind, region, name }) => entries.get(join(agent, kind, region, name))?.value,
    reset(rows) {
      for (const entry of entries.values()) index(entry, 'remove')
      entries.clear()
      for (const row of rows) apply(row)
    },
    counts: () => ({
      serverGroups: byKind.get('serverGroup').length,
      instances: inventory.serverGroups().reduce((sum, { instances }) => sum + instances.length, 0),
      loadBalancers: byKind.get('loadBalancer').length,
      securityGroups: byKind.get('securityGroup').length,
    }),
  }
  return inventory
}

function inPlaceOrder(groups: readonly ServerGroup[]): ServerGroup[] {
  const place = ({ account, region, name }: ServerGroup) => join(account, region, name)
  return groups.toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
}
