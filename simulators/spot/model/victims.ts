import { imageOf } from './group.ts'
import { isLocked } from './instance.ts'
import { specificationOf } from './specification.ts'
import type { Group, Instance } from './state.ts'
import { marketIsOpen, type World } from './world.ts'

/**
 * Who goes first when a group shrinks: open requests, then unhealthy instances, volatile markets, spot before on demand,
 * older images, and the oldest (or the newest, by `terminationPolicy`). Locked and standby instances never go.
 */
export function victimsInOrder(world: World, group: Group, among: Instance[], now: number): Instance[] {
  const image = imageOf(group)
  const newestFirst = specificationOf(group).strategy?.scalingStrategy?.terminationPolicy === 'newestInstance'
  const ranks = (instance: Instance): number[] => [
    instance.phase === 'running' ? 1 : 0,
    instance.health === 'UNHEALTHY' ? 0 : 1,
    instance.lifecycle === 'SPOT' && !marketIsOpen(world, instance.type, instance.zone) ? 0 : 1,
    instance.lifecycle === 'SPOT' ? 0 : 1,
    instance.imageId === image ? 1 : 0,
    newestFirst ? -instance.requestedAt : instance.requestedAt,
    newestFirst ? -instance.key : instance.key,
  ]
  return among
    .filter((instance) => !instance.standby && !isLocked(instance, now))
    .map((instance) => ({ instance, ranks: ranks(instance) }))
    .sort((a, b) => compare(a.ranks, b.ranks))
    .map(({ instance }) => instance)
}

function compare(left: number[], right: number[]): number {
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
