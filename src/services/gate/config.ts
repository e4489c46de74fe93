import { z } from 'zod'

/** What Gate reads of `gate.yml`; every other key is accepted and left alone. */
export const gateConfigSchema = z.object({
  services: z
    .object({
      /** Where Deck is: the one origin that may call with credentials, and where `/` leads. */
      deck: z.object({ baseUrl: z.string().default('http://localhost:9000') }).prefault({}),
    })
    .prefault({}),
  /** Origins that may call, as a regular expression over the whole origin. */
  cors: z.object({ 'allowed-origins-pattern': z.string().optional() }).prefault({}),
  gate: z
    .object({
      execution: z
        .object({ fetch: z.object({ limit: z.coerce.number().int().default(10) }).prefault({}) })
        .prefault({}),
    })
    .prefault({}),
})

export type GateConfig = z.infer<typeof gateConfigSchema>
