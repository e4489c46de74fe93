import { z } from 'zod'

/** What Clouddriver itself reads of `clouddriver.yml`; each provider reads the section of its id, e.g. `spot`. */
export const clouddriverConfigSchema = z.looseObject({
  credentials: z
    .looseObject({
      /** Environments in whose accounts Deck asks before it destroys. */
      challengeDestructiveActionsEnvironments: z.array(z.string()).default(['default']),
      primaryAccountTypes: z.array(z.string()).default(['default']),
    })
    .prefault({}),
  tasks: z
    .looseObject({
      /** How long a finished task can be asked for. */
      completedTtlMs: z.number().positive().default(345_600_000),
      /** How long a stop waits for running tasks; what is left is resumed by the next start. */
      shutdownWaitMs: z.number().nonnegative().default(10_000),
      /** How long a dead process's task waits to be taken over. */
      leaseMs: z.number().positive().default(5_000),
    })
    .prefault({}),
  /** Tags on server groups and other entities: with them, deploys note what they replaced. */
  entityTags: z.looseObject({ enabled: z.boolean().default(true) }).prefault({}),
  caching: z.looseObject({ leaseMs: z.number().positive().default(10_000) }).prefault({}),
})

export type ClouddriverConfig = z.infer<typeof clouddriverConfigSchema>
