import { CATALOGUE, instanceType } from './catalogue.ts'
import { zonesOf } from './group.ts'
import type { LaunchChoice } from './instance.ts'
import { specificationOf } from './specification.ts'
import type { Group, Instance, Lifecycle } from './state.ts'
import { marketIsOpen, type World } from './world.ts'

/** How many of so many instances the strategy wants on demand: `onDemandCount` wins over the risk percentage. */
export function onDemandWanted(group: Group, total: number): number {
  const { onDemandCount, risk } = specificationOf(group).strategy ?? {}
  if (typeof onDemandCount === 'number') return Math.min(onDemandCount, total)
  return Math.round((1 - (risk ?? 0) / 100) * total)
}

/**
 * Where and what to launch next: the emptiest zone first, spot unless the strategy wants one more on demand, on demand
 * when no spot market is open and `fallbackToOd` allows it; null when there is nothing to be had.
 */
export function chooseLaunch(
  world: World,
  group: Group,
  among: Instance[],
  lifecycle?: Lifecycle,
): LaunchChoice | null {
  const zones = byEmptiness(group, among)
  const first = zones[0]
  if (first === undefined) return null
  const wanted = lifecycle ?? nextLifecycle(group, among, first)
  // Equal distribution never moves an instance to another zone for want of a market.
  const allowed = isEqualAz(group) ? [first] : zones
  const onDemand = (fallback: boolean): LaunchChoice | null => {
    const type = onDemandType(group)
    const zone = allowed.find((one) => marketIsOpen(world, type, one, 'ON_DEMAND'))
    return zone === undefined ? null : { lifecycle: 'ON_DEMAND', type, zone, fallback }
  }
  if (wanted === 'ON_DEMAND') return onDemand(false)
  for (const zone of allowed) {
    const type = cheapestFit(world, group, among, zone)
    if (type !== undefined) return { lifecycle: 'SPOT', type, zone, fallback: false }
  }
  const mayFallBack = lifecycle === undefined && (specificationOf(group).strategy?.fallbackToOd ?? true)
  return mayFallBack ? onDemand(true) : null
}

const isEqualAz = (group: Group): boolean =>
  specificationOf(group).strategy?.availabilityVsCost === 'equalAzDistribution'

function byEmptiness(group: Group, among: Instance[]): string[] {
  const zones = zonesOf(group)
  const load = (zone: string) => among.filter((instance) => instance.zone === zone).length
  return zones
    .map((zone) => ({ zone, load: load(zone) }))
    .sort((a, b) => a.load - b.load)
    .map(({ zone }) => zone)
}

/** Percentages and on-demand counts hold per zone under equal distribution, else for the whole group. */
function nextLifecycle(group: Group, among: Instance[], zone: string): Lifecycle {
  const peers = isEqualAz(group) ? among.filter((instance) => instance.zone === zone) : among
  const share = isEqualAz(group) ? Math.ceil(group.document.capacity.target / zonesOf(group).length) : undefined
  const total = Math.max(share ?? group.document.capacity.target, peers.length + 1)
  const onDemand = peers.filter((instance) => instance.lifecycle === 'ON_DEMAND' && !instance.fallback).length
  return onDemand < onDemandWanted(group, total) ? 'ON_DEMAND' : 'SPOT'
}

function onDemandType(group: Group): string {
  const types = specificationOf(group).compute.instanceTypes
  return types?.ondemand ?? types?.onDemandTypes?.[0] ?? types?.spot?.[0] ?? 'm5.large'
}

/** Cost-minded orientations take the lowest price, others spread over the types; preferred types come first. */
function cheapestFit(world: World, group: Group, among: Instance[], zone: string): string | undefined {
  const types = specificationOf(group).compute.instanceTypes
  const preferred = new Set(types?.preferredSpot ?? [])
  const open = spotTypes(group).filter((type) => marketIsOpen(world, type, zone))
  const orientation = specificationOf(group).strategy?.availabilityVsCost ?? 'balanced'
  const used = (type: string) => among.filter((instance) => instance.type === type && instance.zone === zone).length
  const price = (type: string) => world.prices.get(type) ?? instanceType(type).pricePerHour
  const rank = orientation === 'cheapest' || orientation === 'costOriented' ? price : used
  return open
    .map((type) => ({ type, order: preferred.has(type) ? 0 : 1, rank: rank(type) }))
    .sort((a, b) => a.order - b.order || a.rank - b.rank)[0]?.type
}

function spotTypes(group: Group): string[] {
  const types = specificationOf(group).compute.instanceTypes
  if (types?.spot?.length) return types.spot
  const needs = types?.resourceRequirements
  if (!needs) return [onDemandType(group)]
  const within = (value: number, range: { minimum?: number | null; maximum?: number | null }) =>
    value >= (range.minimum ?? 0) && value <= (range.maximum ?? Number.POSITIVE_INFINITY)
  const excluded = new Set(needs.excludedInstanceTypes ?? [])
  return CATALOGUE.filter(
    (type) =>
      within(type.vCpu, needs.requiredVCpu) &&
      within(type.memoryGib, needs.requiredMemory) &&
      !excluded.has(type.instanceType),
  ).map((type) => type.instanceType)
}
