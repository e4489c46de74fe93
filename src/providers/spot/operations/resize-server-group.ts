import { z } from 'zod'
import type { Capacity } from '../driver/index.ts'
import { explainingRolls } from './blocking-roll.ts'
import { capacityOf, requireOrder } from './capacity.ts'
import { defineOperation } from './operation.ts'
import { nameOf, requireGroup, targetSchema, targetsOf, targetsSchema, touchedBy } from './targets.ts'

/** Sets capacities; what is not given stays as it is. Nothing is changed unless every group is there. */
export const resizeServerGroup = defineOperation('RESIZE', targetsSchema, async (description, context) => {
  const { driver } = context.account
  const asked = targetsOf(description).flatMap((target) => {
    const wished = capacityOf(target.capacity ?? {})
    if (Object.keys(wished).length > 0) return [{ target, wished }]
    context.status(`No capacity given for ${nameOf(target)}; nothing to do`)
    return []
  })
  const plans = await Promise.all(
    asked.map(async ({ target, wished }) => ({ group: await requireGroup(target, context), wished })),
  )
  for (const { group, wished } of plans) requireOrder(group.name, { ...group.capacity, ...wished })
  for (const { group, wished } of plans) {
    const change = Object.entries(wished).filter(([key, value]) => group.capacity?.[key as keyof Capacity] !== value)
    if (change.length === 0) {
      context.status(`${group.name} has that capacity already; nothing to do`)
      continue
    }
    const { minimum, target, maximum } = { ...group.capacity, ...wished }
    context.status(`Resizing ${group.name} to min ${minimum}, desired ${target}, max ${maximum}`)
    await explainingRolls(context, group, () => driver.resize(group.id, wished))
  }
  return {
    touched: touchedBy(
      plans.map(({ group }) => group),
      context,
    ),
  }
})

const scaleSchema = targetSchema.extend({
  direction: z.enum(['up', 'down']).describe('Whether the group grows or shrinks.'),
  adjustment: z.coerce.number().int().min(1).default(1).describe('By how many; Spot stops at the bounds of the group.'),
})

/** Moves the target up or down within the group's bounds, once. */
export const scaleElastigroup = defineOperation('SCALE', scaleSchema, async (description, context) => {
  const { direction, adjustment } = description
  const group = await requireGroup(description, context)
  const now = group.capacity?.target ?? null
  const before = await context.remember('target before', () => now)
  const isDone = before !== null && now !== null && (direction === 'up' ? now > before : now < before)
  if (isDone) {
    context.status(`${group.name} was scaled ${direction} already, from ${before} to ${now}`)
  } else {
    context.status(`Scaling ${group.name} ${direction} by ${adjustment} from ${now ?? 'an unknown number'}`)
    await explainingRolls(context, group, () => context.account.driver.scale(group.id, direction, adjustment))
  }
  return { touched: touchedBy([group], context) }
})
