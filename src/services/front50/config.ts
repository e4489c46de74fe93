import { z } from 'zod'
import { serviceAccountSchema } from './access/index.ts'

const names = z.object({
  validationRegex: regularExpression().describe(
    'What names of new applications must look like, as a regular expression.',
  ),
  validationMessage: z.string().optional().describe('What is said of a name that does not.'),
})

/** What Front50 reads of `front50.yml`; every other key is accepted and left alone. */
export const front50ConfigSchema = z.object({
  serviceAccounts: z
    .array(serviceAccountSchema)
    .default([])
    .describe('Service accounts that are made at start; the ones for which API tokens may be made.'),
  validation: z.object({ 'application-name-validator': names.default({}) }).prefault({}),
})

export type Front50Config = z.infer<typeof front50ConfigSchema>

function regularExpression() {
  const compiles = (pattern: string) => {
    try {
      return new RegExp(pattern) instanceof RegExp
    } catch {
      return false
    }
  }
  return z.string().refine(compiles, 'is not a regular expression').optional()
}
