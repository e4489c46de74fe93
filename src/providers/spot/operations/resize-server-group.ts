import { problem } from '../../../platform/errors/index.ts'
import type { Group } from '../client/index.ts'
import { defineOperation } from './operation.ts'
import { nameOf, requireGroup, targetsOf, targetsSchema, touchedBy } from './targets.ts'

/** Sets capacities. A bound that is not given stays, unless the wished number lies beyond it. */
export const resizeServerGroup = defineOperation('RESIZE', targetsSchema, async (description, context) => {
  const resized: Group[] = []
  for (const target of targetsOf(description)) {
    const { min, max, desired } = target.capacity ?? {}
    if (min == null && max == null && desired == null) {
      context.status(`No capacity given for ${nameOf(target)}; nothing to do`)
      continue
    }
    const group = await requireGroup(target, context)
    const now = group.capacity ?? {}
    const wished = desired ?? now.target ?? min ?? 0
    const minimum = min ?? Math.min(now.minimum ?? wished, wished)
    const maximum = max ?? Math.max(now.maximum ?? wished, wished)
    const goal = desired ?? Math.min(Math.max(wished, minimum), maximum)
    if (minimum > goal || goal > maximum) {
      throw problem(
        'invalid',
        `The capacity of ${group.name} can't be min ${minimum}, desired ${goal}, max ${maximum}: it must grow in that order`,
      )
    }
    context.status(`Resizing ${group.name} to min ${minimum}, desired ${goal}, max ${maximum}`)
    await context.account.client.update(group.id, { capacity: { minimum, maximum, target: goal } })
    resized.push(group)
  }
  return { touched: touchedBy(resized) }
})
