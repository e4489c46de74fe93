import { countedInstances, drainingTimeoutOf } from './group.ts'
import { drain, isSettled, requestInstance } from './instance.ts'
import { log } from './journal.ts'
import { chooseLaunch, onDemandWanted } from './launch.ts'
import { notify } from './notify.ts'
import { activeRoll, unresolvedRoll } from './roll.ts'
import { specificationOf } from './specification.ts'
import type { Group, Instance } from './state.ts'
import { isSuspended } from './suspension.ts'
import { victimsInOrder } from './victims.ts'
import type { World } from './world.ts'

/** Spot looks at a group every five seconds. Here it looks at the next of these moments after something has changed. */
const PERIOD_SECONDS = 5

export function scheduleReconcile(world: World, group: Group, at: number): void {
  const due = at + world.clock.span(PERIOD_SECONDS)
  if (group.reconcileAt === null || group.reconcileAt > due) group.reconcileAt = due
  group.wakeAt = 0
}

/** Brings the instances to the target and the strategy; a roll that is under way has the group to itself. */
export function reconcile(world: World, group: Group, at: number): void {
  group.reconcileAt = null
  if (group.deletedAt !== null || activeRoll(group)) return
  retireReplaced(world, group, at)
  launchMissing(world, group, at)
  if (!unresolvedRoll(group)) removeSurplus(world, group, at)
  fixStrategy(world, group, at)
  // Without a market, and while replacements boot, the next look is due even if nothing else happens.
  if (group.short || group.instances.some((instance) => instance.outgoing)) scheduleReconcile(world, group, at)
}

export const countedWeight = (group: Group): number =>
  countedInstances(group).reduce((sum, instance) => sum + instance.weight, 0)

/** Launches until the counted weight reaches the target, and returns what it asked for. */
export function launchMissing(world: World, group: Group, at: number): Instance[] {
  const { target } = group.document.capacity
  const launched: Instance[] = []
  const counted = countedInstances(group)
  let weight = counted.reduce((sum, instance) => sum + instance.weight, 0)
  let choice = weight < target ? chooseLaunch(world, group, counted) : null
  while (weight < target && choice) {
    const instance = requestInstance(world, group, choice, at)
    counted.push(instance)
    launched.push(instance)
    weight += instance.weight
    choice = weight < target ? chooseLaunch(world, group, counted) : null
  }
  const short = weight < target
  if (short && !group.short) {
    const tried = onDemandIsTried(group)
    const markets = tried ? 'spot market and no on-demand machine' : 'spot market'
    log(group, at, 'WARN', `No ${markets} is available: the group stays below its target of ${target}`)
    if (tried) notify(world, group, at, 'AWS_EC2_CANT_SPIN_OD')
  }
  group.short = short
  return launched
}

/** Whether a launch that found nothing had looked for a machine at the on-demand price as well. */
function onDemandIsTried(group: Group): boolean {
  const { fallbackToOd } = specificationOf(group).strategy ?? {}
  return (fallbackToOd ?? true) || onDemandWanted(group, group.document.capacity.target) > 0
}

/** Drains what exceeds the target, and returns it. */
export function removeSurplus(world: World, group: Group, at: number): Instance[] {
  const { target } = group.document.capacity
  const counted = countedInstances(group)
  let surplus = counted.reduce((sum, instance) => sum + instance.weight, 0) - target
  if (surplus <= 0) return []
  const removed: Instance[] = []
  for (const victim of victimsInOrder(world, group, counted, at)) {
    if (victim.weight > surplus) continue
    drain(world, group, victim, drainingTimeoutOf(group), at, 'the target capacity was lowered')
    removed.push(victim)
    surplus -= victim.weight
    if (surplus <= 0) break
  }
  return removed
}

/** The replacement comes up first, then the old one leaves. */
function retireReplaced(world: World, group: Group, at: number): void {
  for (const old of group.instances.filter((instance) => instance.outgoing && instance.phase === 'running')) {
    const replacement = group.instances.find((instance) => instance.replaces === old.key)
    if (replacement && replacement.phase !== 'draining' && !isSettled(replacement)) continue
    if (replacement) replacement.replaces = null
    drain(world, group, old, drainingTimeoutOf(group), at, 'it was replaced')
  }
}

/** Launches a replacement for an instance that stays until then; false when there is no market for one. */
export function replaceInstance(world: World, group: Group, old: Instance, at: number, spotOnly = false): boolean {
  const others = countedInstances(group).filter((instance) => instance !== old)
  const choice = chooseLaunch(world, group, others, spotOnly ? 'SPOT' : undefined)
  if (!choice) return false
  requestInstance(world, group, choice, at, old.key)
  old.outgoing = true
  scheduleReconcile(world, group, at)
  return true
}

/** `OUT_OF_STRATEGY`: on-demand instances above the wanted number go back to spot when a market is open again. */
function fixStrategy(world: World, group: Group, at: number): void {
  if (isSuspended(group, 'OUT_OF_STRATEGY') || unresolvedRoll(group) || !mayRevert(group, at)) return
  const running = countedInstances(group).filter((instance) => isSettled(instance) && !instance.standby)
  const onDemand = running.filter((instance) => instance.lifecycle === 'ON_DEMAND')
  const excess = onDemand.length - onDemandWanted(group, group.document.capacity.target)
  const outOfStrategy = onDemand.filter((instance) => instance.fallback).slice(0, Math.max(0, excess))
  for (const instance of outOfStrategy) {
    if (!replaceInstance(world, group, instance, at, true)) return
    log(group, at, 'INFO', `Instance ${instance.instanceId} reverts to spot`, instance.instanceId ?? undefined)
  }
}

function mayRevert(group: Group, at: number): boolean {
  const revert = specificationOf(group).strategy?.revertToSpot
  if (revert?.performAt === 'never') return false
  if (revert?.performAt === 'timeWindow') return (revert.timeWindows ?? []).some((window) => isInside(window, at))
  return true
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const WEEK_MINUTES = 7 * 24 * 60

/** Whether a moment lies inside a weekly window such as `Mon:03:00-Wed:02:30`, in UTC. */
export function isInside(window: string, at: number): boolean {
  const [from, to] = window.split('-').map((edge) => {
    const [day = '', hour = '', minute = ''] = edge.split(':')
    return (DAYS.indexOf(day) * 24 + Number(hour)) * 60 + Number(minute)
  })
  if (from === undefined || to === undefined || Number.isNaN(from + to)) return false
  const date = new Date(at)
  const now = (date.getUTCDay() * 24 + date.getUTCHours()) * 60 + date.getUTCMinutes()
  const length = (to - from + WEEK_MINUTES) % WEEK_MINUTES
  return (now - from + WEEK_MINUTES) % WEEK_MINUTES < length
}
