import { drainingTimeoutOf, healthComesFromLoadBalancer, imageOf, weightOf } from './group.ts'
import { log, record } from './journal.ts'
import { notify } from './notify.ts'
import type { Group, Health, Instance, Lifecycle } from './state.ts'
import { isSuspended } from './suspension.ts'
import type { World } from './world.ts'

export type LaunchChoice = { lifecycle: Lifecycle; type: string; zone: string; fallback: boolean }

/** Asks the cloud for one instance: 5 to 15 seconds until it runs. */
export function requestInstance(
  world: World,
  group: Group,
  choice: LaunchChoice,
  at: number,
  replaces: number | null = null,
): Instance {
  const { random, clock } = world
  const spot = choice.lifecycle === 'SPOT'
  const instance: Instance = {
    key: group.nextKey++,
    instanceId: nameAtRequest(world, group),
    spotRequestId: spot ? `sir-${random.alphanumeric(8)}` : null,
    lifecycle: choice.lifecycle,
    fallback: choice.fallback,
    type: choice.type,
    zone: choice.zone,
    imageId: imageOf(group),
    weight: weightOf(group, choice.type),
    phase: 'evaluating',
    dueAt: at + clock.span(random.between(2.5, 7.5)),
    requestedAt: at,
    launchedAt: null,
    health: 'INSUFFICIENT_DATA',
    healthOverride: null,
    wasHealthy: false,
    unhealthySince: null,
    privateIp: null,
    publicIp: null,
    locked: false,
    lockedUntil: null,
    standby: false,
    outgoing: false,
    replaces,
  }
  group.instances.push(instance)
  group.wakeAt = 0
  return instance
}

/** Google Cloud and Azure name a machine when it is asked for; AWS gives it an id when it is there. */
function nameAtRequest({ random, instanceGroups }: World, group: Group): string | null {
  if (group.cloud === 'aws') return null
  const [prefix, length] = group.cloud === 'gcp' ? (['sin', 8] as const) : (['vm', 12] as const)
  const name = `${namePrefixOf(group) ?? prefix}-${random.hex(length)}`
  instanceGroups.set(name, group.id)
  return name
}

function namePrefixOf({ document }: Group): string | undefined {
  const launch = (document.compute as { launchSpecification: { [key: string]: unknown } }).launchSpecification
  const prefix = launch.instanceNamePrefix ?? launch.vmNamePrefix
  return typeof prefix === 'string' && prefix !== '' ? prefix : undefined
}

/** Carries out what is due for one instance at this moment. */
export function stepInstance(world: World, group: Group, instance: Instance, at: number): void {
  if (instance.phase === 'evaluating') {
    instance.phase = 'fulfilling'
    instance.dueAt = at + world.clock.span(world.random.between(2.5, 7.5))
  } else if (instance.phase === 'fulfilling') {
    fulfil(world, group, instance, at)
  } else if (instance.phase === 'running') {
    instance.dueAt = null
    settleHealth(world, group, instance, at)
  } else {
    depart(world, group, instance, at)
  }
}

function fulfil(world: World, group: Group, instance: Instance, at: number): void {
  const { random } = world
  const id = instance.instanceId ?? `i-${random.hex(17)}`
  instance.instanceId = id
  instance.phase = 'running'
  instance.launchedAt = at
  instance.privateIp ??= `10.${octet(random.next())}.${octet(random.next())}.${octet(random.next())}`
  instance.publicIp = `54.${octet(random.next())}.${octet(random.next())}.${octet(random.next())}`
  instance.dueAt = at + world.clock.span(random.between(20, 40))
  world.instanceGroups.set(id, group.id)
  const name = instance.lifecycle === 'SPOT' ? 'spot' : 'on-demand'
  log(group, at, 'INFO', `Instance ${id} was launched (${name}, ${instance.type}, ${instance.zone})`, id)
  notify(world, group, at, 'AWS_EC2_INSTANCE_LAUNCH', id)
  record(group, at, 'Update', {
    type: 'scaleUp',
    newSpots: instance.spotRequestId ? [{ spotInstanceRequestId: instance.spotRequestId, instanceId: id }] : [],
    newInstances: instance.spotRequestId ? [] : [{ instanceId: id }],
  })
}

