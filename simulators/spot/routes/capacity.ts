import { z } from 'zod'
import { refuse, SpotFailure } from '../failure.ts'
import { drainingTimeoutOf, setCapacity } from '../model/group.ts'
import { drain, findInstance } from '../model/instance.ts'
import { log } from '../model/journal.ts'
import { notify } from '../model/notify.ts'
import { launchMissing, removeSurplus, scheduleReconcile } from '../model/reconcile.ts'
import { refuseDuringRoll, refuseScaleDownAfterFailedRoll } from '../model/roll.ts'
import type { Group, Instance } from '../model/state.ts'
import { bodyOf, type Call, groupOf, queryOf, route } from './route.ts'

const count = z.int().min(0)
const CAPACITY = z.object({
  capacity: z.object({ minimum: count.optional(), target: count.optional(), maximum: count.optional() }),
})
const ADJUSTMENT = z.object({ adjustment: z.coerce.number().int().min(1).default(1) })
const DETACH = z.object({
  instancesToDetach: z.array(z.string()).min(1),
  shouldTerminateInstances: z.boolean().nullish(),
  shouldDecrementTargetCapacity: z.boolean().nullish(),
  drainingTimeout: count.nullish(),
})

export const capacityRoutes = [
  route('PUT', '/aws/ec2/group/:groupId/capacity', changeCapacity),
  route('PUT', '/aws/ec2/group/:groupId/scale/up', scaleUp),
  route('PUT', '/aws/ec2/group/:groupId/scale/down', scaleDown),
  route('PUT', '/aws/ec2/group/:groupId/detachInstances', detachInstances),
]

function changeCapacity(call: Call) {
  const { minimum, target, maximum } = capacityAfter(call).document.capacity
  return { kind: 'spotinst:aws:ec2:group:capacity', items: [{ capacity: { minimum, target, maximum } }] }
}

/** The group after the capacity of the call's body, any part of it, has become its own. */
export function capacityAfter(call: Call): Group {
  const group = groupOf(call)
  const { capacity } = bodyOf(call, CAPACITY)
  refuseDuringRoll(group, 'change the capacity of')
  const next = { ...group.document.capacity, ...capacity }
  if (next.minimum > next.target || next.target > next.maximum) {
    throw refuse(
      'VALIDATION_ERROR',
      `capacity: minimum <= target <= maximum is required, got ${next.minimum}, ${next.target}, ${next.maximum}`,
    )
  }
  if (next.target < group.document.capacity.target) refuseScaleDownAfterFailedRoll(group)
  applyCapacity(call, group, capacity)
  return group
}

function applyCapacity(call: Call, group: Group, change: z.infer<typeof CAPACITY>['capacity']): void {
  setCapacity(group, change, call.now)
  group.reconcileAt = null
  scheduleReconcile(call.world, group, call.now)
  const { minimum, target, maximum } = group.document.capacity
  log(group, call.now, 'INFO', `Capacity was set to minimum ${minimum}, target ${target}, maximum ${maximum}`)
}

/** What was launched when the target was raised by the call's `adjustment`, up to the maximum. */
export function launchedByScaleUp(call: Call): { group: Group; spots: Instance[]; others: Instance[] } {
  const group = groupOf(call)
  const { adjustment } = queryOf(call, ADJUSTMENT)
  refuseDuringRoll(group, 'scale up')
  const { target, maximum } = group.document.capacity
  const next = Math.min(maximum, target + adjustment)
  if (next === target) {
    notify(call.world, group, call.now, 'CANT_SCALE_UP_GROUP_MAX_CAPACITY')
    throw refuse(
      'CANT_SCALE_UP_GROUP_MAX_CAPACITY',
      `Can't scale up group ${group.id}: it is at its maximum of ${maximum}`,
    )
  }
  applyCapacity(call, group, { target: next })
  return { group, ...byLifecycle(launchMissing(call.world, group, call.now)) }
}

