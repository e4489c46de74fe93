import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { EventStream } from '../events/index.ts'
import { parseQuery } from './parameters.ts'

const query = z.object({ application: z.string().optional(), lastEventId: z.string().optional() })

/** `GET /events`: changes of executions, inventory and configuration, as they happen (server-sent events). */
export function eventRoutes(stream: EventStream): FastifyPluginAsync {
  return async (app) => {
    // A HEAD of it would be a stream without an end and without a reader.
    app.get('/events', { exposeHeadRoute: false }, async (request, reply) => {
      const { application, lastEventId } = parseQuery(query, request)
      const header = request.headers['last-event-id']
      const lastId = typeof header === 'string' ? header : lastEventId
      reply.hijack()
      stream.attach(reply.raw, {
        headers: reply.getHeaders() as OutgoingHttpHeaders,
        ...(lastId === undefined ? {} : { lastId }),
        ...(application === undefined ? {} : { application }),
      })
    })
  }
}
