import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { nextRuns, parseCron, validateCron, withoutFuzz } from '../../../lib/cron/index.ts'
import { timeZoneSchema } from '../../../platform/config/index.ts'
import { parseBody } from '../api/parameters.ts'
import type { Schedules } from './pipelines.ts'

/** What a schedule says and when it comes next. */
export type Schedule = {
  /** IANA name: the zone whose clock the schedule means. */
  readonly timeZone: string
} & (
  | {
      readonly valid: true
      readonly description: string
      /** Epoch milliseconds; fewer than were asked for when there are no more. */
      readonly next: readonly number[]
      /** Whether there is an Echo that starts pipelines then. */
      readonly starts: boolean
    }
  | { readonly valid: false; readonly message: string }
)

const query = z.object({
  expression: z.string().max(1_000),
  timeZone: timeZoneSchema.optional(),
  /** Of whom the schedule is: `H` in it stands for values of its trigger's own. */
  triggerId: z.string().max(1_000).default(''),
  count: z.coerce.number().int().min(1).max(20).default(5),
})

/** Beside `GET /cron/validate`: in the zone of the scheduler, unless another is asked for. */
export function cronRoutes({ clock, timeZone: schedulerZone, starts }: Schedules): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/cron', async (request): Promise<Schedule> => {
      const { expression, timeZone = schedulerZone, triggerId, count } = parseBody(query, request.query, 'query')
      const now = clock.now()
      const answer = validateCron(expression, new Date(now).getUTCFullYear())
      if (!answer.valid) return { timeZone, ...answer }
      const cron = parseCron(withoutFuzz(expression, triggerId)?.expression ?? expression)
      return { timeZone, ...answer, next: nextRuns(cron, now, timeZone, count), starts }
    })
  }
}
