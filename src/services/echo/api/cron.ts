import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { validateCron } from '../../../lib/cron/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { EchoContext } from './context.ts'

const query = z.object({ cronExpression: z.string().max(1_000) })

/** `GET /validateCronExpression`: what a schedule says, or a 400 in Quartz's words (echo: ValidationController). */
export function cronRoutes({ clock }: EchoContext): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/validateCronExpression', { schema: { querystring: query } }, async (request) => {
      const answer = validateCron(request.query.cronExpression, new Date(clock.now()).getUTCFullYear())
      if (!answer.valid) throw problem('invalid', answer.message)
      return { response: 'Cron expression is valid', description: answer.description }
    })
  }
}
