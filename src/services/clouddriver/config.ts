import { z } from 'zod'

/** What Clouddriver itself reads of `clouddriver.yml`; each provider reads the section of its id, e.g. `spot`. */
export const clouddriverConfigSchema = z.looseObject({
  credentials: z
    .looseObject({
      challengeDestructiveActionsEnvironments: z
        .array(z.string())
        .default(['default'])
        .describe('Environments in whose accounts Deck asks before it destroys.'),
      primaryAccountTypes: z.array(z.string()).default(['default']).describe('Account types that count as primary.'),
    })
    .prefault({}),
  tasks: z
    .looseObject({
      completedTtlMs: z
        .number()
        .positive()
        .default(345_600_000)
        .describe('How long a finished task can be asked for, in milliseconds.'),
      shutdownWaitMs: z
        .number()
        .nonnegative()
        .default(10_000)
        .describe('How long a stop waits for running tasks; what is left is resumed by the next start.'),
      leaseMs: z.number().positive().default(5_000).describe('How long a dead process’s task waits to be taken over.'),
    })
    .prefault({}),
  entityTags: z
    .looseObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Tags on server groups and other entities: with them, deploys note what they replaced.'),
    })
    .prefault({}),
  caching: z
    .looseObject({
      leaseMs: z
        .number()
        .positive()
        .default(10_000)
        .describe('How long a dead process’s caching agents wait to be taken over, in milliseconds.'),
    })
    .prefault({}),
})

export type ClouddriverConfig = z.infer<typeof clouddriverConfigSchema>
