import { z } from 'zod'
import { defineOperation } from './operation.ts'
import { requireGroup, targetsSchema, touchedBy } from './targets.ts'

const schema = targetsSchema.extend({ rollId: z.string().nullish() })
const stoppable = /^(starting|in_progress|failed)$/i

/** Stops a roll, the newest one unless named. One that has ended is done. */
export const stopRoll = defineOperation('STOP_ROLL', schema, async (description, context) => {
  const { client } = context.account
  const group = await requireGroup(description, context)
  const rolls = await client.rolls(group.id)
  const roll = description.rollId ? rolls.find(({ id }) => id === description.rollId) : rolls[0]
  if (roll && stoppable.test(roll.status)) {
    await client.stopRoll(group.id, roll.id)
    context.status(`Stopped roll ${roll.id} of ${group.name}`)
  } else {
    context.status(`${group.name} has no roll to stop`)
  }
  return { touched: touchedBy([group]) }
})
