import { z } from 'zod'
import { defineOperation } from './operation.ts'
import { requireGroup, targetsSchema, touchedBy } from './targets.ts'

const schema = targetsSchema.extend({ groupToUpdate: z.looseObject({ group: z.looseObject({}) }) })

/** Changes any field of a group; what is not mentioned stays. */
export const updateElastigroup = defineOperation('UPDATE', schema, async (description, context) => {
  const group = await requireGroup(description, context)
  context.status(`Changing ${Object.keys(description.groupToUpdate.group).join(', ')} of ${group.name}`)
  await context.account.client.update(group.id, description.groupToUpdate.group)
  return { touched: touchedBy([group]) }
})
