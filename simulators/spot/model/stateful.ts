import { refuse } from '../failure.ts'
import { drainingTimeoutOf, isStateful, setCapacity } from './group.ts'
import { drain, findInstance } from './instance.ts'
import { log } from './journal.ts'
import { scheduleReconcile } from './reconcile.ts'
import type { Group, Instance, StatefulInstance } from './state.ts'
import type { World } from './world.ts'

const TRANSITION_SECONDS = 10

/**
 * Gives a launched instance of a stateful group its address and volumes: those of a server that waits for an instance,
 * or new ones.
 */
export function claimStateful(world: World, group: Group, instance: Instance, at: number): void {
  if (!isStateful(group) || instance.instanceId === null) return
  const waiting = group.stateful.find((server) => waitsForInstance(group, server))
  const server = waiting ?? newServer(world, group, instance, at)
  server.instanceId = instance.instanceId
  server.imageId = instance.imageId
  server.state = 'ACTIVE'
  server.launchedAt = at
  server.dueAt = null
  if (waiting) instance.privateIp = waiting.privateIp
}

function waitsForInstance(group: Group, server: StatefulInstance): boolean {
  if (server.state === 'RESUMING' || server.state === 'RECYCLING') return true
  if (server.state !== 'ACTIVE') return false
  const current = server.instanceId === null ? undefined : findInstance(group, server.instanceId)
  return current === undefined || current.phase === 'draining' || current.outgoing
}

function newServer(world: World, group: Group, instance: Instance, at: number): StatefulInstance {
  const server: StatefulInstance = {
    id: `ssi-${world.random.hex(8)}`,
    instanceId: null,
    privateIp: instance.privateIp,
    imageId: instance.imageId,
    state: 'ACTIVE',
    devices: [
      {
        deviceName: '/dev/xvda',
        volumeId: `vol-${world.random.hex(17)}`,
        snapshotId: `snap-${world.random.hex(17)}`,
      },
    ],
    launchedAt: at,
    createdAt: at,
    dueAt: null,
  }
  group.stateful.push(server)
  return server
}

export function nextStatefulDue(group: Group): number {
  let next = Number.POSITIVE_INFINITY
  for (const { dueAt } of group.stateful) if (dueAt !== null && dueAt < next) next = dueAt
  return next
}

export function stepStateful(group: Group, at: number): void {
  for (const server of group.stateful) {
    if (server.dueAt === null || server.dueAt > at) continue
    server.dueAt = null
    if (server.state === 'PAUSING') server.state = 'PAUSED'
    else if (server.state === 'DEALLOCATING') server.state = 'DEALLOCATED'
    log(group, at, 'INFO', `Stateful instance ${server.id} is ${server.state}`)
  }
  group.stateful = group.stateful.filter((server) => server.state !== 'DEALLOCATED')
}

export type StatefulAction = 'pause' | 'resume' | 'recycle' | 'deallocate'

/** Pause and deallocate take the instance away and lower the target; resume and recycle bring one with the same address. */
export function actOnStateful(
  world: World,
  group: Group,
  server: StatefulInstance,
  action: StatefulAction,
  now: number,
) {
  const required = action === 'resume' ? ['PAUSED'] : action === 'deallocate' ? ['ACTIVE', 'PAUSED'] : ['ACTIVE']
  if (!required.includes(server.state)) {
    throw refuse('VALIDATION_ERROR', `Can't ${action} stateful instance ${server.id}: it is ${server.state}`)
  }
  const { minimum, target, maximum } = group.document.capacity
  const wasActive = server.state === 'ACTIVE'
  if (action === 'resume') {
    server.state = 'RESUMING'
    setCapacity(group, { target: target + 1, maximum: Math.max(maximum, target + 1) }, now)
    return
  }
  if (wasActive) {
    const instance = server.instanceId === null ? undefined : findInstance(group, server.instanceId)
    if (instance) drain(world, group, instance, drainingTimeoutOf(group), now, `stateful ${action} of ${server.id}`)
    server.instanceId = null
  }
  if (action === 'recycle') {
    server.state = 'RECYCLING'
    scheduleReconcile(world, group, now)
    return
  }
  server.state = action === 'pause' ? 'PAUSING' : 'DEALLOCATING'
  server.dueAt = now + world.clock.span(TRANSITION_SECONDS)
  if (wasActive) setCapacity(group, { target: target - 1, minimum: Math.min(minimum, target - 1) }, now)
  group.wakeAt = 0
}
