import { heal, healingDue } from './healing.ts'
import { stepInstance } from './instance.ts'
import { reconcile, scheduleReconcile } from './reconcile.ts'
import { activeRoll } from './roll.ts'
import { stepRoll } from './roll-steps.ts'
import { nextPolicyCheck, runPolicies } from './scaling-policies.ts'
import { nextTaskDue, runDueTasks } from './scheduled-tasks.ts'
import type { Group } from './state.ts'
import { claimStateful, nextStatefulDue, stepStateful } from './stateful.ts'
import { expireSuspensions, nextExpiry } from './suspension.ts'
import type { World } from './world.ts'

/**
 * Brings a group up to the present by doing, in order and each at its own moment, everything that was due meanwhile.
 * Nothing in the simulator runs by itself: a group that nobody looks at costs nothing, and its log still has the right
 * times when somebody does.
 */
export function advanceGroup(world: World, group: Group): void {
  const now = world.clock.now()
  while (group.wakeAt <= now) {
    const due = nextDue(world, group)
    if (due > now) {
      group.wakeAt = due
      break
    }
    group.steppedTo = Math.max(due, group.steppedTo)
    runDue(world, group, group.steppedTo)
  }
  group.steppedTo = now
}

function nextDue(world: World, group: Group): number {
  let next = Math.min(nextExpiry(group), nextStatefulDue(group), group.reconcileAt ?? Number.POSITIVE_INFINITY)
  for (const instance of group.instances) {
    if (instance.dueAt !== null && instance.dueAt < next) next = instance.dueAt
    if (instance.unhealthySince !== null) next = Math.min(next, healingDue(world, group, instance))
  }
  next = Math.min(next, activeRoll(group)?.dueAt ?? Number.POSITIVE_INFINITY)
  return group.deletedAt === null ? Math.min(next, nextPolicyCheck(group), nextTaskDue(group)) : next
}

function runDue(world: World, group: Group, at: number): void {
  expireSuspensions(group, at)
  let changed = false
  for (const instance of [...group.instances]) {
    if (instance.dueAt !== null && instance.dueAt <= at) {
      stepInstance(world, group, instance, at)
      if (instance.launchedAt === at) claimStateful(world, group, instance, at)
      changed = true
    }
    if (instance.unhealthySince !== null && healingDue(world, group, instance) <= at) heal(world, group, instance, at)
  }
  if (changed) scheduleReconcile(world, group, at)
  stepStateful(group, at)
  stepRoll(world, group, at)
  if (group.deletedAt !== null) {
    group.reconcileAt = null
    return
  }
  runDueTasks(world, group, at)
  runPolicies(world, group, at)
  if (group.reconcileAt !== null && group.reconcileAt <= at) reconcile(world, group, at)
}
