import type { Instance, ServerGroup } from '../provider.ts'
import { countInstances } from './instance-counts.ts'
import { applicationOf, clusterNameOf } from './server-group.ts'

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
  const cluster = clusterNameOf(group)
  return {
    targetGroups: [],
    serverGroupManagers: [],
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
    moniker: { app: applicationOf(group), cluster, ...group.moniker },
    createdTime: group.createdTime,
    capacity: { ...capacity, pinned: capacity.pinned ?? capacity.min === capacity.max },
    instances: group.instances.map(instanceSummary),
    instanceCounts: countInstances(group.instances),
    loadBalancers: group.loadBalancers,
    securityGroups: group.securityGroups,
    tags: group.tags ?? {},
    ...(group.cloudId !== undefined && { cloudId: group.cloudId }),
  }
}

/** Only what tells an instance's health: lists are long. */
function instanceSummary({ name, healthState, health, zone, launchTime }: Instance) {
  return {
    id: name,
    name,
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

/** Summaries as text, made once for each state of a server group: the lists of large applications are joined, not rendered. */
const texts = new WeakMap<ServerGroup, string>()

/** The summaries of these server groups as one JSON array. */
export function summariesText(groups: readonly ServerGroup[]): string {
  const text = (group: ServerGroup) => {
    const made = texts.get(group) ?? JSON.stringify(summaryOf(group))
    texts.set(group, made)
    return made
  }
  return `[${groups.map(text).join(',')}]`
}
