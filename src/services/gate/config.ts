import { z } from 'zod'

const insightLink = z.object({ url: z.string(), label: z.string(), cloudProvider: z.string().optional() })
export type InsightLink = z.infer<typeof insightLink>
const insightLinks = z.array(insightLink).default([])

/** What Gate reads of `gate.yml`; every other key is accepted and left alone. */
export const gateConfigSchema = z.object({
  services: z
    .object({
      /** Where Deck is: the one origin that may call with credentials, and where `/` leads. */
      deck: z
        .object({
          baseUrl: z.string().default('http://localhost:9000'),
          /** Other hosts of Deck, as a regular expression over the whole host name. */
          redirectHostPattern: z.string().optional(),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Origins that may call, as a regular expression over the whole origin. */
  cors: z.object({ 'allowed-origins-pattern': z.string().optional() }).prefault({}),
  /** Links to other systems on details; `${account}` and the like are fields of what is shown. */
  insights: z
    .object({ serverGroup: insightLinks, instance: insightLinks, loadBalancer: insightLinks, job: insightLinks })
    .prefault({}),
  gate: z
    .object({
      execution: z
        .object({ fetch: z.object({ limit: z.coerce.number().int().default(10) }).prefault({}) })
        .prefault({}),
    })
    .prefault({}),
})

export type GateConfig = z.infer<typeof gateConfigSchema>
