import type { ClusterView } from '../client.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Resource, ResourceKind, ServerGroup } from '../provider.ts'
import { kept } from './kept.ts'
import { applicationOf, clusterNameOf, monikerOf } from './server-group.ts'

type Some<T> = readonly [T, ...T[]]

/** Server groups by `key`, in the order of the first of each. */
export function groupedBy<T>(items: readonly T[], key: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

/** `{account: [cluster, …]}`. */
export const clusterNames = kept((groups: readonly ServerGroup[]): Record<string, string[]> => {
  const byAccount = groupedBy(groups, ({ account }) => account)
  return Object.fromEntries(
    [...byAccount].map(([account, members]) => [account, [...new Set(members.map(clusterNameOf))].sort()]),
  )
})

const byCluster = (groups: readonly ServerGroup[]) =>
  [...groupedBy(groups, (group) => `${group.provider}\n${clusterNameOf(group)}`).values()].map((members) => ({
    name: clusterNameOf(members[0]),
    first: members[0],
    loadBalancers: [...new Set(members.flatMap((group) => group.loadBalancers))],
    serverGroups: members.map((group) => group.name),
  }))

/** The clusters of one account, as `GET /applications/{app}/clusters/{account}` lists them. */
export function clusterList(groups: readonly ServerGroup[]) {
  return byCluster(groups).map(({ first, ...cluster }) => ({
    ...cluster,
    account: first.account,
    moniker: withoutSequence(first),
  }))
}

function withoutSequence(group: ServerGroup) {
  const { sequence: _, ...moniker } = monikerOf(group)
  return moniker
}

/** What an application has, and where; kept as long as its server groups are the same. */
const footprint = kept((groups: readonly ServerGroup[]) => ({
  providers: [...new Set(groups.map(({ provider }) => provider))].sort(),
  clusters: Object.fromEntries(
    [...groupedBy(groups, ({ account }) => account)].map(([account, members]) => [
      account,
      byCluster(members).map(({ first, ...cluster }) => ({ ...cluster, provider: first.provider })),
    ]),
  ),
  byProvider: [...groupedBy(groups, ({ provider }) => provider)].map(([provider, members]) => ({
    provider,
    name: applicationOf(members[0]),
    clusterNames: clusterNames(members),
  })),
}))

/** Kinds by which a cloud says that an application exists though it has no server group. */
const telling: readonly ResourceKind[] = [
  'serverGroupManager',
  'function',
  'rawResource',
  'loadBalancer',
  'securityGroup',
]

const resourcesTelling = (inventory: Inventory, application: string): readonly Resource[] =>
  telling
    .flatMap((kind) => inventory.resourcesOf(application, kind))
    .filter((resource) => resource.application !== undefined)

/** All applications by name, an entry for each cloud that has something of it; without `expand`, their names alone. */
export function applicationList(inventory: Inventory, expand: boolean) {
  return inventory.applications().flatMap((application) => {
    const { byProvider } = footprint(inventory.serverGroupsOf(application))
    const seen = new Set(byProvider.map(({ provider }) => provider))
    const others = resourcesTelling(inventory, application).filter(({ provider }) => !seen.has(provider))
    const entries = [
      ...byProvider,
      ...[...groupedBy(others, ({ provider }) => provider).values()].map(([{ application: name = application }]) => ({
        name,
        clusterNames: {},
      })),
    ]
    return entries.map(({ name, clusterNames: names }) => ({
      name,
      attributes: { name },
      clusterNames: expand ? names : {},
    }))
  })
}

/** An application over all clouds; undefined where no cloud has anything of it. */
export function applicationView(inventory: Inventory, application: string) {
  const groups = inventory.serverGroupsOf(application)
  const { providers, clusters } = footprint(groups)
  const others = resourcesTelling(inventory, application)
  const name = groups[0] ? applicationOf(groups[0]) : others[0]?.application
  if (name === undefined) return undefined
  const cloudProviders = [...new Set([...providers, ...others.map(({ provider }) => provider)])].sort().join(',')
  return { name, attributes: { name, cloudProviders }, clusters }
}

/** How a cluster shows what it is made of. */
export interface ClusterParts {
  serverGroup(group: ServerGroup): ClusterView['serverGroups'][number]
  /** The load balancers and target groups that its server groups name. */
  loadBalancers(groups: readonly ServerGroup[]): ClusterView['loadBalancers']
  targetGroups(groups: readonly ServerGroup[]): ClusterView['targetGroups']
}

/** A cluster of one cloud with its server groups. */
export function clusterView(groups: Some<ServerGroup>, parts: ClusterParts): ClusterView {
  const [first] = groups
  return {
    name: clusterNameOf(first),
    type: first.provider,
    accountName: first.account,
    application: applicationOf(first),
    moniker: withoutSequence(first),
    serverGroups: groups.map(parts.serverGroup),
    loadBalancers: parts.loadBalancers(groups),
    targetGroups: parts.targetGroups(groups),
  }
}
