import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { currentIdentity, runAs } from '../../../platform/identity/index.ts'
import type { Backends } from '../backends.ts'

/** Headers that say who asks, or over which way: not for Echo. */
const ours = /^x-(spinnaker|forwarded|real|request|amzn)-/

/**
 * What others post, passed on to Echo as it came, byte for byte: a signature is over what was sent. Anybody may post, so it
 * is passed on for nobody; Echo asks for the source's secret, where it has one.
 */
export function webhookRoutes({ echo }: Backends): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    for (const url of ['/webhooks/:type', '/webhooks/:type/:source']) {
      app.post(url, async (request) => {
        const { type, source } = request.params as { type: string; source?: string }
        const text = request.body as string | undefined
        const { requestId } = currentIdentity()
        return runAs({ accounts: [], requestId }, () =>
          echo.webhook({
            type,
            ...(source === undefined ? {} : { source }),
            ...(text ? { text, contentType: request.headers['content-type'] ?? 'application/json' } : {}),
            headers: forEcho(request),
          }),
        )
      })
    }
  }
}

function forEcho(request: FastifyRequest): Record<string, string> {
  const given = Object.entries(request.headers).filter(([name]) => /^(x|ce)-/.test(name) && !ours.test(name))
  const headers = Object.fromEntries(given.map(([name, value]) => [name, [value].flat().join(',')]))
  const { secret } = request.query as { secret?: string | string[] }
  const shown = [secret].flat().at(0)
  // From here on it is in no address any more.
  return shown === undefined ? headers : { ...headers, 'x-webhook-secret': shown }
}
