import { z } from 'zod'
import { isGone } from '../client/index.ts'
import { defineOperation } from './operation.ts'
import { findGroup, nameOf, targetsOf, targetsSchema } from './targets.ts'

const schema = targetsSchema.extend({
  /** What becomes of a stateful group's resources, as Spot's API has it. */
  statefulDeallocation: z.looseObject({}).nullish(),
})

/** Deletes groups; one that is gone already is done. */
export const destroyServerGroup = defineOperation('DESTROY_ELASTIGROUP', schema, async (description, context) => {
  const touched: { region: string; name: string }[] = []
  const { statefulDeallocation } = description
  for (const target of targetsOf(description)) {
    const name = nameOf(target)
    const group = await findGroup(target, context)
    if (!group) {
      context.status(`${name} does not exist (any more); nothing to do`)
    } else {
      context.status(`Deleting Elastigroup ${group.name} (${group.id})`)
      await context.account.client
        .remove(group.id, statefulDeallocation ? { statefulDeallocation } : {})
        .catch((error: unknown) => {
          if (!isGone(error)) throw error
        })
    }
    touched.push({ region: target.region ?? '', name: group?.name ?? name })
  }
  return { touched: touched.map(({ region, name }) => ({ name, region })) }
})
