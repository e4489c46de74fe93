import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { eventSchema } from '../events/index.ts'
import type { EchoContext } from './context.ts'

/**
 * `POST /`: an event of another service (echo: EventController). Answered with an empty 200 as soon as it is kept: who sends
 * it never learns whether it started something. One that comes again under its `eventId` is the same.
 */
export function eventRoutes({ intake }: EchoContext): FastifyPluginAsyncZod {
  return async (app) => {
    app.post('/', { schema: { body: eventSchema } }, async (request, reply) => {
      const { eventId: given } = request.body
      await intake.take({ ...request.body, eventId: given || randomUUID() }, given || undefined)
      return reply.code(200).send()
    })
  }
}
