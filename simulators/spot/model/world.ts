import { refuse } from '../failure.ts'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'
import type { Cloud, Group, Lifecycle } from './state.ts'

/** An account of Spot belongs to one cloud; `providerExternalId` is that cloud's own id of it. */
export type Account = {
  accountId: string
  organizationId: string
  name: string
  providerExternalId: string
  cloud: Cloud
}

/** A token speaks for one organization; `accounts: null` means all of it. Without `accountId` a call means the default. */
export type Token = { organizationId: string; accounts: string[] | null; defaultAccountId: string }

/** What a scenario or a test says about a machine image. One that is not listed is valid and becomes healthy. */
export type Image = { id: string; name: string | null; valid: boolean; healthy: boolean }

/** An Auto Scaling group or a single instance that exists beside Spot, for imports and potential savings. */
export type ForeignResource = {
  resourceType: 'ASG' | 'EC2'
  name: string
  region: string
  instances: number
  instanceTypes: string[]
  document: { [key: string]: unknown }
}

/** Who wants to be told of what; null stands for every group, and for every event. */
export type Subscription = {
  id: string
  accountId: string
  resourceId: string | null
  protocol: string
  endpoint: string
  eventType: string | null
  eventFormat: { [key: string]: string } | null
}

/** An event on its way to those who subscribed. */
export type Outgoing = {
  event: string
  accountId: string
  resourceId: string
  resourceName: string
  instanceId: string | null
  at: number
}

/** An instance beside Spot on its way into a stateful group. */
export type Migration = {
  id: string
  accountId: string
  groupId: string
  originalInstanceId: string
  shouldKeepPrivateIp: boolean
  mayTerminate: boolean
  startedAt: number
  /** When the old instance may end; null while somebody must allow it. */
  goesOnAt: number | null
  cancelled: boolean
}

export type HealthCheck = { id: number; accountId: string; settings: { [key: string]: unknown; resourceId: string } }

export type Settings = {
  /** False makes the undocumented group standby routes answer 404. */
  groupStandby: boolean
  /** Groups on Google Cloud as `{group: {…}}` inside the items, as described; false is how Spot's Java client reads them. */
  gcpWrapped: boolean
  /** Milliseconds that every answer is held back. */
  latencyMs: number
  spotDiscount: number
}

/** Everything that the simulated Spot and the AWS behind it know. Each group is stepped on its own, when it is looked at. */
export type World = {
  clock: Clock
  random: Random
  settings: Settings
  accounts: Map<string, Account>
  tokens: Map<string, Token>
  groups: Map<string, Group>
  /** Instance id to group id, of instances that live or drain. */
  instanceGroups: Map<string, string>
  images: Map<string, Image>
  rolesReadyAt: Map<string, number>
  /** Spot markets without capacity, as `type/zone`; either half may be `*`; with `on-demand:` before it, the other market. */
  closedMarkets: Set<string>
  /** On-demand prices in USD per hour that differ from the catalogue's. */
  prices: Map<string, number>
  foreign: ForeignResource[]
  subscriptions: Subscription[]
  outbox: Outgoing[]
  migrations: Migration[]
  healthChecks: HealthCheck[]
}

/** The group of that account, deleted ones excluded; throws `GROUP_DOESNT_EXIST`. */
export function findGroup(world: World, accountId: string, groupId: string): Group {
  const group = world.groups.get(groupId)
  if (!group || group.deletedAt !== null || group.accountId !== accountId) {
    throw refuse('GROUP_DOESNT_EXIST', `Group ${groupId} does not exist`)
  }
  return group
}

/** Whether there are machines of that type to be had, on the spot market or at the on-demand price. */
export function marketIsOpen(world: World, type: string, zone: string, lifecycle: Lifecycle = 'SPOT'): boolean {
  const closed = world.closedMarkets
  if (closed.size === 0) return true
  return ![`${type}/${zone}`, `*/${zone}`, `${type}/*`, '*/*'].some((key) => closed.has(marketKey(key, lifecycle)))
}

export const marketKey = (place: string, lifecycle: Lifecycle): string =>
  lifecycle === 'SPOT' ? place : `on-demand:${place}`
