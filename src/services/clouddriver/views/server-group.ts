import { parseName } from '../../../lib/moniker/index.ts'
import type { InstanceView, ServerGroupView } from '../client.ts'
import type { Instance, ServerGroup } from '../provider.ts'
import { countInstances } from './instance-counts.ts'

/** The application of a server group is always read from its name, whatever its moniker says. */
export function applicationOf({ name, moniker }: ServerGroup): string {
  return parseName(name).app ?? moniker.app ?? name
}

export const clusterNameOf = ({ name, moniker }: ServerGroup): string => moniker.cluster ?? name

export const monikerOf = (group: ServerGroup) => ({
  app: applicationOf(group),
  cluster: clusterNameOf(group),
  ...group.moniker,
})

/** A server group in full; `includeDetails: false` leaves its instances out. */
export function serverGroupView(group: ServerGroup, { includeDetails = true } = {}): ServerGroupView {
  const { extra, image, cloudId, tags, ...rest } = group
  const cluster = clusterNameOf(group)
  return {
    labels: {},
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
    moniker: monikerOf(group),
    region: rest.region,
    zones: rest.zones,
    disabled: rest.disabled,
    createdTime: rest.createdTime,
    capacity: { ...rest.capacity, pinned: rest.capacity.pinned ?? rest.capacity.min === rest.capacity.max },
    instanceCounts: countInstances(rest.instances),
    instances: includeDetails ? rest.instances.map((instance) => instanceView(group, instance)) : [],
    loadBalancers: rest.loadBalancers,
    securityGroups: rest.securityGroups,
    targetGroups: rest.targetGroups ?? extra['targetGroups'] ?? [],
    tags: tags ?? {},
    ...(image && { image: extra['image'] ?? { ...image, name: image.imageName } }),
    ...(cloudId !== undefined && { cloudId }),
  }
}

/** An instance of a server group, with the cloud's own fields. */
export function instanceView({ provider }: ServerGroup, instance: Instance): InstanceView {
  const { extra, zone, displayName, ...rest } = instance
  return {
    labels: {},
    ...extra,
    id: rest.name,
    ...rest,
    ...(displayName !== undefined && { displayName }),
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
    // A cloud may go by an id of its own here, e.g. Spot's `sig-…`, which Deck sends back with its operations.
    serverGroup: instance.extra['serverGroup'] ?? serverGroup.name,
  }
}
