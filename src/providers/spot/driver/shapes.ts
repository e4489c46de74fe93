import { z } from 'zod'

/** What the API answers alike on every cloud. Only what we read is checked; whatever else is there goes through untouched. */

export const documentSchema = z.looseObject({})

export const rollSchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  createdAt: z.string().nullish(),
  progress: z.looseObject({ value: z.number().nullish() }).nullish(),
})

export const logSchema = z.looseObject({ message: z.string(), severity: z.string(), createdAt: z.string() })

export const eventSchema = z.looseObject({
  eventType: z.string().nullish(),
  createdAt: z.string(),
  subEvents: z.union([z.array(z.looseObject({})), z.looseObject({})]).nullish(),
})

/** Numbers may come as texts. */
export const amount = z.coerce.number()

export const costsSchema = z.looseObject({
  timestamp: z.string().nullish(),
  running: z.looseObject({ value: amount }),
  costs: z.looseObject({ actual: amount, potential: amount }),
})
