import { z } from 'zod'
import type { RollAction, RollRequest } from '../driver/index.ts'

const percentage = z.coerce.number().int().max(100)
const seconds = z.coerce.number().int().nonnegative().nullish()
const flag = z.union([z.boolean(), z.stringbool()]).nullish()

export const rollActionFields = {
  actionType: z
    .enum(['DETACH_OLD', 'DETACH_NEW'])
    .describe('DETACH_NEW goes back to what was there, DETACH_OLD keeps what the roll launched.'),
  shouldHandleAllBatches: flag.describe('Whether instances of all batches go, or only those of the last.'),
  drainingTimeout: seconds.describe('Seconds for which load balancers let go of them.'),
  shouldDecrementTargetCapacity: flag.describe('Whether the group gets smaller by them; without it, it does.'),
}
const rollAction = z.looseObject(rollActionFields)

export const rollSchema = z.looseObject({
  batchSizePercentage: percentage.min(1).default(25).describe('The part of the instances that is replaced at a time.'),
  gracePeriod: z.coerce
    .number()
    .int()
    .nonnegative()
    .default(600)
    .describe('Seconds that a batch may take to become healthy.'),
  healthCheckType: z
    .string()
    .nullish()
    .describe("Who judges health, e.g. TARGET_GROUP, ELB, EC2, NONE; without it, the group's own check."),
  batchMinHealthyPercentage: percentage
    .min(0)
    .nullish()
    .describe('A batch with fewer healthy instances fails the roll; 50 without it.'),
  drainingTimeout: seconds.describe(
    "Seconds for which load balancers let go of old instances; without it, the group's own.",
  ),
  shouldDrainInstances: flag.describe('Whether old instances are let go of at all before they end.'),
  action: z.enum(['REPLACE_SERVER', 'RESTART_SERVER']).nullish().describe('RESTART_SERVER is for stateful groups.'),
  onFailure: z
    .union([z.enum(['DETACH_NEW', 'DETACH_OLD']), rollAction])
    .nullish()
    .describe('What Spot does by itself when the roll fails; without it, the failed roll waits for a decision.'),
})

/** A roll as the driver takes it. */
export function rollRequestOf(roll: z.infer<typeof rollSchema>): RollRequest {
  const { healthCheckType, batchMinHealthyPercentage, drainingTimeout, shouldDrainInstances, action, onFailure } = roll
  return {
    batchSizePercentage: roll.batchSizePercentage,
    gracePeriod: roll.gracePeriod,
    ...(healthCheckType ? { healthCheckType } : {}),
    ...(drainingTimeout == null ? {} : { drainingTimeout }),
    ...(batchMinHealthyPercentage == null ? {} : { batchMinHealthyPercentage }),
    ...(shouldDrainInstances == null ? {} : { shouldDrainInstances }),
    ...(action ? { action } : {}),
    ...(onFailure
      ? { onFailure: typeof onFailure === 'string' ? { actionType: onFailure } : rollActionOf(onFailure) }
      : {}),
  }
}

export function rollActionOf(action: z.infer<typeof rollAction>): RollAction {
  const { actionType, shouldHandleAllBatches, drainingTimeout, shouldDecrementTargetCapacity } = action
  return {
    actionType,
    ...(shouldHandleAllBatches == null ? {} : { shouldHandleAllBatches }),
    ...(drainingTimeout == null ? {} : { drainingTimeout }),
    ...(shouldDecrementTargetCapacity == null ? {} : { shouldDecrementTargetCapacity }),
  }
}
