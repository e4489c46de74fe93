import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Roll, RollRequest } from '../client/index.ts'
import { parseTime } from '../model/index.ts'
import { defineOperation } from './operation.ts'
import { requireGroup, targetsSchema, touchedBy } from './targets.ts'

const rollSchema = z.looseObject({
  batchSizePercentage: z.coerce.number().int().min(1).max(100).default(25),
  /** Seconds that a batch may take to become healthy. */
  gracePeriod: z.coerce.number().int().nonnegative().default(600),
  healthCheckType: z.string().nullish(),
  batchMinHealthyPercentage: z.coerce.number().int().min(0).max(100).nullish(),
  drainingTimeout: z.coerce.number().int().nonnegative().nullish(),
  action: z.enum(['REPLACE_SERVER', 'RESTART_SERVER']).nullish(),
  onFailure: z.union([z.enum(['DETACH_NEW', 'DETACH_OLD']), z.looseObject({ actionType: z.string() })]).nullish(),
})

const schema = targetsSchema.extend({
  /** The image of the new instances; without it the group's own. */
  imageId: z.string().nullish(),
  roll: rollSchema.prefault({}),
})

const active = /^(starting|in_progress|stopping)$/i

/** Starts a blue-green roll inside the group, with another image where one is given. Its progress is read from the server group. */
export const rollServerGroup = defineOperation('ROLL', schema, async (description, context) => {
  const { client } = context.account
  const group = await requireGroup(description, context)
  const { id, name } = group
  const known = await client.rolls(id)
  // Remembered before the start: a roll that is not among them, after a crash, is the one that was started.
  const before = await context.remember('rolls before', () => known.map((roll) => roll.id))
  const started = known.find((roll) => !before.includes(roll.id))
  if (started) return resultOf(started)
  const other = known.find(({ status }) => active.test(status) || status.toLowerCase() === 'failed')
  if (other) await requireFree(other)

  const image = description.imageId
  const current = (group.compute?.launchSpecification as { imageId?: string } | null | undefined)?.imageId
  if (image && image !== current) {
    context.status(`Changing the image of ${name} from ${current ?? 'none'} to ${image}`)
    await client.update(id, { compute: { launchSpecification: { imageId: image } } })
  }
  const roll = await client.startRoll(id, requestOf(description.roll))
  context.status(`Started roll ${roll.id} of ${name}`)
  return resultOf(roll)

  async function requireFree(blocking: Roll): Promise<void> {
    if (active.test(blocking.status)) {
      throw problem(
        'conflict',
        `Roll ${blocking.id} of ${name} is ${blocking.status.toLowerCase()} since ${sinceOf(blocking)}; wait for its end or stop it`,
      )
    }
    context.status(`Stopping roll ${blocking.id}, which failed and would block a new one`)
    await client.stopRoll(id, blocking.id)
  }

  function resultOf({ id: rollId }: Roll) {
    return { resultObjects: [{ rollId, elastigroupId: id, serverGroupName: name }], touched: touchedBy([group]) }
  }
})

const sinceOf = ({ createdAt }: Roll) => new Date(parseTime(createdAt) ?? 0).toISOString()

function requestOf(roll: z.infer<typeof rollSchema>): RollRequest {
  const {
    batchSizePercentage,
    gracePeriod,
    healthCheckType,
    batchMinHealthyPercentage,
    drainingTimeout,
    action,
    onFailure,
  } = roll
  return {
    batchSizePercentage,
    gracePeriod,
    ...(healthCheckType ? { healthCheckType } : {}),
    ...(drainingTimeout == null ? {} : { drainingTimeout }),
    strategy: {
      action: action ?? 'REPLACE_SERVER',
      ...(batchMinHealthyPercentage == null ? {} : { batchMinHealthyPercentage }),
      ...(onFailure ? { onFailure: typeof onFailure === 'string' ? { actionType: onFailure } : onFailure } : {}),
    },
  }
}
