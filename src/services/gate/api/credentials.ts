import type { FastifyPluginAsync } from 'fastify'
import { callJson, path } from '../../../platform/clients/index.ts'
import { type Backends, joined, passOn } from '../backends.ts'
import { asking, type Json, unless404 } from './clouds.ts'

/** Accounts of the clouds (gate: CredentialsController). */
export function credentialRoutes({ clouddriver }: Backends): FastifyPluginAsync {
  const get = asking(clouddriver)
  return async (app) => {
    app.get('/credentials', async (request) => {
      const accounts = await get<Json[]>('/credentials', joined(request.query as never))
      return accounts.map(forClients)
    })
    app.get('/credentials/type/:type', passOn(clouddriver))
    app.get('/credentials/:account', async (request, reply) => {
      const { account } = request.params as { account: string }
      const found = await get<Json>(path`/credentials/${account}`).catch(unless404(undefined))
      // Spinnaker answers an unknown account with an empty 200, and `spin` relies on it.
      return reply.code(200).send(found && forClients(found))
    })
    for (const method of ['POST', 'PUT'] as const) {
      app.route({
        method,
        url: '/credentials',
        handler: async (request) => callJson(clouddriver, { method, path: '/credentials', body: request.body }),
      })
    }
    app.delete('/credentials/:account', async (request, reply) => {
      const { account } = request.params as { account: string }
      await callJson(clouddriver, { method: 'DELETE', path: path`/credentials/${account}` })
      return reply.code(200).send()
    })
  }
}

/** Whom an account names as those who may do something with it; empty: everybody. */
const rolesOf = ({ permissions, requiredGroupMembership }: Permitted): string[] => [
  ...Object.values(permissions ?? {}).flat(),
  ...(requiredGroupMembership ?? []),
]

/** Names of the accounts that somebody without roles may use, by name. */
export const openAccounts = (accounts: readonly Json[]): string[] =>
  accounts.flatMap((each) => (rolesOf(each).length === 0 ? String(each.name) : [])).sort()

interface Permitted {
  readonly permissions?: Readonly<Record<string, string[]>>
  readonly requiredGroupMembership?: string[]
}

/** An account as clients see it: roles in lower case; the older list of groups means those who may read and write. */
export function forClients(account: Json): Json {
  const { permissions, requiredGroupMembership } = account as Permitted
  const groups = (requiredGroupMembership ?? []).map((group) => group.trim().toLowerCase())
  const own = Object.entries(permissions ?? {}).map(([permission, roles]) => [
    permission,
    roles.map((role) => role.trim().toLowerCase()),
  ])
  const legacy = groups.length > 0 ? { READ: groups, WRITE: groups } : {}
  const all = own.length > 0 ? Object.fromEntries(own) : legacy
  return {
    ...account,
    ...(permissions !== undefined || groups.length > 0 ? { permissions: all } : {}),
    authorized: true,
  }
}
