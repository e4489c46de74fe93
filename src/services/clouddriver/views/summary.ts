import type { Instance, ServerGroup } from '../provider.ts'
import { countInstances } from './instance-counts.ts'
import { kept } from './kept.ts'
import { applicationOf, clusterNameOf, monikerOf } from './server-group.ts'

const fromExtra = [
  'vpcId',
  'instanceType',
  'buildInfo',
  'labels',
  'providerMetadata',
  'targetGroups',
  'serverGroupManagers',
] as const

/** A server group as the lists show it (clouddriver: ServerGroupViewModel). */
export function summaryOf(group: ServerGroup): Record<string, unknown> {
  const { name, account, region, provider, capacity, extra } = group
  const { instanceType } = (extra['launchConfig'] ?? {}) as { instanceType?: string }
  const cluster = clusterNameOf(group)
  return {
    targetGroups: [],
    serverGroupManagers: [],
    ...(instanceType !== undefined && { instanceType }),
    ...Object.fromEntries(fromExtra.flatMap((key) => (extra[key] === undefined ? [] : [[key, extra[key]]]))),
    name,
    account,
    region,
    cluster,
    type: provider,
    cloudProvider: provider,
    provider,
    application: applicationOf(group),
    isDisabled: group.disabled,
    moniker: monikerOf(group),
    createdTime: group.createdTime,
    capacity: { ...capacity, pinned: capacity.pinned ?? capacity.min === capacity.max },
    instances: group.instances.map(instanceSummary),
    instanceCounts: countInstances(group.instances),
    loadBalancers: group.loadBalancers,
    ...(group.targetGroups && { targetGroups: group.targetGroups }),
    securityGroups: group.securityGroups,
    tags: group.tags ?? {},
    ...(group.cloudId !== undefined && { cloudId: group.cloudId }),
  }
}

/** Only what tells an instance's health: lists are long. */
function instanceSummary({ name, displayName, healthState, health, zone, launchTime }: Instance) {
  return {
    id: name,
    name: displayName ?? name,
    healthState,
    launchTime,
    availabilityZone: zone,
    health: health.map(({ type, state, status, loadBalancers, targetGroups }) => ({
      type,
      state,
      status,
      loadBalancers: named(loadBalancers, 'loadBalancerName'),
      targetGroups: named(targetGroups, 'targetGroupName'),
    })),
  }
}

function named(members: unknown, nameKey: string) {
  if (!Array.isArray(members)) return undefined
  return members.map((member) => {
    const { state, description, healthState, ...rest } = member as Record<string, unknown>
    return { name: rest[nameKey] ?? rest['name'], state, description, healthState }
  })
}

/** Made once for each state of a server group: the lists of large applications are joined, not rendered. */
const summaryText = kept((group: ServerGroup) => JSON.stringify(summaryOf(group)))

/** The summaries of these server groups as one JSON array. */
export const summariesText = (groups: readonly ServerGroup[]): string => `[${groups.map(summaryText).join(',')}]`
