import type { FastifyPluginAsync } from 'fastify'
import { callJson } from '../../../platform/clients/index.ts'
import { currentUser } from '../api/auth.ts'
import type { Json } from '../api/clouds.ts'
import { forClients, openAccounts } from '../api/credentials.ts'
import type { Backends } from '../backends.ts'

/** `GET /v1/bootstrap`: what every page of Deck reads, in one answer. A part whose service does not answer is missing. */
export function bootstrapRoutes({ clouddriver }: Backends, version: string): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/bootstrap', async () => {
      const call = { method: 'GET', path: '/credentials', query: { expand: true } } as const
      const accounts = await callJson<Json[]>(clouddriver, call).catch(() => undefined)
      return {
        user: currentUser(openAccounts(accounts ?? [])),
        version,
        ...(accounts === undefined ? {} : { accounts: accounts.map(forClients) }),
        // As `GET /banners` answers.
        banners: [],
      }
    })
  }
}
