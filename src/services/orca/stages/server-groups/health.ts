import type { InstanceView, ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask } from '../../stage.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { isTrue, text, texts } from '../values.ts'
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

/** Whether the group serves: it is enabled, or an instance of it is up all the same. */
export function isActive(group: ServerGroupView): boolean {
  return !group.disabled || group.instances.some((instance) => !isOutOfTraffic(group, instance, undefined))
}

/** As UIs show it: `lastCapacityCheck`. */
export function countHealth(instances: readonly InstanceView[], considered: ConsideredHealth): Json {
  const count = (state: string) => instances.filter(({ healthState }) => healthState === state).length
  return {
    up: instances.filter((instance) => isUp(instance, considered)).length,
    down: count('Down'),
    outOfService: count('OutOfService'),
    starting: count('Starting'),
    succeeded: 0,
    failed: 0,
    unknown: count('Unknown'),
  }
}

const platformHealth: Readonly<Record<string, string>> = {
  aws: 'Amazon',
  ecs: 'ecs',
  gce: 'Google',
  spot: 'Spot',
  titus: 'Titus',
}

/** Takes over the application's wish to go by the platform's health alone (orca: DetermineHealthProvidersTask). */
export const determineHealthProviders = {
  name: 'determineHealthProviders',
  task: defineTask<'front50'>({
    implementingClass: 'com.netflix.spinnaker.orca.clouddriver.tasks.DetermineHealthProvidersTask',
    needs: ['front50'],
    backoffMs: seconds(5),
    timeoutMs: minutes(5),
    async run(stage, { front50 }) {
      const deployment = deploymentOf(stage.context)
      if (deployment.interestingHealthProviderNames !== undefined) return succeeded()
      const name = text(deployment.application) ?? stage.execution.application
      const application = await front50.findApplication(name).catch(() => undefined)
      const isPlatformOnly =
        isTrue(application?.platformHealthOnly) && !isTrue(application?.platformHealthOnlyShowOverride)
      const health = platformHealth[providerOf(deployment)]
      return isPlatformOnly && health !== undefined
        ? succeeded({ interestingHealthProviderNames: [health] })
        : succeeded()
    },
  }),
}
