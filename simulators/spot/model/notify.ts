import type { Group } from './state.ts'
import type { World } from './world.ts'

/** What Spot posts to those who subscribed, by its own names. */
export const EVENT_TYPES = [
  'AWS_EC2_INSTANCE_TERMINATE',
  'AWS_EC2_INSTANCE_TERMINATED',
  'AWS_EC2_INSTANCE_LAUNCH',
  'AWS_EC2_INSTANCE_READY_SIGNAL_TIMEOUT',
  'SIGNAL_TIMEOUT_SHUTDOWN_SCRIPT',
  'AWS_EC2_CANT_SPIN_OD',
  'AWS_EC2_INSTANCE_UNHEALTHY_IN_ELB',
  'GROUP_ROLL_FAILED',
  'GROUP_ROLL_FINISHED',
  'CANT_SCALE_UP_GROUP_MAX_CAPACITY',
  'GROUP_UPDATED',
  'AZURE_VM_TERMINATED',
  'AZURE_VM_TERMINATE',
] as const

export type EventType = (typeof EVENT_TYPES)[number]

/** Azure has names of its own for two of them, and none for the other events of machines; Google Cloud has none at all. */
const AZURE: { [event: string]: EventType } = {
  AWS_EC2_INSTANCE_TERMINATE: 'AZURE_VM_TERMINATE',
  AWS_EC2_INSTANCE_TERMINATED: 'AZURE_VM_TERMINATED',
}

function nameOn(cloud: Group['cloud'], event: EventType): EventType | undefined {
  if (cloud === 'aws' || !event.startsWith('AWS_')) return event
  return cloud === 'azure' ? AZURE[event] : undefined
}

/** Leaves an event in the outbox, if anybody has subscribed to anything. */
export function notify(
  world: World,
  group: Group,
  at: number,
  event: EventType,
  instanceId: string | null = null,
): void {
  const name = nameOn(group.cloud, event)
  if (name === undefined || world.subscriptions.length === 0) return
  const { id, accountId, document } = group
  world.outbox.push({ event: name, accountId, resourceId: id, resourceName: document.name, instanceId, at })
}
