import { problem } from '../../../platform/errors/index.ts'
import { type HttpServer, isLoopback } from '../../../platform/http/index.ts'
import { proves } from './token.ts'

export interface Guarding {
  readonly token: string
  /** Whether only this machine reaches the daemon. */
  readonly isLocal: boolean
}

/** An answer is data: no browser is to guess what else it could be, to show it in a frame or to keep it. */
export const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/**
 * Who may use the daemon can do all that its owner can: everything but `GET /health` wants the token. No page of a browser has
 * business here, so a request that one sends is refused even with it; and where only this machine reaches the daemon, it is asked
 * by a name of this machine, because a page can make its own name lead here.
 */
export function guard(server: HttpServer, { token, isLocal }: Guarding): void {
  server.addHook('onRequest', async ({ url, method, headers: { host, origin, authorization } }) => {
    if (isLocal && !isLoopback(hostnameOf(`http://${host ?? ''}`) ?? ''))
      throw problem('forbidden', `The daemon listens for this machine alone and was asked as '${host}'; ask localhost.`)
    if (origin !== undefined) throw problem('forbidden', `A page of ${origin} may not use the daemon.`)
    if (method === 'GET' && /^\/health\/?($|\?)/.test(url)) return
    if (!proves(authorization, token))
      throw problem(
        'unauthenticated',
        'The daemon wants its token: Authorization: Bearer …, of HAL_DAEMON_TOKEN or of .daemon-token in the home of hal.',
      )
  })
}

const hostnameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : undefined)
