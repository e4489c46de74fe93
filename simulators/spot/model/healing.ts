import { log } from './journal.ts'
import { replaceInstance } from './reconcile.ts'
import { activeRoll, unresolvedRoll } from './roll.ts'
import { specificationOf } from './specification.ts'
import type { Group, Instance } from './state.ts'
import { isSuspended } from './suspension.ts'
import type { World } from './world.ts'

const DEFAULT_GRACE_SECONDS = 300
const DEFAULT_UNHEALTHY_SECONDS = 120
const RETRY_SECONDS = 30

/**
 * When autohealing replaces an instance: after the grace period when it never was healthy, else after the unhealthy
 * duration; Infinity when nothing is to be healed.
 */
export function healingDue(world: World, group: Group, instance: Instance): number {
  const { launchSpecification } = specificationOf(group).compute
  const healable =
    instance.phase === 'running' && instance.unhealthySince !== null && !instance.outgoing && !instance.standby
  const off =
    !launchSpecification.healthCheckType ||
    launchSpecification.autoHealing === false ||
    isSuspended(group, 'AUTO_HEALING') ||
    group.deletedAt !== null ||
    // A failed roll leaves its instances as they are, for whoever looks into it.
    (activeRoll(group) ?? unresolvedRoll(group)) !== undefined
  if (!healable || off || instance.launchedAt === null || instance.unhealthySince === null) {
    return Number.POSITIVE_INFINITY
  }
  const { span } = world.clock
  if (instance.wasHealthy) {
    const seconds = launchSpecification.healthCheckUnhealthyDurationBeforeReplacement ?? DEFAULT_UNHEALTHY_SECONDS
    return instance.unhealthySince + span(seconds)
  }
  const grace = launchSpecification.healthCheckGracePeriod ?? DEFAULT_GRACE_SECONDS
  return Math.max(instance.unhealthySince, instance.launchedAt + span(grace))
}

export function heal(world: World, group: Group, instance: Instance, at: number): void {
  log(
    group,
    at,
    'WARN',
    `Instance ${instance.instanceId} is unhealthy and will be replaced`,
    String(instance.instanceId),
  )
  if (!replaceInstance(world, group, instance, at)) {
    // No market now: it counts as unhealthy from a little later on, so that this is tried again.
    instance.unhealthySince = at + world.clock.span(RETRY_SECONDS)
  }
}
