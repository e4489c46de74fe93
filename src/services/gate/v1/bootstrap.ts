import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callJson } from '../../../platform/clients/index.ts'
import { currentUser } from '../api/auth.ts'
import type { Json } from '../api/clouds.ts'
import { forClients, openAccounts } from '../api/credentials.ts'
import { findApplication } from '../applications/index.ts'
import type { Backends } from '../backends.ts'
import { countsOf } from './overview.ts'

const querystring = z.object({
  application: z.string().optional().describe('Tells of an application too: what it is, and how much goes on in it.'),
})

/** `GET /v1/bootstrap`: what every page of Deck reads, in one answer. A part that could not be read is missing. */
export function bootstrapRoutes(backends: Backends, version: string): FastifyPluginAsyncZod {
  const credentials = { method: 'GET', path: '/credentials', query: { expand: true } } as const
  const unlessUnread = <T>(work: Promise<T>) => work.catch(() => undefined)

  return async (app) => {
    app.get('/v1/bootstrap', { schema: { querystring } }, async (request) => {
      const name = request.query.application
      const [accounts, application, counts] = await Promise.all([
        unlessUnread(callJson<Json[]>(backends.clouddriver, credentials)),
        name === undefined ? undefined : unlessUnread(findApplication(backends, name, false)),
        name === undefined ? undefined : unlessUnread(countsOf(backends, name)),
      ])
      return {
        user: currentUser(openAccounts(accounts ?? [])),
        version,
        ...(accounts === undefined ? {} : { accounts: accounts.map(forClients) }),
        ...(application === undefined ? {} : { application }),
        ...(counts === undefined ? {} : { counts }),
        // As `GET /banners` answers.
        banners: [],
      }
    })
  }
}
