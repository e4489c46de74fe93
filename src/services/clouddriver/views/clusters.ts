import type { ServerGroup } from '../provider.ts'
import { applicationOf, clusterNameOf } from './server-group.ts'

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
export function clusterNames(groups: readonly ServerGroup[]): Record<string, string[]> {
  const byAccount = groupedBy(groups, ({ account }) => account)
  return Object.fromEntries(
    [...byAccount].map(([account, members]) => [account, [...new Set(members.map(clusterNameOf))].sort()]),
  )
}

/** The clusters of one account, as `GET /applications/{app}/clusters/{account}` lists them. */
export function clusterList(groups: readonly ServerGroup[]) {
  return [...groupedBy(groups, clusterNameOf)].map(([name, members]) => ({
    name,
    account: members[0].account,
    moniker: { app: applicationOf(members[0]), cluster: name, ...withoutSequence(members[0]) },
    provider: members[0].provider,
    loadBalancers: [...new Set(members.flatMap((group) => group.loadBalancers))],
    serverGroups: members.map((group) => group.name),
  }))
}

function withoutSequence({ moniker }: ServerGroup) {
  const { sequence: _, ...rest } = moniker
  return rest
}

/** An application as it is known from what it has; there is at least one server group. */
export function applicationView(groups: readonly [ServerGroup, ...ServerGroup[]]) {
  const name = applicationOf(groups[0])
  const providers = [...new Set(groups.map(({ provider }) => provider))].sort()
  const accounts = groupedBy(groups, ({ account }) => account)
  return {
    name,
    attributes: { name, cloudProviders: providers.join(',') },
    clusters: Object.fromEntries([...accounts].map(([account, members]) => [account, clusterList(members)])),
  }
}
