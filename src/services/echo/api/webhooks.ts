import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import { isJson } from '../events/index.ts'
import { eventOf, requireSecret, secretHeader } from '../webhooks/index.ts'
import type { EchoContext } from './context.ts'

/** What others post (echo: WebhooksController). The event is kept before it is answered. */
export function webhookRoutes({ config, intake }: EchoContext): FastifyPluginAsync {
  const receive = async (request: FastifyRequest, source: string) => {
    const { type } = request.params as { type: string }
    requireSecret(config.webhooks, { type, source, shown: secretsIn(request) })
    const eventKey = header(request, 'x-event-key')
    const { event, key } = eventOf({
      type,
      source,
      body: request.body,
      ...(eventKey === undefined ? {} : { eventKey }),
    })
    return { event, key }
  }
  return async (app) => {
    app.post('/webhooks/:type/:source', async (request) => {
      const { source } = request.params as { source: string }
      const { event, key } = await receive(request, source)
      return { eventProcessed: true, eventId: await intake.take(event, key) }
    })
    // The source is in the body, and nothing counts as its payload: constraints on one are never met.
    app.post('/webhooks/:type', async (request) => {
      const source = isJson(request.body) ? request.body.source : undefined
      if (typeof source !== 'string' || source === '') {
        throw problem('invalid', 'The body must name its `source`, or the address must: /webhooks/{type}/{source}')
      }
      const { event, key } = await receive(request, source)
      const { payload: _, ...withoutPayload } = event
      return { eventProcessed: true, eventId: await intake.take(withoutPayload, key) }
    })
  }
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function secretsIn(request: FastifyRequest): string[] {
  const { secret } = request.query as { secret?: string | string[] }
  return [header(request, secretHeader) ?? [], secret ?? []].flat()
}
