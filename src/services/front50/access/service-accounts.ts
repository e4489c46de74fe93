import { z } from 'zod'
import type { Document, Json } from '../store/index.ts'

/** An account as which triggers run: whoever has all its roles may use it. */
export const serviceAccountSchema = z.looseObject({
  name: z.string().trim().min(1, 'A service account needs a name').describe('The name by which triggers run as it.'),
  memberOf: z
    .array(z.string())
    .nullish()
    .transform((roles) => (roles ?? []).map((role) => role.trim().toLowerCase()).filter((role) => role !== ''))
    .describe('The roles that it has.'),
})

export type ServiceAccount = z.infer<typeof serviceAccountSchema>

/** A service account as clients see it. */
export function presentServiceAccount(document: Document): Json {
  return { ...document.body, lastModified: document.modifiedAt, lastModifiedBy: document.modifiedBy }
}
