import { z } from 'zod'
import { GennakerError, isRetryable, problem } from '../../../platform/errors/index.ts'
import type { Group, Roll, RollRequest } from '../driver/index.ts'
import { adviceOn, explainingRolls, isActive, isFailed, stop } from './blocking-roll.ts'
import { defineOperation, pause, type SpotContext } from './operation.ts'
import { patiently } from './patience.ts'
import { rollRequestOf, rollSchema } from './roll-request.ts'
import { requireGroup, targetSchema, touchedBy } from './targets.ts'

const schema = targetSchema.extend({
  imageId: z.string().nullish().describe("The image of the new instances; without it, the group's own."),
  roll: rollSchema
    .extend({
      stopFailedRoll: z
        .union([z.boolean(), z.stringbool()])
        .nullish()
        .describe('Whether an earlier roll that failed, and would block this one, is stopped first.'),
    })
    .prefault({})
    .describe('How the roll goes.'),
  capacityTimeoutSeconds: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(300)
    .describe('How long to wait for the group to reach its minimum, which a roll needs.'),
})

/** Starts a blue-green roll inside the group, with another image where one is given. Its progress is read from the server group. */
export const rollServerGroup = defineOperation('ROLL', schema, async (description, context) => {
  const { driver } = context.account
  const group = await requireGroup(description, context)
  const { id, name } = group
  const known = await driver.rolls(id)
  // Remembered before the start: a roll that is not among them, after a crash, is the one that was started.
  const before = await context.remember('rolls before', () => known.map((roll) => roll.id))
  const started = known.find((roll) => !before.includes(roll.id))
  if (started) return resultOf(started)
  await requireFree(known, group, description.roll.stopFailedRoll === true, context)

  const image = description.imageId
  const current = driver.imageOf(group)
  if (image && image !== current) {
    context.status(`Changing the image of ${name} from ${current ?? 'none'} to ${image}`)
    const patch = driver.imagePatch(group, image)
    await explainingRolls(context, group, () => patiently(context, { what: id, image }, () => driver.update(id, patch)))
  }
  const until =
    (await context.remember('asked at', () => context.clock.now())) + description.capacityTimeoutSeconds * 1_000
  const roll = await start(group, rollRequestOf(description.roll), { before, until }, context)
  context.status(`Started roll ${roll.id} of ${name}`)
  return resultOf(roll)

  function resultOf({ id: rollId }: Roll) {
    return {
      resultObjects: [{ rollId, elastigroupId: id, serverGroupName: name }],
      touched: touchedBy([group], context),
    }
  }
})

async function requireFree(rolls: readonly Roll[], group: Group, stopFailed: boolean, context: SpotContext) {
  const blocking = rolls.find(isActive) ?? rolls.slice(0, 1).find(isFailed)
  if (blocking === undefined) return
  if (isActive(blocking) || !stopFailed) throw problem('conflict', `${adviceOn(blocking, group.name)}.`)
  context.status(`Stopping roll ${blocking.id}, which failed and would block a new one`)
  await stop(group.id, blocking, context)
}

interface Start {
  readonly before: readonly string[]
  /** Until when a group below its minimum is waited for. */
  readonly until: number
}

const firstWaitMs = 10_000
const longestWaitMs = 60_000

/** Starts the roll once, also when the answer is lost; a group below its minimum is waited for. */
async function start(
  group: Group,
  request: RollRequest,
  { before, until }: Start,
  context: SpotContext,
): Promise<Roll> {
  const { driver, name: account } = context.account
  for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
    try {
      return await driver.startRoll(group.id, request)
    } catch (error) {
      if (isRetryable(error)) {
        const made = (await driver.rolls(group.id)).find(({ id }) => !before.includes(id))
        if (made) return made
        throw error
      }
      if (!isBelowMinimum(error)) return explainingRolls(context, group, () => Promise.reject(error))
      const left = until - context.clock.now()
      if (left <= 0) throw error
      context.status(
        `${group.name} (${account}) is not at its minimum yet; trying again for ${Math.ceil(left / 1_000)} seconds`,
      )
      await pause(context, Math.min(wait, left))
    }
  }
}

function isBelowMinimum(error: unknown): boolean {
  const codes = error instanceof GennakerError ? error.attributes.spotCodes : undefined
  return Array.isArray(codes) && codes.includes('CANT_ROLL_CAPACITY_BELOW_MINIMUM')
}
