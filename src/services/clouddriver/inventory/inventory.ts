import { parseName } from '../../../lib/moniker/index.ts'
import type { InventoryReader, RelationEnd, Resource, ResourceKind, ServerGroup } from '../provider.ts'
import type { ResourceRow } from '../store/index.ts'
import { typeOf } from './kinds.ts'
import { createLookup } from './lookup.ts'

/** What is in the clouds, in memory and indexed. Objects are replaced when they change, never altered. */
export interface Inventory extends InventoryReader {
  /** Names of applications that have something, lower case, sorted. */
  applications(): readonly string[]
  /** Of an application, ignoring case; by account, region and name. */
  serverGroupsOf(application: string): readonly ServerGroup[]
  serverGroups(): readonly ServerGroup[]
  /** Takes over what an agent wrote; a later write that is known already stays. */
  apply(rows: readonly ResourceRow[]): void
  /** The resource of that place as it was last seen. */
  known(place: Pick<ResourceRow, 'agent' | 'kind' | 'region' | 'name'>): ServerGroup | Resource | undefined
  /** It was read again at that time, and was as it is here. */
  noteRead(place: Pick<ResourceRow, 'agent' | 'kind' | 'region' | 'name'>, at: number): void
  /** Forgets everything and takes these instead. */
  reset(rows: readonly ResourceRow[]): void
  /** How many there are of each kind, in the plural, e.g. `{serverGroups: 2, instances: 5, loadBalancers: 0}`. */
  counts(): Readonly<Record<string, number>>
}

interface Entry {
  readonly kind: ResourceKind
  readonly revision: number
  readonly hash: string
  readonly value: ServerGroup | Resource
}

const join = (...parts: readonly string[]) => parts.join('\n')
const placeOf = ({ account, region, name }: ServerGroup | Resource) => join(account, region, name)
const endKey = ({ kind, account, region, id }: RelationEnd) => join(kind, account, region, id)

