import type { Scenario } from '../scenario.ts'
import { advanceGroup } from './advance.ts'
import type { Clock } from './clock.ts'
import { newGroup } from './group.ts'
import { checkGroup } from './group-rules.ts'
import { settleHealth, stepInstance } from './instance.ts'
import type { Random } from './random.ts'
import { launchMissing } from './reconcile.ts'
import type { Group } from './state.ts'
import type { World } from './world.ts'

/** The world of a scenario: accounts, tokens, images, markets and groups. */
export function createWorld(scenario: Scenario, clock: Clock, random: Random): World {
  const organizationOf = (id: string | undefined) => id ?? scenario.organizationId
  const accounts = scenario.accounts.map((account) => ({
    accountId: account.accountId,
    organizationId: organizationOf(account.organizationId),
    name: account.name ?? account.accountId,
    providerExternalId: account.providerExternalId,
    cloud: account.cloud,
  }))
  const world: World = {
    clock,
    random,
    settings: {
      groupStandby: scenario.groupStandby,
      gcpWrapped: scenario.gcpWrapped,
      latencyMs: scenario.latencyMs,
      spotDiscount: scenario.spotDiscount,
    },
    accounts: new Map(accounts.map((account) => [account.accountId, account])),
    tokens: new Map(
      scenario.tokens.map((token) => {
        const organizationId = organizationOf(token.organizationId)
        const first = accounts.find((account) => account.organizationId === organizationId)
        const defaultAccountId = token.accounts?.[0] ?? first?.accountId ?? ''
        return [token.token, { organizationId, accounts: token.accounts ?? null, defaultAccountId }]
      }),
    ),
    groups: new Map(),
    instanceGroups: new Map(),
    images: new Map(scenario.images.map((image) => [image.id, { ...image, name: image.name ?? null }])),
    rolesReadyAt: new Map(
      Object.entries(scenario.rolesReadyInSeconds).map(([role, seconds]) => [role, clock.now() + clock.span(seconds)]),
    ),
    closedMarkets: new Set(scenario.closedMarkets),
    prices: new Map(Object.entries(scenario.prices)),
    subscriptions: [],
    outbox: [],
    migrations: [],
    healthChecks: [],
    foreign: [
      ...scenario.autoScalingGroups.map((asg) => ({ ...asg, resourceType: 'ASG' as const })),
      ...scenario.ec2Instances.map(({ instanceId, region, instanceType, document }) => ({
        resourceType: 'EC2' as const,
        name: instanceId,
        region,
        instances: 1,
        instanceTypes: [instanceType],
        document,
      })),
    ],
  }
  for (const seed of scenario.seedGroups) {
    const accountId = seed.accountId ?? accounts[0]?.accountId ?? ''
    seedGroup(world, accountId, seed.document, seed.ageHours)
  }
  return world
}

/** A group that has been there for a while: all its instances run and are as healthy as their image lets them. */
export function seedGroup(world: World, accountId: string, document: unknown, ageHours = 0): Group {
  const now = world.clock.now()
  const createdAt = now - ageHours * 3_600_000
  const cloud = world.accounts.get(accountId)?.cloud ?? 'aws'
  const id = `sig-${world.random.hex(8)}`
  const group = newGroup(id, accountId, cloud, checkGroup(world, cloud, document), createdAt)
  world.groups.set(group.id, group)
  group.reconcileAt = null
  group.scheduledUntil = now
  for (const instance of launchMissing(world, group, createdAt)) {
    stepInstance(world, group, instance, createdAt)
    stepInstance(world, group, instance, createdAt)
    instance.dueAt = null
    settleHealth(world, group, instance, createdAt)
  }
  advanceGroup(world, group)
  return group
}
