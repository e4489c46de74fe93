import { z } from 'zod'
import { relaxed } from '../../../platform/config/index.ts'

const flag = z.union([z.boolean(), z.stringbool()])
const wholeNumber = z.coerce.number().int().min(1)
const names = z.array(z.string()).default([])
const byPrincipal = z.array(relaxed({ principal: z.string(), override: wholeNumber })).default([])

/** `rate-limit` of `gate.yml`, with Spinnaker's keys (gate: RateLimiterConfiguration). */
export const rateLimitSchema = relaxed({
  enabled: flag.default(false),
  /** Nobody is refused; headers and metrics tell who would have been. */
  learning: flag.default(true),
  /** Requests of one principal in a window. */
  capacity: wholeNumber.default(60),
  'rate-seconds': wholeNumber.default(10),
  'capacity-by-principal': byPrincipal,
  'rate-seconds-by-principal': byPrincipal,
  'capacity-by-source-app': z.array(relaxed({ 'source-app': z.string(), override: wholeNumber })).default([]),
  /** Who is refused also while learning; `app:NAME` for a source application. */
  enforcing: names,
  /** Who is never refused, also where nobody is learning. */
  ignoring: names,
})

export type RateLimits = z.infer<typeof rateLimitSchema>
