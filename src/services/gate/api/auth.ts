import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { callJson, type Transport } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity, type Identity, identityOf } from '../../../platform/identity/index.ts'
import type { Backends } from '../backends.ts'
import type { GateConfig } from '../config.ts'
import type { Json } from './clouds.ts'
import { type Cors, hasHost } from './cors.ts'
import { openAccounts } from './credentials.ts'
import { ignoreBodies } from './parameters.ts'

const nobody = 'anonymous'

/**
 * Who asks, as Gate tells the services behind it, and about which application: without a sign-in a user of the name `anonymous`, so
 * that executions and tasks name somebody; the origin is `deck` for Spinnaker's Deck, which says so, and for pages that may
 * call as it does, and `api` for everything else.
 */
export const callerOf =
  (cors: Cors) =>
  ({ headers, url }: FastifyRequest): Identity => {
    const identity = identityOf(headers)
    const saysSo = String(headers['x-ratelimit-app']).toLowerCase() === 'deck'
    const isDeck = saysSo || (headers.origin !== undefined && cors.allows(headers.origin))
    const application = identity.application ?? /^\/applications\/([\w.-]+)/.exec(url)?.[1]
    return {
      ...identity,
      user: identity.user ?? nobody,
      origin: isDeck ? 'deck' : 'api',
      ...(application === undefined ? {} : { application }),
    }
  }

/** Who is signed in. Without authentication everybody is `anonymous`, or whom the identity header names. */
export function authRoutes(config: GateConfig, { clouddriver }: Backends): FastifyPluginAsync {
  const accounts = createAccountNames(clouddriver)
  return async (app) => {
    const { baseUrl: deck, redirectHostPattern } = config.services.deck
    const isDeck = (to: string) =>
      redirectHostPattern === undefined
        ? URL.canParse(to) && new URL(to).host === new URL(deck).host
        : hasHost(to, redirectHostPattern)
    for (const url of ['/auth/user', '/auth/rawUser']) app.get(url, async () => currentUser(await accounts()))
    app.get('/auth/user/serviceAccounts', async () => [])
    app.get('/auth/loggedOut', async (_request, reply) =>
      reply.type('text/plain').send('You are signed out. Fair winds!'),
    )
    app.route({
      method: ['GET', 'POST'],
      url: '/auth/logout',
      handler: async (_request, reply) => reply.redirect('/auth/loggedOut'),
    })
    // There are no roles to read anew, and no sessions to forget.
    for (const url of ['/auth/roles/sync', '/auth/deleteSessionCache'])
      app.post(url, async (_request, reply) => reply.code(200).send())
    // Nobody need sign in: a client that is told to do so, as `spin` with LDAP, has done it.
    await app.register(async (login) => {
      ignoreBodies(login)
      for (const url of ['/login', '/login/oauth2/code/:provider'])
        login.route({ method: ['GET', 'POST'], url, handler: async (_request, reply) => reply.code(200).send() })
    })
    app.get('/auth/redirect', async (request, reply) => {
      const { to } = request.query as { to?: string }
      if (to === undefined || !isDeck(to)) throw problem('invalid', 'Requested redirect address not recognized.')
      return reply.redirect(to)
    })
    app.get('/admin', async () => ({ username: currentIdentity().user ?? nobody, isAdmin: false }))
    app.get('/', async (_request, reply) => reply.redirect(deck))
  }
}

/** Every Deck waits for the answer before it shows anything, so it does not wait long for Clouddriver. */
const patienceMs = 2_000

/** The accounts that are open to everybody; what was known last where Clouddriver does not answer. */
function createAccountNames(clouddriver: Transport): () => Promise<readonly string[]> {
  let known: readonly string[] = []
  return async () => {
    const call = { method: 'GET', path: '/credentials', timeoutMs: patienceMs } as const
    const accounts = await callJson<Json[]>(clouddriver, call).catch(() => undefined)
    if (accounts !== undefined) known = openAccounts(accounts)
    return known
  }
}

/** Who asks. `open`: the accounts that everybody may use, which are theirs who come without any of their own. */
export function currentUser(open: readonly string[]) {
  const { user, accounts } = currentIdentity()
  const username = user ?? nobody
  return {
    accountNonExpired: true,
    accountNonLocked: true,
    allowedAccounts: accounts.length > 0 ? accounts : open,
    authorities: [],
    canMintApiTokens: false,
    credentialsNonExpired: true,
    email: username,
    enabled: true,
    isAdmin: false,
    roles: [],
    username,
  }
}
