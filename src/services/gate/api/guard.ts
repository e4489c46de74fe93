import type { FastifyInstance, FastifyRequest } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import { isLoopback } from '../../../platform/http/index.ts'
import type { GateConfig } from '../config.ts'
import type { Cors } from './cors.ts'

/** An answer is data: no browser is to guess what else it could be, to show it in a frame or to run what is in it. */
const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-site',
}
const nothing = "default-src 'none'; frame-ancestors 'none'"
/** The one page among Gate's answers. */
const apiPage = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"

/** Headers of every answer. */
export const headersFor = (cors: Cors) => (request: FastifyRequest) => ({
  ...headers,
  'content-security-policy': request.url.startsWith('/swagger-ui') ? apiPage : nothing,
  ...cors.headers(request.headers.origin),
})

/**
 * Keeps pages of others from using Gate through the browser of somebody who reaches it. A browser sends what a form or a script of
 * any page posts, without asking first when it looks like a form; so a change says in `Origin` whose page asks, and is refused
 * when that is nobody's who may. Where only this machine reaches Gate and nobody signs in, the name that the browser called
 * counts too: a page from elsewhere can make its own name lead here.
 */
export function guard(
  server: FastifyInstance,
  config: GateConfig,
  { cors, isLocal }: { cors: Cors; isLocal: boolean },
) {
  const names = ownNames(config)
  server.addHook('onRequest', async (request) => {
    if (isLocal) requireOwnName(request, names)
    requireOrigin(request, cors)
  })
}

/** Senders of webhooks come through tunnels, by the tunnel's name. */
const isForAnybody = (url: string) => /^\/(webhooks\/|health($|\?))/.test(url)

function requireOwnName(request: FastifyRequest, names: ReadonlySet<string>): void {
  const asked = hostnameOf(`http://${request.headers.host ?? ''}`)
  if (asked === undefined || isLoopback(asked) || names.has(asked) || isForAnybody(request.url)) return
  throw problem(
    'forbidden',
    `Gate listens for this machine alone and was asked as '${asked}'. If that is its name, say so in gate.yml: services.gate.baseUrl`,
  )
}

function requireOrigin({ method, headers, hostname, host }: FastifyRequest, cors: Cors): void {
  const { origin } = headers
  if (origin === undefined || ['GET', 'HEAD', 'OPTIONS'].includes(method)) return
  const isOwn = hostname !== '' && URL.canParse(origin) && new URL(origin).host === host
  if (isOwn || cors.allows(origin)) return
  throw problem(
    'forbidden',
    `A page of ${origin} may not change anything here. If Deck is there, say so in gate.yml: services.deck.baseUrl`,
  )
}

function ownNames({ services }: GateConfig): ReadonlySet<string> {
  const urls = [services.gate.baseUrl, services.deck.baseUrl]
  return new Set(urls.flatMap((url) => (url === undefined ? [] : (hostnameOf(url) ?? []))))
}

const hostnameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : undefined)
