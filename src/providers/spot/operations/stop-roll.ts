import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Roll } from '../driver/index.ts'
import { able } from './ability.ts'
import { stop } from './blocking-roll.ts'
import { defineOperation, type SpotContext } from './operation.ts'
import { rollActionFields, rollActionOf } from './roll-request.ts'
import { requireGroup, targetSchema, touchedBy } from './targets.ts'

const rollId = z.string().nullish().describe('The roll; without it, the newest of the group.')
const stoppable = /^(starting|in_progress|failed)$/i
const endedBadly = /^(failed|stopped)$/i
const howMany = 20

async function rollOf(
  groupId: string,
  id: string | null | undefined,
  { account }: SpotContext,
): Promise<Roll | undefined> {
  const rolls = await account.driver.rolls(groupId, howMany)
  return id ? rolls.find((roll) => roll.id === id) : rolls[0]
}

/** Stops a roll, the newest one unless named. One that has ended is done; one that failed stops blocking its group. */
export const stopRoll = defineOperation('STOP_ROLL', targetSchema.extend({ rollId }), async (description, context) => {
  const group = await requireGroup(description, context)
  const roll = await rollOf(group.id, description.rollId, context)
  if (roll && stoppable.test(roll.status)) {
    await stop(group.id, roll, context)
    context.status(`Stopped roll ${roll.id} of ${group.name}`)
  } else {
    context.status(`${group.name} has no roll to stop`)
  }
  return { touched: touchedBy([group], context) }
})

/** Clears up after a roll that failed or was stopped: detaches its new or its old instances, which frees the group. */
export const rollAction = defineOperation(
  'ROLL_ACTION',
  targetSchema.extend({ rollId, ...rollActionFields }),
  async (description, context) => {
    const act = able(context, 'rollAction', 'have a roll cleared up')
    const group = await requireGroup(description, context)
    const roll = await rollOf(group.id, description.rollId, context)
    if (roll === undefined) {
      throw problem('notFound', `${group.name} has no roll${description.rollId ? ` ${description.rollId}` : ''}`)
    }
    if (!endedBadly.test(roll.status)) {
      const what = `Roll ${roll.id} of ${group.name} is ${roll.status.toLowerCase()}`
      throw problem(
        'conflict',
        `${what}: only one that failed or was stopped can be cleared up; stop it first (stopRoll)`,
      )
    }
    const { actionType } = description
    const detached = await context.remember(`${actionType} of ${roll.id}`, () =>
      act(group.id, roll.id, rollActionOf(description)),
    )
    const which = actionType === 'DETACH_NEW' ? 'new' : 'old'
    context.status(`Detached ${detached.length} ${which} instances of roll ${roll.id} of ${group.name}`)
    return {
      resultObjects: [{ rollId: roll.id, elastigroupId: group.id, actionType, detachedInstances: detached }],
      touched: touchedBy([group], context),
    }
  },
)
