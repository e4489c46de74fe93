import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { isTrue, json, number, text } from '../../values.ts'

export interface Capacity {
  readonly min: number
  readonly max: number
  readonly desired: number
}

/** Just these three, whatever else a cloud says of its capacity. */
export const capacityOf = ({ capacity: { min, max, desired } }: ServerGroupView): Capacity => ({ min, max, desired })

/** What a resize looks at. */
export interface ResizeBase {
  /** The group as it is. */
  readonly current: Capacity
  /** All groups of its cluster at its place. */
  readonly siblings?: readonly Capacity[]
  /** The group whose size it takes. */
  readonly source?: Capacity
  /** The minimum to go back to when the group is no longer pinned. */
  readonly unpinnedMinimum?: number
}

const actions = ['scale_exact', 'scale_up', 'scale_down', 'scale_to_cluster', 'scale_to_server_group'] as const
export type ResizeAction = (typeof actions)[number]

/** @throws for an action that there is not */
export function resizeAction({ action, resizeType }: Json): ResizeAction {
  if (resizeType === 'exact' || text(action) === undefined) return 'scale_exact'
  const known = actions.find((each) => each === action)
  if (known === undefined)
    throw new Error(`There is no resize action ${String(action)}; there are ${actions.join(', ')}`)
  return known
}

/**
 * The capacity that a resize leads to (orca: ResizeStrategy), and the one that counts as the group's original: of a group
 * that takes another's size it is that one's, and after a cluster's there is none.
 */
export function resizedCapacity(context: Json, base: ResizeBase): { target: Capacity; original?: Capacity } {
  const { current, siblings = [], source } = base
  const [percent, count] = [number(context.scalePct), number(context.scaleNum)]
  switch (resizeAction(context)) {
    case 'scale_up':
      return { target: moved(current, 1, percent, count), original: current }
    case 'scale_down':
      return { target: moved(current, -1, percent, count), original: current }
    case 'scale_to_cluster':
      return { target: likeCluster(siblings, percent, count) }
    case 'scale_to_server_group':
      if (source === undefined)
        throw new Error('The resize takes its size from a server group and names none: set `source`.')
      return { target: pinned(context, scaled(source, percent), base.unpinnedMinimum), original: source }
    case 'scale_exact': {
      const wished = scaled(exact(json(context.capacity), current), percent)
      return { target: pinned(context, wished, base.unpinnedMinimum), original: current }
    }
  }
}

/** Percent before number; a zero of either is none. */
function moved({ min, max, desired }: Capacity, sign: 1 | -1, percent = 0, count = 0): Capacity {
  const by = (value: number) => (percent !== 0 ? Math.ceil((value * percent) / 100) : count)
  const move = (value: number) => Math.max(0, value + sign * by(value))
  return { min: move(min), max: move(max), desired: move(desired) }
}

function likeCluster(siblings: readonly Capacity[], percent = 0, count = 0): Capacity {
  if (siblings.length === 0) throw new Error('There are no server groups in the cluster to take the size from')
  const most = (key: keyof Capacity) => Math.max(...siblings.map((each) => each[key] ?? 0))
  const [min, desired] = [most('min'), most('desired')]
  const max = Math.max(most('max'), min)
  const more = percent !== 0 ? Math.ceil((desired * Math.abs(percent)) / 100) : Math.abs(count)
  return { min, max, desired: Math.min(Math.max(min, desired) + more, max) }
}

/** What is written, and what the group has for what is not. */
function exact(wished: Json, current: Capacity): Capacity {
  const [givenMin, givenMax, givenDesired] = [number(wished.min), number(wished.max), number(wished.desired)]
  const max = givenMax ?? Math.max(givenMin ?? current.min, current.max)
  const min = Math.min(givenMin ?? current.min, max)
  return { min, max, desired: givenDesired ?? Math.min(Math.max(current.desired, min), max) }
}

/** A share of the desired size; the limits give way. */
function scaled({ min, max, desired }: Capacity, percent: number | undefined): Capacity {
  if (percent === undefined) return { min, max, desired }
  const wished = Math.ceil((desired * percent) / 100)
  return { min: Math.min(min, wished), max: Math.max(max, wished), desired: wished }
}

function pinned(context: Json, capacity: Capacity, unpinnedMinimum: number | undefined): Capacity {
  const { desired, max } = capacity
  if (isTrue(context.pinCapacity)) return { min: desired, max: desired, desired }
  if (isTrue(context.pinMinimumCapacity)) return { min: desired, max, desired }
  const isUnpinned = isTrue(context.unpinMinimumCapacity) && unpinnedMinimum !== undefined
  return isUnpinned && unpinnedMinimum <= capacity.min ? { ...capacity, min: unpinnedMinimum } : capacity
}
