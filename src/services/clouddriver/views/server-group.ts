import { parseName } from '../../../lib/moniker/index.ts'
import type { ClusterView, InstanceView, ServerGroupView } from '../client.ts'
import type { Instance, ServerGroup } from '../provider.ts'
import { countInstances } from './instance-counts.ts'

/** The application of a server group is always read from its name, whatever its moniker says. */
export function applicationOf({ name, moniker }: ServerGroup): string {
  return parseName(name).app ?? moniker.app ?? name
}

export const clusterNameOf = ({ name, moniker }: ServerGroup): string => moniker.cluster ?? name

/** A server group in full; `includeDetails: false` leaves its instances out. */
export function serverGroupView(group: ServerGroup, { includeDetails = true } = {}): ServerGroupView {
  const { extra, image, cloudId, tags, ...rest } = group
  const cluster = clusterNameOf(group)
  return {
    ...extra,
    name: rest.name,
    type: rest.provider,
    provider: rest.provider,
    cloudProvider: rest.provider,
    account: rest.account,
    accountName: rest.account,
    application: applicationOf(group),
    cluster,
    stack: rest.moniker.stack,
    freeFormDetail: rest.moniker.detail,
    moniker: { app: applicationOf(group), cluster, ...rest.moniker },
    region: rest.region,
    zones: rest.zones,
    disabled: rest.disabled,
    createdTime: rest.createdTime,
    capacity: { ...rest.capacity, pinned: rest.capacity.pinned ?? rest.capacity.min === rest.capacity.max },
    instanceCounts: countInstances(rest.instances),
    instances: includeDetails ? rest.instances.map((instance) => instanceView(group, instance)) : [],
    loadBalancers: rest.loadBalancers,
    securityGroups: rest.securityGroups,
    targetGroups: extra['targetGroups'] ?? [],
    tags: tags ?? {},
    ...(image && { image: extra['image'] ?? { ...image, name: image.imageName } }),
    ...(cloudId !== undefined && { cloudId }),
  }
}

/** An instance of a server group, with the cloud's own fields. */
export function instanceView({ provider }: ServerGroup, instance: Instance): InstanceView {
  const { extra, zone, ...rest } = instance
  return {
    ...extra,
    id: rest.name,
    ...rest,
    zone,
    availabilityZone: zone,
    providerType: provider,
    cloudProvider: provider,
    isHealthy: rest.healthState === 'Up',
  }
}

/** An instance by itself (`GET /instances/…`). */
export function ownedInstanceView(serverGroup: ServerGroup, instance: Instance): InstanceView {
  const { account, region } = serverGroup
  return {
    ...instanceView(serverGroup, instance),
    instanceId: instance.name,
    account,
    region,
    application: applicationOf(serverGroup),
    cluster: clusterNameOf(serverGroup),
    serverGroup: serverGroup.name,
  }
}

/** A cluster with its server groups; there is at least one. */
export function clusterView(groups: readonly [ServerGroup, ...ServerGroup[]], expand = true): ClusterView {
  const [first] = groups
  const { sequence: _, ...moniker } = first.moniker
  const loadBalancers = [...new Set(groups.flatMap((group) => group.loadBalancers))]
  return {
    name: clusterNameOf(first),
    type: first.provider,
    accountName: first.account,
    application: applicationOf(first),
    moniker: { app: applicationOf(first), cluster: clusterNameOf(first), ...moniker },
    serverGroups: groups.map((group) => serverGroupView(group, { includeDetails: expand })),
    loadBalancers: loadBalancers.map((name) => ({ name, account: first.account, type: first.provider })),
    targetGroups: [],
  }
}
