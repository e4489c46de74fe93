import { z } from 'zod'
import { holdsExpressions, relaxed, timeZoneSchema } from '../../platform/config/index.ts'
import { rateLimitSchema } from './rate-limit/index.ts'

const insightLink = z.object({ url: z.string(), label: z.string(), cloudProvider: z.string().optional() })
export type InsightLink = z.infer<typeof insightLink>
const insightLinks = holdsExpressions(z.array(insightLink))
  .default([])
  .describe(
    'Links to other systems on details, each with `url`, `label` and perhaps `cloudProvider`; `${account}` and the like are fields of what is shown.',
  )

const pattern = z.string().refine(isPattern, 'is not a regular expression')

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

/** A list, or text with commas. */
const origins = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',').map((origin) => origin.trim())))

/** What Gate reads of `gate.yml`; every other key is accepted and left alone. */
export const gateConfigSchema = relaxed({
  services: z
    .object({
      deck: z
        .object({
          baseUrl: z
            .string()
            .default('http://localhost:9000')
            .describe('Where Deck is: the one origin that may call with credentials, and where `/` leads.'),
          redirectHostPattern: pattern
            .optional()
            .describe('Other hosts of Deck, as a regular expression over the whole host name.'),
        })
        .prefault({}),
      gate: z
        .object({
          baseUrl: z
            .string()
            .optional()
            .describe(
              'Where Gate is for others: the name by which it may be asked when a proxy on this machine leads to it.',
            ),
        })
        .prefault({}),
    })
    .prefault({}),
  cors: relaxed({
    'allow-mode': z
      .enum(['regex', 'list'])
      .default('regex')
      .describe('`regex`: Deck’s origin or those that a pattern matches. `list`: those of `allowed-origins`.'),
    'allowed-origins-pattern': pattern
      .optional()
      .describe('Origins that may call, as a regular expression over the whole origin.'),
    'allowed-origins': origins.default(['*']).describe('Origins that may call, as a list or text with commas.'),
    'expect-localhost': z
      .union([z.boolean(), z.stringbool()])
      .default(false)
      .describe('Also allows every page of this machine, on any port.'),
  }).prefault({}),
  'rate-limit': rateLimitSchema.prefault({}),
  insights: z
    .object({ serverGroup: insightLinks, instance: insightLinks, loadBalancer: insightLinks, job: insightLinks })
    .prefault({}),
  scheduler: z
    .object({
      cron: z
        .object({
          timezone: timeZoneSchema
            .default('America/Los_Angeles')
            .describe(
              'As in `echo.yml`: the zone whose clock schedules mean; `global.spinnaker.timezone` where nothing is written.',
            ),
        })
        .prefault({}),
    })
    .prefault({}),
  gate: z
    .object({
      execution: z
        .object({
          fetch: z
            .object({
              limit: z.coerce
                .number()
                .int()
                .default(10)
                .describe(
                  'How many executions of each pipeline an application’s list has, where the client does not say.',
                ),
            })
            .prefault({}),
        })
        .prefault({}),
    })
    .prefault({}),
})

export type GateConfig = z.infer<typeof gateConfigSchema>
