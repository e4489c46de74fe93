import { z } from 'zod'
import { restrictionsSchema } from '../../platform/outbound/index.ts'

const timeZone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}, 'is not a time zone, such as America/Los_Angeles')

/** What Orca reads of `orca.yml`; every other key is accepted and left alone. */
export const orcaConfigSchema = z.object({
  'user-configured-url-restrictions': restrictionsSchema,
  tasks: z
    .object({ 'execution-window': z.object({ timezone: timeZone.default('America/Los_Angeles') }).prefault({}) })
    .prefault({}),
})

export type OrcaConfig = z.infer<typeof orcaConfigSchema>