const octet = (chance: number): number => 1 + Math.floor(chance * 250)

/** What the health check says of a booted instance: a test's word, its image, or its place outside the load balancer. */
export function settleHealth(world: World, group: Group, instance: Instance, at: number): void {
  const image = world.images.get(instance.imageId)
  const outside = instance.standby || (isSuspended(group, 'LB_REGISTRATION') && healthComesFromLoadBalancer(group))
  const said = instance.healthOverride ?? (image?.healthy === false ? 'UNHEALTHY' : outside ? 'UNKNOWN' : 'HEALTHY')
  setHealth(world, group, instance, said, at)
}

function setHealth(world: World, group: Group, instance: Instance, health: Health, at: number): void {
  if (health === 'HEALTHY') instance.wasHealthy = true
  if (health !== 'UNHEALTHY') instance.unhealthySince = null
  else instance.unhealthySince ??= at
  if (instance.health === health) return
  const id = instance.instanceId ?? undefined
  log(group, at, health === 'UNHEALTHY' ? 'WARN' : 'DEBUG', `Instance ${id} became ${health}`, id)
  instance.health = health
  group.wakeAt = 0
  if (health === 'UNHEALTHY') notify(world, group, at, 'AWS_EC2_INSTANCE_UNHEALTHY_IN_ELB', instance.instanceId)
}

/** Group standby took the instances out of their load balancers, or put them back: health follows a moment later. */
export function registrationChanged(world: World, group: Group, instances: Instance[], at: number): void {
  for (const instance of instances) {
    if (instance.phase === 'running' && instance.dueAt === null) {
      instance.dueAt = at + world.clock.span(5)
      if (instance.health !== 'UNHEALTHY') setHealth(world, group, instance, 'INSUFFICIENT_DATA', at)
    }
  }
  group.wakeAt = 0
}

/** Takes an instance out: an open request is cancelled at once, a running instance drains first. */
export function drain(world: World, group: Group, instance: Instance, seconds: number, at: number, why: string): void {
  if (instance.phase === 'draining') return
  instance.dueAt = at
  if (instance.phase === 'running') {
    instance.dueAt = at + world.clock.span(seconds)
    log(group, at, 'INFO', `Instance ${instance.instanceId} is being removed: ${why}`, instance.instanceId ?? undefined)
    notify(world, group, at, 'AWS_EC2_INSTANCE_TERMINATE', instance.instanceId)
  }
  instance.phase = 'draining'
  group.wakeAt = 0
}

/** Everything that the group has leaves, as after its deletion. */
export function drainAll(world: World, group: Group, at: number, why: string): void {
  for (const instance of [...group.instances]) drain(world, group, instance, drainingTimeoutOf(group), at, why)
}

function depart(world: World, group: Group, instance: Instance, at: number): void {
  group.instances = group.instances.filter((other) => other !== instance)
  const { instanceId, spotRequestId, lifecycle, type, zone, launchedAt } = instance
  if (instanceId !== null) world.instanceGroups.delete(instanceId)
  if (instanceId === null || launchedAt === null) return
  group.departed.push({ instanceId, spotRequestId, lifecycle, type, zone, launchedAt, endedAt: at })
  log(group, at, 'INFO', `Instance ${instanceId} was terminated`, instanceId)
  notify(world, group, at, 'AWS_EC2_INSTANCE_TERMINATED', instanceId)
  record(group, at, 'Scale', {
    type: 'scaleDown',
    terminatedSpots: spotRequestId ? [{ spotInstanceRequestId: spotRequestId, instanceId }] : [],
    terminatedInstances: spotRequestId ? [] : [{ instanceId }],
  })
}

/** The instance with that id in the group, pending and draining ones included. */
export const findInstance = (group: Group, instanceId: string): Instance | undefined =>
  group.instances.find((instance) => instance.instanceId === instanceId)

/** Whether the boot is over, whatever its result. */
export const isSettled = (instance: Instance): boolean => instance.phase === 'running' && instance.dueAt === null

export const isLocked = (instance: Instance, now: number): boolean =>
  instance.locked && (instance.lockedUntil === null || now < instance.lockedUntil)
