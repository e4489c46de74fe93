import { z } from 'zod'

export type Json = Readonly<Record<string, unknown>>

const map = z.looseObject({})
const text = z.coerce.string()

/** Something that happened, as Spinnaker's services tell each other (echo: Event). Unknown properties of `details` are kept. */
export const eventSchema = z.object({
  eventId: text.nullish(),
  details: z.looseObject({ type: text, source: text.nullish(), application: text.nullish() }),
  content: map.nullish().transform((content) => content ?? {}),
  /** Of a webhook: what was posted, as it was posted. */
  payload: z.unknown().optional(),
})

export type Event = Omit<z.infer<typeof eventSchema>, 'eventId'> & { readonly eventId: string }

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const json = (value: unknown): Json => (isJson(value) ? value : {})
