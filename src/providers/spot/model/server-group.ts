import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { ServerGroup } from '../../../services/clouddriver/provider.ts'
import type { Group, GroupStatus, Healthiness, Roll, Suspensions } from '../client/index.ts'
import { toElastigroup } from './elastigroup.ts'
import { instancesOf } from './instances.ts'
import { isDisabled, loadBalancersOf } from './standby.ts'
import { parseTime } from './time.ts'

/** All that was read of a group. */
export interface GroupReading {
  readonly group: Group
  readonly healthiness: readonly Healthiness[]
  readonly statuses: readonly GroupStatus[]
  readonly suspensions: Suspensions | undefined
  readonly rolls: readonly Roll[]
}

/** A group's region; answers may lack it, then it is its first zone without the letter. */
export function regionOf(group: Group): string {
  return group.region ?? group.compute?.availabilityZones?.[0]?.name.replace(/[a-z]$/, '') ?? 'unknown'
}

/** The server group of an Elastigroup; undefined when its name belongs to no application. */
export function serverGroupOf(
  account: string,
  { group, healthiness, statuses, suspensions, rolls }: GroupReading,
): ServerGroup | undefined {
  const moniker = deriveMoniker(group.name)
  if (moniker.app === undefined) return undefined
  const suspended = suspendedOf(suspensions)
  const launch = (group.compute?.launchSpecification ?? {}) as Record<string, unknown>
  const { minimum, maximum, target } = group.capacity ?? {}
  const balancers = loadBalancersOf(group)
  const tags = tagsOf(launch.tags)
  return {
    name: group.name,
    provider: 'spot',
    account,
    region: regionOf(group),
    moniker,
    zones: (group.compute?.availabilityZones ?? []).map(({ name }) => name),
    disabled: isDisabled(
      group,
      suspended.map(({ name }) => name),
    ),
    createdTime: parseTime(group.createdAt) ?? 0,
    capacity: { min: minimum ?? 0, max: maximum ?? 0, desired: target ?? 0 },
    instances: instancesOf(group.id, healthiness, statuses),
    loadBalancers: balancers.flatMap(({ name, arn }) => name ?? arn ?? []),
    securityGroups: texts(launch.securityGroupIds),
    ...(typeof launch.imageId === 'string' ? { image: { imageId: launch.imageId, imageName: launch.imageId } } : {}),
    tags,
    cloudId: group.id,
    extra: {
      elastigroup: toElastigroup(group),
      group,
      suspendedProcesses: suspended,
      asg: { minSize: minimum ?? 0, maxSize: maximum ?? 0, desiredCapacity: target ?? 0 },
      targetGroups: balancers.flatMap(({ type, name, arn }) => (type === 'TARGET_GROUP' ? (name ?? arn ?? []) : [])),
      launchConfig: { imageId: launch.imageId, keyName: launch.keyPair },
      // Where Deck's lists look for what a group runs.
      ...(typeof launch.imageId === 'string' ? { buildInfo: { images: [launch.imageId] } } : {}),
      rolls,
    },
  }
}

function suspendedOf(suspensions: Suspensions | undefined): { name: string; expiresAt: unknown }[] {
  const named = suspensions?.suspensions?.map(({ name, expiresAt }) => ({ name, expiresAt: expiresAt ?? null })) ?? []
  const bare = (suspensions?.processes ?? []).filter((name) => !named.some((each) => each.name === name))
  return [...named, ...bare.map((name) => ({ name, expiresAt: null }))]
}

function tagsOf(tags: unknown): Record<string, string> {
  const entries = (Array.isArray(tags) ? tags : []) as { tagKey?: string; tagValue?: string }[]
  return Object.fromEntries(
    entries.flatMap(({ tagKey, tagValue }) => (tagKey === undefined ? [] : [[tagKey, tagValue ?? '']])),
  )
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
