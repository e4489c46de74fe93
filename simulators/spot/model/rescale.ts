import type { Group } from './state.ts'

/** Stretches or shortens every delay of the simulated cloud that is under way; dates that clients named stay. */
export function rescale(group: Group, now: number, factor: number): void {
  const scaled = (due: number | null): number | null => (due === null ? null : now + (due - now) * factor)
  for (const instance of group.instances) instance.dueAt = scaled(instance.dueAt)
  for (const roll of group.rolls) roll.dueAt = scaled(roll.dueAt)
  for (const server of group.stateful) server.dueAt = scaled(server.dueAt)
  for (const policy of Object.values(group.policies)) {
    policy.checkAt = now + (policy.checkAt - now) * factor
    policy.cooldownUntil = now + (policy.cooldownUntil - now) * factor
  }
  group.reconcileAt = scaled(group.reconcileAt)
  group.wakeAt = 0
}
