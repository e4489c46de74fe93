import { refuse } from '../failure.ts'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'
import type { Group } from './state.ts'

export type Account = { accountId: string; organizationId: string; name: string; providerExternalId: string }

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

export type Settings = {
  /** False makes the undocumented group standby routes answer 404. */
  groupStandby: boolean
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
  /** Spot markets without capacity, as `type/zone`; either half may be `*`. */
  closedMarkets: Set<string>
  /** On-demand prices in USD per hour that differ from the catalogue's. */
  prices: Map<string, number>
  foreign: ForeignResource[]
}

/** The group of that account, deleted ones excluded; throws `GROUP_DOESNT_EXIST`. */
export function findGroup(world: World, accountId: string, groupId: string): Group {
  const group = world.groups.get(groupId)
  if (!group || group.deletedAt !== null || group.accountId !== accountId) {
    throw refuse('GROUP_DOESNT_EXIST', `Group ${groupId} does not exist`)
  }
  return group
}

export function marketIsOpen(world: World, type: string, zone: string): boolean {
  const closed = world.closedMarkets
  return !(closed.size > 0 && [`${type}/${zone}`, `*/${zone}`, `${type}/*`, '*/*'].some((key) => closed.has(key)))
}
