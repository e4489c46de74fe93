import { z } from 'zod'
import { relaxed } from '../../../platform/config/index.ts'

const flag = z.union([z.boolean(), z.stringbool()])
const wholeNumber = z.coerce.number().int().min(1)
const names = z.array(z.string()).default([])
const byPrincipal = z
  .array(
    relaxed({
      principal: z.string().describe('The name of a user or service account.'),
      override: wholeNumber.describe('What counts for it.'),
    }),
  )
  .default([])

/** `rate-limit` of `gate.yml`, with Spinnaker's keys (gate: RateLimiterConfiguration). */
export const rateLimitSchema = relaxed({
  enabled: flag.default(false).describe('Whether requests are counted.'),
  learning: flag.default(true).describe('Nobody is refused; headers and metrics tell who would have been.'),
  capacity: wholeNumber.default(60).describe('Requests of one principal in a window.'),
  'rate-seconds': wholeNumber.default(10).describe('How long a window is.'),
  'capacity-by-principal': byPrincipal,
  'rate-seconds-by-principal': byPrincipal,
  'capacity-by-source-app': z
    .array(
      relaxed({
        'source-app': z.string().describe('What the client calls itself.'),
        override: wholeNumber.describe('What counts for it.'),
      }),
    )
    .default([]),
  enforcing: names.describe('Who is refused also while learning; `app:NAME` for a source application.'),
  ignoring: names.describe('Who is never refused, also where nobody is learning.'),
})

export type RateLimits = z.infer<typeof rateLimitSchema>
