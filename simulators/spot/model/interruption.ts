import { drain } from './instance.ts'
import { log } from './journal.ts'
import { launchMissing } from './reconcile.ts'
import { activeRoll } from './roll.ts'
import type { Group, Instance } from './state.ts'
import { isSuspended } from './suspension.ts'
import type { World } from './world.ts'

const NOTICE_SECONDS = 120

/**
 * AWS takes an instance back, two minutes after it has said so. Its replacement is asked for at once, unless
 * `PREVENTIVE_REPLACEMENT` is suspended: then only when the instance has gone.
 */
export function interrupt(world: World, group: Group, instance: Instance, at: number): void {
  if (instance.phase !== 'running') return
  log(group, at, 'WARN', `Instance ${instance.instanceId} got an interruption notice`, instance.instanceId ?? undefined)
  drain(world, group, instance, NOTICE_SECONDS, at, 'it was interrupted')
  const mayReplace = group.deletedAt === null && !activeRoll(group) && !isSuspended(group, 'PREVENTIVE_REPLACEMENT')
  if (mayReplace) launchMissing(world, group, at)
}
