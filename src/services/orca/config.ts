import { z } from 'zod'
import { restrictionsSchema } from '../../platform/outbound/index.ts'

/** What Orca reads of `orca.yml`; every other key is accepted and left alone. */
export const orcaConfigSchema = z.object({ 'user-configured-url-restrictions': restrictionsSchema })

export type OrcaConfig = z.infer<typeof orcaConfigSchema>
