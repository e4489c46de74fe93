import { instanceType } from './catalogue.ts'
import { specificationOf } from './specification.ts'
import type { Cloud, Group, Instance, WireDocument } from './state.ts'

/** A group as create leaves it: no instance yet, the first look at its capacity due now. */
export function newGroup(id: string, accountId: string, cloud: Cloud, document: WireDocument, now: number): Group {
  const date = new Date(now).toISOString()
  return {
    id,
    accountId,
    cloud,
    document: { id, ...document, createdAt: date, updatedAt: date },
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    instances: [],
    departed: [],
    suspensions: [],
    policySuspensions: [],
    rolls: [],
    stateful: [],
    codeDeployments: [],
    inMaintenance: false,
    log: [],
    events: [],
    metrics: {},
    policies: {},
    reconcileAt: now,
    scheduledUntil: now,
    short: false,
    nextKey: 1,
    steppedTo: now,
    wakeAt: 0,
  }
}

/** Puts a changed document in place: the id and creation date stay, the update date moves. */
export function replaceDocument(group: Group, document: WireDocument, now: number): void {
  const date = new Date(now).toISOString()
  group.document = {
    ...document,
    id: group.id,
    createdAt: new Date(group.createdAt).toISOString(),
    updatedAt: date,
  }
  group.updatedAt = now
  group.wakeAt = 0
}

export type Capacity = { minimum: number; target: number; maximum: number }

export function setCapacity(group: Group, change: Partial<Capacity>, now: number): void {
  const capacity = { ...group.document.capacity, ...change }
  replaceDocument(group, { ...group.document, capacity }, now)
  group.reconcileAt = now
}

/** The zones in the order in which they are filled: preferred ones first. */
export function zonesOf(group: Group): string[] {
  const { compute, region } = specificationOf(group)
  const { availabilityZones, subnetIds, preferredAvailabilityZones } = compute
  const zones = availabilityZones?.length
    ? availabilityZones.map((zone) => zone.name)
    : (subnetIds ?? []).map((_, index) => `${region}${'abcdef'[index % 6]}`)
  const preferred = (preferredAvailabilityZones ?? []).filter((zone) => zones.includes(zone))
  return [...new Set([...preferred, ...zones])]
}

export function imageOf(group: Group): string {
  const { imageId, images } = specificationOf(group).compute.launchSpecification
  return imageId ?? images?.[0]?.id ?? 'ami-unknown'
}

/** What an instance of that type adds to the capacity: one, or its weight when the group counts weights. */
export function weightOf(group: Group, type: string): number {
  if (group.document.capacity.unit !== 'weight') return 1
  const weights = specificationOf(group).compute.instanceTypes?.weights ?? []
  return weights.find((weight) => weight.instanceType === type)?.weightedCapacity ?? instanceType(type).vCpu
}

/** Instances that count towards the target: neither leaving nor already replaced by another one. */
export const countedInstances = (group: Group): Instance[] =>
  group.instances.filter((instance) => instance.phase !== 'draining' && !instance.outgoing)

export const drainingTimeoutOf = (group: Group): number => specificationOf(group).strategy?.drainingTimeout ?? 120

const LOAD_BALANCER_CHECKS = new Set(['ELB', 'TARGET_GROUP', 'MULTAI_TARGET_SET'])

/** Whether health is what the group's load balancers say, so that a deregistered instance has none. */
export function healthComesFromLoadBalancer(group: Group): boolean {
  const { healthCheckType, loadBalancersConfig } = specificationOf(group).compute.launchSpecification
  return LOAD_BALANCER_CHECKS.has(healthCheckType ?? '') && (loadBalancersConfig?.loadBalancers?.length ?? 0) > 0
}

export function isStateful(group: Group): boolean {
  const persistence = specificationOf(group).strategy?.persistence
  return Boolean(
    persistence?.shouldPersistPrivateIp ||
      persistence?.shouldPersistRootDevice ||
      persistence?.shouldPersistBlockDevices,
  )
}