export function createInventory(): Inventory {
  const entries = new Map<string, Entry>()
  const readAt = new WeakMap<ServerGroup | Resource, number>()
  const groups = {
    byApplication: createLookup<ServerGroup>(placeOf),
    byCluster: createLookup<ServerGroup>(placeOf),
    byPlace: createLookup<ServerGroup>(),
    byInstance: createLookup<ServerGroup>(),
    byUse: createLookup<ServerGroup>(placeOf),
    all: createLookup<ServerGroup>(placeOf),
  }
  const resources = {
    byKind: createLookup<Resource>(placeOf),
    byProvider: createLookup<Resource>(placeOf),
    byApplication: createLookup<Resource>(placeOf),
    byId: createLookup<Resource>(),
    byName: createLookup<Resource>(placeOf),
    byRelation: createLookup<Resource>(placeOf),
    applications: createLookup<Resource>(),
  }
  let applications: readonly string[] | undefined
  let instances = 0

  const indexGroup = (group: ServerGroup, change: 'add' | 'remove') => {
    const { account, region, name, moniker } = group
    groups.all[change]('', group)
    groups.byPlace[change](join(account, region, name), group)
    groups.byCluster[change](join(account, moniker.cluster ?? name), group)
    if (moniker.app) groups.byApplication[change](moniker.app.toLowerCase(), group)
    for (const instance of group.instances) groups.byInstance[change](join(account, instance.name), group)
    for (const end of usedBy(group)) groups.byUse[change](endKey(end), group)
    instances += change === 'add' ? group.instances.length : -group.instances.length
  }

  const indexResource = (kind: ResourceKind, resource: Resource, change: 'add' | 'remove') => {
    const { account, region, name, provider, application } = resource
    resources.byKind[change](kind, resource)
    resources.byProvider[change](join(kind, provider), resource)
    resources.byId[change](join(kind, account, region, resource.id ?? name), resource)
    resources.byName[change](join(kind, account, region, name), resource)
    const owner = application ?? namedAfter(kind, resource)
    if (owner) resources.byApplication[change](join(kind, owner.toLowerCase()), resource)
    // A name alone makes no application: there are load balancers of systems that Spinnaker does not know.
    if (application) resources.applications[change](application.toLowerCase(), resource)
    for (const [to, ids] of Object.entries(resource.relationships ?? {})) {
      for (const id of ids ?? []) resources.byRelation[change](join(kind, to, account, region, id), resource)
    }
  }

  const index = ({ kind, value }: Entry, change: 'add' | 'remove') => {
    applications = undefined
    if (kind === 'serverGroup') indexGroup(value as ServerGroup, change)
    else indexResource(kind, value as Resource, change)
  }

  const known: Inventory['known'] = ({ agent, kind, region, name }) =>
    entries.get(join(agent, kind, region, name))?.value
  const noteReadOf = (value: ServerGroup | Resource, at: number): void => {
    readAt.set(value, Math.max(at, readAt.get(value) ?? 0))
  }

  const apply = (row: ResourceRow): void => {
    const key = join(row.agent, row.kind, row.region, row.name)
    const old = entries.get(key)
    const { revision, hash } = row
    if (old && old.revision > revision) return
    // What is as it was stays the same object: it was read again, and what was made of it still holds.
    if (old && old.hash === hash) {
      entries.set(key, { ...old, revision })
      noteReadOf(old.value, Number(row.read_at))
      return
    }
    if (old) index(old, 'remove')
    entries.delete(key)
    if (row.body === null) return
    const entry = { kind: row.kind, revision, hash, value: JSON.parse(row.body) }
    entries.set(key, entry)
    noteReadOf(entry.value, Number(row.read_at))
    index(entry, 'add')
  }

  return {
    serverGroup: (account, region, name) => groups.byPlace.get(join(account, region, name))[0],
    serverGroupsOfCluster: (account, cluster) => groups.byCluster.get(join(account, cluster)),
    serverGroupsUsing: (to) => groups.byUse.get(endKey(to)),
    applications() {
      applications ??= [...new Set([...groups.byApplication.keys(), ...resources.applications.keys()])].sort()
      return applications
    },
    serverGroupsOf: (application) => groups.byApplication.get(application.toLowerCase()),
    instance(account, region, id) {
      const holders = groups.byInstance.get(join(account, id))
      const serverGroup = region === undefined ? holders[0] : holders.find((group) => group.region === region)
      const instance = serverGroup?.instances.find(({ name }) => name === id)
      return serverGroup && instance && { serverGroup, instance }
    },
    serverGroups: () => groups.all.get(''),
    resources: (kind, provider) =>
      provider === undefined ? resources.byKind.get(kind) : resources.byProvider.get(join(kind, provider)),
    resourcesOf: (application, kind) => resources.byApplication.get(join(kind, application.toLowerCase())),
    resource: (kind, account, region, id) => resources.byId.get(join(kind, account, region, id))[0],
    resourcesNamed: (kind, account, region, name) => resources.byName.get(join(kind, account, region, name)),
    related: (kind, to) => resources.byRelation.get(join(kind, endKey(to))),
    apply: (rows) => rows.forEach(apply),
    known,
    readAt: (group) => readAt.get(group) ?? 0,
    noteRead(place, at) {
      const value = known(place)
      if (value) noteReadOf(value, at)
    },
    reset(rows) {
      for (const entry of entries.values()) index(entry, 'remove')
      entries.clear()
      for (const row of rows) apply(row)
    },
    counts: () => ({
      serverGroups: groups.all.get('').length,
      loadBalancers: 0,
      securityGroups: 0,
      ...Object.fromEntries(
        [...resources.byKind.keys()].map((kind) => [typeOf(kind), resources.byKind.get(kind).length]),
      ),
      instances: instances + resources.byKind.get('instance').length,
    }),
  }
}

/** Kinds whose names follow the convention of server groups. */
const named = new Set<ResourceKind>(['loadBalancer', 'targetGroup', 'securityGroup', 'serverGroupManager', 'function'])

function namedAfter(kind: ResourceKind, { name, attributes }: Resource): string | undefined {
  if (!named.has(kind)) return undefined
  const { app } = (attributes['moniker'] ?? parseName(name)) as { readonly app?: string }
  return app
}

/** What a server group names, as it can be asked for from the other end. */
function usedBy(group: ServerGroup): RelationEnd[] {
  const { account, region, loadBalancers, targetGroups = [], securityGroups, image } = group
  const ends = (kind: ResourceKind, ids: readonly string[]) => ids.map((id) => ({ kind, account, region, id }))
  return [
    ...ends('loadBalancer', loadBalancers),
    ...ends('targetGroup', targetGroups),
    ...ends('securityGroup', securityGroups),
    ...ends('image', image ? [image.imageId] : []),
  ]
}