const byLifecycle = (instances: Instance[]) => ({
  spots: instances.filter((instance) => instance.lifecycle === 'SPOT'),
  others: instances.filter((instance) => instance.lifecycle === 'ON_DEMAND'),
})

function scaleUp(call: Call) {
  const { spots, others } = launchedByScaleUp(call)
  return {
    kind: 'spotinst:aws:ec2:scale',
    items: [
      {
        newSpotRequests: spots.map((spot) => ({ spotInstanceRequestId: spot.spotRequestId, ...launchedAs(spot) })),
        newInstances: others.length > 0 ? others.map(launchedAs) : null,
      },
    ],
  }
}

const launchedAs = ({ instanceId, zone, type }: Instance) => ({
  instanceId,
  availabilityZone: zone,
  instanceType: type,
})

/** What leaves when the target was lowered by the call's `adjustment`, down to the minimum. */
export function victimsOfScaleDown(call: Call): { group: Group; spots: Instance[]; others: Instance[] } {
  const group = groupOf(call)
  const { adjustment } = queryOf(call, ADJUSTMENT)
  refuseDuringRoll(group, 'scale down')
  refuseScaleDownAfterFailedRoll(group)
  const { target, minimum } = group.document.capacity
  const next = Math.max(minimum, target - adjustment)
  if (next === target) {
    throw refuse(
      'CANT_SCALE_DOWN_GROUP_MIN_CAPACITY',
      `Can't scale down group ${group.id}: it is at its minimum of ${minimum}`,
    )
  }
  applyCapacity(call, group, { target: next })
  return { group, ...byLifecycle(removeSurplus(call.world, group, call.now)) }
}

function scaleDown(call: Call) {
  const { spots, others } = victimsOfScaleDown(call)
  return {
    kind: 'spotinst:aws:ec2:scale',
    items: [
      {
        victimSpotRequests: spots.map(({ spotRequestId, instanceId }) => ({
          spotInstanceRequestId: spotRequestId,
          instanceId,
        })),
        victimInstances: others.map(({ instanceId }) => ({ instanceId })),
      },
    ],
  }
}

export function detachInstances(call: Call) {
  detach(call, bodyOf(call, DETACH))
  return { kind: `spotinst:${call.cloud === 'gcp' ? 'gcp:gce' : 'aws:ec2'}:detachInstances` }
}

/** Takes the named instances out; unless the target goes down with them, replacements are launched. */
export function detach(call: Call, detach: z.infer<typeof DETACH>): { group: Group; leaving: Instance[] } {
  const group = groupOf(call)
  const ids = [...new Set(detach.instancesToDetach)]
  const instances = ids.flatMap((id) => findInstance(group, id) ?? [])
  const missing = ids.filter((id) => !instances.some((instance) => instance.instanceId === id))
  if (missing.length > 0) {
    throw new SpotFailure(
      400,
      missing.map((id) => ({
        code: 'INSTANCE_DOESNT_EXIST',
        message: `Instance ${id} does not exist in group ${group.id}`,
      })),
    )
  }
  const leaving = instances.filter((instance) => instance.phase !== 'draining')
  if (detach.shouldDecrementTargetCapacity) {
    const { target, minimum } = group.document.capacity
    const weight = leaving.reduce((sum, instance) => sum + instance.weight, 0)
    if (target - weight < minimum) {
      throw refuse(
        'CANT_DETACH_INSTANCES_MIN_CAPACITY',
        `Can't decrement the target of group ${group.id} to ${target - weight}: its minimum is ${minimum}`,
      )
    }
    setCapacity(group, { target: target - weight }, call.now)
  }
  const seconds = detach.drainingTimeout ?? drainingTimeoutOf(group)
  const why = detach.shouldTerminateInstances === false ? 'detached' : 'terminated on request'
  for (const instance of leaving) drain(call.world, group, instance, seconds, call.now, why)
  scheduleReconcile(call.world, group, call.now)
  return { group, leaving }
}
