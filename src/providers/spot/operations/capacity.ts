import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Capacity } from '../driver/index.ts'

const count = z.coerce.number().int().nonnegative().nullish()

export const capacitySchema = z
  .looseObject({
    min: count.describe('The least number that scaling may reach; without it, as it is.'),
    max: count.describe('The greatest number that scaling may reach; without it, as it is.'),
    desired: count.describe('How many are wanted now; without it, as it is.'),
  })
  .describe('Numbers of instances, or weights where the group counts weights.')

export type AskedCapacity = z.infer<typeof capacitySchema>

/** What is asked for, in Spot's words; empty when nothing is. */
export function capacityOf({ min, max, desired }: AskedCapacity): Partial<Capacity> {
  return {
    ...(min == null ? {} : { minimum: min }),
    ...(desired == null ? {} : { target: desired }),
    ...(max == null ? {} : { maximum: max }),
  }
}

/** Throws `invalid` unless the bounds hold; what is not known is not judged. */
export function requireOrder(
  name: string,
  { minimum, maximum, target }: Readonly<Partial<Record<keyof Capacity, unknown>>>,
): void {
  const [low, high, goal] = [minimum, maximum, target].map((each) => (typeof each === 'number' ? each : undefined))
  const wrong =
    (low !== undefined && goal !== undefined && low > goal) ||
    (goal !== undefined && high !== undefined && goal > high) ||
    (low !== undefined && high !== undefined && low > high)
  if (!wrong) return
  throw problem(
    'invalid',
    `The capacity of ${name} can't be min ${low ?? 'unknown'}, desired ${goal ?? 'unknown'}, max ${high ?? 'unknown'}: it must grow in that order. What the request does not name stays as it is.`,
  )
}
