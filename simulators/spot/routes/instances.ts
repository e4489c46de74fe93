import { z } from 'zod'
import { isoDate } from '../envelope.ts'
import { isLocked } from '../model/instance.ts'
import { interrupt } from '../model/interruption.ts'
import { log } from '../model/journal.ts'
import { specificationOf } from '../model/specification.ts'
import type { Group, Instance } from '../model/state.ts'
import { bodyOf, type Call, groupOf, instanceOf, queryOf, route, ttlInMinutes } from './route.ts'

export const instanceRoutes = [
  route('GET', '/aws/ec2/group/:groupId/status', status),
  route('GET', '/aws/ec2/group/:groupId/instanceHealthiness', healthiness),
  route('GET', '/aws/ec2/instance/:instanceId', lifeCycleState),
  route('POST', '/aws/ec2/instance/:instanceId/lock', lock),
  route('POST', '/aws/ec2/instance/:instanceId/unlock', unlock),
  route('POST', '/aws/ec2/instance/signal', signal),
  route('POST', '/aws/ec2/instance/interruption', interruption),
]

function status(call: Call) {
  const group = groupOf(call)
  return {
    kind: 'spotinst:aws:ec2:group',
    items: group.instances.map((instance) => statusItem(group, instance, call.now)),
  }
}

const REQUEST_STATUS = { evaluating: 'pending-evaluation', fulfilling: 'pending-fulfillment' } as const

/** Every instance, open requests (without an instance id) and draining ones included. */
function statusItem(group: Group, instance: Instance, now: number) {
  const spot = instance.lifecycle === 'SPOT'
  const open = instance.phase === 'evaluating' || instance.phase === 'fulfilling'
  return {
    spotInstanceRequestId: instance.spotRequestId,
    instanceId: instance.instanceId,
    instanceType: instance.type,
    product: specificationOf(group).compute.product ?? 'Linux/UNIX',
    groupId: group.id,
    availabilityZone: instance.zone,
    privateIp: instance.privateIp,
    publicIp: instance.publicIp,
    ipv6Address: null,
    createdAt: isoDate(instance.launchedAt ?? instance.requestedAt),
    status: open ? (spot ? REQUEST_STATUS[instance.phase as 'evaluating'] : 'pending') : spot ? 'fulfilled' : 'running',
    lockStatus: isLocked(instance, now) ? 'locked' : 'unlocked',
    protectedUntil: isLocked(instance, now) && instance.lockedUntil !== null ? isoDate(instance.lockedUntil) : null,
  }
}

/** Instances that run; those that leave are no longer in it. */
function healthiness(call: Call) {
  const group = groupOf(call)
  const items = group.instances
    .filter((instance) => instance.phase === 'running')
    .map((instance) => ({
      instanceId: instance.instanceId,
      spotRequestId: instance.spotRequestId,
      groupId: group.id,
      availabilityZone: instance.zone,
      lifeCycle: instance.lifecycle,
      healthStatus: instance.health,
      privateIp: instance.privateIp,
      agentHealth: {
        status: instance.health === 'HEALTHY' || instance.health === 'UNHEALTHY' ? instance.health : 'UNKNOWN',
        lastChecked: isoDate(call.now),
      },
    }))
  return { kind: 'spotinst:aws:ec2:group:instanceHealthiness', items }
}

function lifeCycleState(call: Call) {
  const { instance } = instanceOf(call, call.params.instanceId ?? '')
  const state = instance.phase === 'draining' ? 'TERMINATING' : 'ACTIVE'
  return {
    kind: 'spotinst:aws:ec2:instance',
    items: [{ instanceId: instance.instanceId, lifeCycleState: state }],
  }
}

/** Protects from scale-down and strategy fixes, not from a real interruption nor a roll. */
export function lock(call: Call) {
  const { group, instance } = instanceOf(call, call.params.instanceId ?? '')
  const { ttlInMinutes: minutes } = queryOf(call, z.object({ ttlInMinutes }))
  instance.locked = true
  instance.lockedUntil = minutes === undefined || minutes === null ? null : call.now + minutes * 60_000
  log(group, call.now, 'INFO', `Instance ${instance.instanceId} was locked`, instance.instanceId ?? undefined)
  return {}
}

export function unlock(call: Call) {
  const { group, instance } = instanceOf(call, call.params.instanceId ?? '')
  instance.locked = false
  instance.lockedUntil = null
  log(group, call.now, 'INFO', `Instance ${instance.instanceId} was unlocked`, instance.instanceId ?? undefined)
  return {}
}

const SIGNAL = z.object({
  instanceId: z.string(),
  signal: z.enum(['INSTANCE_READY', 'INSTANCE_READY_TO_SHUTDOWN']),
})

function signal(call: Call) {
  const body = bodyOf(call, SIGNAL)
  const { group } = signalled(call, body.instanceId, body.signal === 'INSTANCE_READY' ? 'ready' : 'shutdown')
  log(group, call.now, 'INFO', `Instance ${body.instanceId} sent ${body.signal}`, body.instanceId)
  return {}
}

/** A ready instance is booted; one that is ready to shut down need not drain to the end. */
export function signalled(call: Call, instanceId: string, signal: 'ready' | 'shutdown') {
  const { group, instance } = instanceOf(call, instanceId)
  const ready = signal === 'ready' && instance.phase === 'running' && instance.dueAt !== null
  const shutDown = signal === 'shutdown' && instance.phase === 'draining'
  if (ready || shutDown) instance.dueAt = call.now
  group.wakeAt = 0
  return { group, instance }
}

/** The cloud takes the instances back after two minutes; replacements are asked for at once. */
function interruption(call: Call) {
  const { instancesToInterrupt } = bodyOf(call, z.object({ instancesToInterrupt: z.array(z.string()).min(1) }))
  const found = instancesToInterrupt.map((id) => instanceOf(call, id))
  for (const { group, instance } of found) interrupt(call.world, group, instance, call.now)
  return {}
}
