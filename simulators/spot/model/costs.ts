import { instanceType } from './catalogue.ts'
import type { Group, Lifecycle } from './state.ts'
import type { World } from './world.ts'

/** How long one instance ran inside a window, and what that cost; `potential` is the same time at the on-demand price. */
export type InstanceCost = {
  instanceId: string | null
  spotRequestId: string | null
  lifecycle: Lifecycle
  type: string
  zone: string
  hours: number
  actual: number
  potential: number
}

export type Cost = { hours: number; actual: number; potential: number }

const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** The instances that ran between two moments, those that have gone included. */
export function costsOf(world: World, group: Group, from: number, to: number): InstanceCost[] {
  const now = world.clock.now()
  const living = group.instances.map((instance) => ({ ...instance, endedAt: now }))
  return [...group.departed, ...living].flatMap((instance) => {
    if (instance.launchedAt === null) return []
    const start = Math.max(from, instance.launchedAt)
    const end = Math.min(to, instance.endedAt, now)
    if (end <= start) return []
    const hours = (end - start) / HOUR
    const potential = hours * (world.prices.get(instance.type) ?? instanceType(instance.type).pricePerHour)
    const actual = instance.lifecycle === 'SPOT' ? potential * (1 - world.settings.spotDiscount) : potential
    const { instanceId, spotRequestId, lifecycle, type, zone } = instance
    return { instanceId, spotRequestId, lifecycle, type, zone, hours, actual, potential }
  })
}

export const spotOnly = (costs: InstanceCost[]): InstanceCost[] => costs.filter((cost) => cost.lifecycle === 'SPOT')

export const sum = (costs: Cost[]): Cost =>
  costs.reduce(
    (total, cost) => ({
      hours: total.hours + cost.hours,
      actual: total.actual + cost.actual,
      potential: total.potential + cost.potential,
    }),
    { hours: 0, actual: 0, potential: 0 },
  )

/** Percent of the on-demand price that was not paid. */
export const savings = ({ actual, potential }: Cost): number =>
  potential === 0 ? 0 : money((100 * (potential - actual)) / potential)

/** Four decimals are what a price has. */
export const money = (value: number): number => Math.round(value * 10_000) / 10_000

/** The days (UTC) between two moments, each cut to the window. */
export function days(from: number, to: number): { from: number; to: number }[] {
  const result: { from: number; to: number }[] = []
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / DAY) + 1) * DAY)
    result.push({ from: start, to: end })
    start = end
  }
  return result
}
