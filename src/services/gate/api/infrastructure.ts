import type { FastifyPluginAsync } from 'fastify'
import { callJson, path } from '../../../platform/clients/index.ts'
import { GennakerError, problem } from '../../../platform/errors/index.ts'
import { type Backends, joined, passOn } from '../backends.ts'

type Json = Record<string, unknown>

/** What the clouds have, read from Clouddriver's inventory. */
export function infrastructureRoutes({ clouddriver }: Backends): FastifyPluginAsync {
  const get = <T>(at: string, query: Json = {}) =>
    callJson<T>(clouddriver, { method: 'GET', path: at, query: query as never })
  const unless404 =
    <T>(instead: T) =>
    (error: unknown) => {
      if (error instanceof GennakerError && error.status === 404) return instead
      throw error
    }
  return async (app) => {
    app.get('/credentials', async (request) => {
      const accounts = await get<Json[]>('/credentials', joined(request.query as never))
      return accounts.map((account) => ({ ...account, authorized: true }))
    })
    app.get('/credentials/:account', async (request, reply) => {
      const { account } = request.params as { account: string }
      const found = await get<Json>(path`/credentials/${account}`).catch(unless404(undefined))
      // Spinnaker answers an unknown account with an empty 200, and `spin` relies on it.
      return reply.code(200).send(found && { ...found, authorized: true })
    })
    for (const url of [
      '/applications/:application/clusters',
      '/applications/:application/clusters/:account',
      '/applications/:application/serverGroupManagers',
      '/applications/:application/loadBalancers',
      '/applications/:application/clusters/:account/:cluster/:provider/:scope/serverGroups/target/:target',
      '/applications/:application/serverGroups',
      '/search',
    ]) {
      app.get(url, passOn(clouddriver))
    }
    app.get('/applications/:application/clusters/:account/:cluster', async (request) => {
      const { application, account, cluster } = request.params as Record<string, string>
      const found = await get<Json | Json[]>(
        path`/applications/${application!}/clusters/${account!}/${cluster!}`,
      ).catch(unless404({}))
      return Array.isArray(found) ? (found[0] ?? {}) : found
    })
    app.get('/applications/:application/clusters/:account/:cluster/serverGroups', async (request) => {
      const { application, account, cluster } = request.params as Record<string, string>
      const found = await get<Json | Json[]>(
        path`/applications/${application!}/clusters/${account!}/${cluster!}`,
      ).catch(unless404({}))
      return (Array.isArray(found) ? found[0] : found)?.serverGroups ?? []
    })
    app.get('/serverGroups', async (request) => {
      const query = joined(request.query as never)
      if ((query.applications === undefined) === (query.ids === undefined)) {
        throw problem('invalid', 'Provide either `applications` or `ids`, and not both')
      }
      return get('/serverGroups', query)
    })
    app.get('/applications/:application/serverGroups/:account/:region/:name', async (request) => {
      const { application, account, region, name } = request.params as Record<string, string>
      const found = await get<Json>(
        path`/applications/${application!}/serverGroups/${account!}/${region!}/${name!}`,
        joined(request.query as never),
      ).catch(unless404(undefined))
      if (!found) throw problem('notFound', `Server group not found (id: ${account}/${region}/${name})`)
      return { ...found, insightActions: [] }
    })
    app.get('/instances/:account/:region/:id', async (request) => {
      const { account, region, id } = request.params as Record<string, string>
      return { ...(await get<Json>(path`/instances/${account!}/${region!}/${id!}`)), insightActions: [] }
    })
    app.get('/instances/:account/:region/:id/console', passOn(clouddriver))
    app.get('/loadBalancers', async (request) => {
      const { provider } = joined(request.query as never)
      return get(path`/${String(provider ?? 'aws')}/loadBalancers`).catch(unless404([]))
    })
    app.get('/loadBalancers/:account/:region/:name', async (request) => {
      const { account, region, name } = request.params as Record<string, string>
      const { provider } = joined(request.query as never)
      return get(path`/${String(provider ?? 'aws')}/loadBalancers/${account!}/${region!}/${name!}`).catch(unless404([]))
    })
    for (const name of ['securityGroups', 'firewalls']) {
      app.get(`/${name}`, async () => get('/securityGroups').catch(unless404({})))
      app.get(`/${name}/:account`, async (request) => {
        const { account } = request.params as { account: string }
        const { provider } = joined(request.query as never)
        return get(path`/securityGroups/${account}/${String(provider ?? 'aws')}`).catch(unless404({}))
      })
      app.get(`/${name}/:account/:region/:name`, async (request) => {
        const { account, region, name: group } = request.params as Record<string, string>
        const { provider } = joined(request.query as never)
        const at = path`/securityGroups/${account!}/${String(provider ?? 'aws')}/${region!}/${group!}`
        return get(at).catch(unless404({}))
      })
    }
    app.get('/cache/:provider/:type', passOn(clouddriver))
  }
}
