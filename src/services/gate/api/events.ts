import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { GateConfig } from '../config.ts'
import type { EventStream } from '../events/index.ts'
import { corsHeaders } from './cors.ts'

const query = z.object({ application: z.string().optional(), lastEventId: z.string().optional() })

/** `GET /events`: changes of executions, inventory and configuration, as they happen (server-sent events). */
export function eventRoutes(stream: EventStream, config: GateConfig): FastifyPluginAsync {
  return async (app) => {
    app.get('/events', async (request, reply) => {
      const { application, lastEventId } = query.parse(request.query)
      const header = request.headers['last-event-id']
      const lastId = typeof header === 'string' ? header : lastEventId
      reply.hijack()
      stream.attach(reply.raw, {
        headers: corsHeaders(config, request.headers.origin),
        ...(lastId === undefined ? {} : { lastId }),
        ...(application === undefined ? {} : { application }),
      })
    })
  }
}
