import type { InstanceView, ServerGroupView } from '../../../clouddriver/client.ts'
import { cloudOf } from '../../clouds/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type PlannedTask } from '../../stage.ts'
import { isTrue, text, texts } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { applicationOf } from './application-check.ts'
import { deploymentOf } from './deployment.ts'
import { providerOf } from './location.ts'

/** Which kinds of health count: undefined for all, none for “every instance is as it is wished”. */
export type ConsideredHealth = readonly string[] | undefined

export function consideredHealth(context: Json): ConsideredHealth {
  const names = deploymentOf(context).interestingHealthProviderNames
  return names === undefined || names === null ? undefined : texts(names)
}

interface Entry {
  readonly type: string | undefined
  readonly state: string | undefined
  readonly isPlatform: boolean
}

function entriesOf(instance: InstanceView, considered: ConsideredHealth): Entry[] {
  const all = (instance.health ?? []).map((health) => ({
    type: text(health.type),
    state: text(health.state),
    isPlatform: health.healthClass === 'platform',
  }))
  return considered === undefined ? all : all.filter(({ type }) => type !== undefined && considered.includes(type))
}

const inTrouble = new Set(['Down', 'OutOfService', 'Starting', 'Draining'])

/** Whether the instance serves (orca: HealthHelper.someAreUpAndNoneAreDownOrStarting). */
export function isUp(instance: InstanceView, considered: ConsideredHealth): boolean {
  if (considered?.length === 0) return true
  const entries = entriesOf(instance, considered)
  // A cloud that keeps no entries has nothing but its summary.
  if (entries.length === 0) return considered === undefined && instance.healthState === 'Up'
  if (entries.some(({ state }) => inTrouble.has(state ?? ''))) return false
  // A platform often says no more than Unknown of a machine that runs: who asks for its word only takes that.
  return entries.some(({ state, isPlatform }) => state === 'Up' || (isPlatform && considered !== undefined))
}

/** Whether the instance serves nobody (orca: HealthHelper.someAreDownAndNoneAreUp). */
export function isDown(instance: InstanceView, considered: ConsideredHealth): boolean {
  if (considered?.length === 0) return true
  const entries = entriesOf(instance, considered)
  const [only] = entries
  if (only === undefined) return true
  if (entries.length === 1 && only.isPlatform && only.state === 'Unknown') return true
  if (entries.some(({ state }) => state === 'Up' || state === 'Draining')) return false
  return entries.some(({ state }) => state === 'Down' || state === 'OutOfService' || state === 'Starting')
}

/**
 * Whether the instance of a group that was taken out of traffic is out of it. A platform's word is that the machine
 * runs, which it goes on doing in a disabled group: where there is no other word, the group's is enough.
 */
export function isOutOfTraffic(group: ServerGroupView, instance: InstanceView, considered: ConsideredHealth): boolean {
  if (isDown(instance, considered)) return true
  return group.disabled && entriesOf(instance, considered).every(({ isPlatform }) => isPlatform)
}

/** Whether the group serves: it is enabled, or an instance of it is up all the same (orca: AbstractClusterWideClouddriverTask.isActive). */
export function isActive(group: ServerGroupView): boolean {
  const serves = (instance: InstanceView) =>
    instance.healthState === 'Up' && !entriesOf(instance, undefined).every(({ isPlatform }) => isPlatform)
  return !group.disabled || group.instances.some(serves)
}

/** How many instances are in which state, as UIs show it: `lastCapacityCheck` (orca: HealthCountSnapshot). */
export function countHealth(instances: readonly InstanceView[], considered: ConsideredHealth): Json {
  const counts = { up: 0, down: 0, outOfService: 0, starting: 0, succeeded: 0, failed: 0, unknown: 0 }
  if (considered?.length === 0) return { ...counts, up: instances.length }
  for (const instance of instances) counts[conditionOf(instance, considered)] += 1
  return counts
}

function conditionOf(instance: InstanceView, considered: ConsideredHealth) {
  if (isUp(instance, considered)) return 'up'
  const states = entriesOf(instance, considered).map(({ state }) => state)
  if (states.length === 0) return considered === undefined ? 'succeeded' : 'down'
  if (states.includes('Down') || states.includes('OutOfService')) return 'down'
  if (states.includes('Starting')) return 'starting'
  if (states.every((state) => state === 'Succeeded')) return 'succeeded'
  return states.includes('Failed') ? 'failed' : 'unknown'
}

/** Takes over the application's wish to go by the platform's health alone (orca: DetermineHealthProvidersTask). */
export const determineHealthProviders: PlannedTask = {
  name: 'determineHealthProviders',
  task: defineTask<'front50'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.DetermineHealthProvidersTask',
    needs: ['front50'],
    backoffMs: seconds(5),
    timeoutMs: minutes(5),
    async run(stage, { front50 }) {
      const deployment = deploymentOf(stage.context)
      const { platformHealth } = cloudOf(providerOf(deployment))
      if (deployment.interestingHealthProviderNames !== undefined || platformHealth === undefined) return succeeded()
      const name = applicationOf(deployment) ?? stage.execution.application
      const application = await front50.findApplication(name).catch(() => undefined)
      const isPlatformOnly =
        isTrue(application?.platformHealthOnly) && !isTrue(application?.platformHealthOnlyShowOverride)
      return isPlatformOnly ? succeeded({ interestingHealthProviderNames: [platformHealth] }) : succeeded()
    },
  }),
}
