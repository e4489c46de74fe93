import type { FastifyPluginAsync } from 'fastify'
import { path } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { type Backends, joined, passOn } from '../backends.ts'
import type { GateConfig } from '../config.ts'
import { asking, type Json, providerOf, unless404 } from './clouds.ts'
import { withInsights } from './insights.ts'

type Params = Record<
  'application' | 'account' | 'cluster' | 'provider' | 'region' | 'name' | 'id' | 'location' | 'file',
  string
>

const ofCluster = '/applications/:application/clusters/:account/:cluster'

/** Clusters, server groups, instances, load balancers and firewalls, read from Clouddriver's inventory. */
export function infrastructureRoutes({ clouddriver }: Backends, config: GateConfig): FastifyPluginAsync {
  const get = asking(clouddriver)
  const clusterAt = async (params: unknown): Promise<Json & { serverGroups?: Json[] }> => {
    const { application, account, cluster } = params as Params
    const found = await get<Json | Json[]>(path`/applications/${application}/clusters/${account}/${cluster}`).catch(
      unless404({}),
    )
    return Array.isArray(found) ? (found[0] ?? {}) : found
  }

  return async (app) => {
    for (const url of [
      '/applications/:application/clusters',
      '/applications/:application/clusters/:account',
      `${ofCluster}/:provider/loadBalancers`,
      `${ofCluster}/:provider/:scope/serverGroups/target/:target`,
      '/applications/:application/serverGroupManagers',
      '/applications/:application/loadBalancers',
      '/applications/:application/serverGroups',
      '/cache/:provider/:type',
    ]) {
      app.get(url, passOn(clouddriver))
    }
    app.get(ofCluster, async (request) => clusterAt(request.params))
    app.get(`${ofCluster}/serverGroups`, async (request) => (await clusterAt(request.params)).serverGroups ?? [])
    app.get(`${ofCluster}/serverGroups/:name`, async (request) => {
      const { serverGroups = [] } = await clusterAt(request.params)
      return serverGroups.filter(({ name }) => name === (request.params as Params).name)
    })
    app.get(`${ofCluster}/serverGroups/:name/scalingActivities`, async (request) => {
      const { application, account, cluster, name } = request.params as Params
      const { provider, rest } = providerOf(joined(request.query as never))
      return get(
        path`/applications/${application}/clusters/${account}/${cluster}/${provider}/serverGroups/${name}/scalingActivities`,
        rest,
      )
    })
    app.get('/serverGroups', async (request, reply) => {
      const { applications, ids } = joined(request.query as never)
      if ((applications === undefined) === (ids === undefined)) {
        throw problem('invalid', 'Provide either `applications` or `ids`, and not both')
      }
      return passOn(clouddriver)(request, reply)
    })
    app.get('/applications/:application/serverGroups/:account/:region/:name', async (request) => {
      const { application, account, region, name } = request.params as Params
      const found = await get<Json>(
        path`/applications/${application}/serverGroups/${account}/${region}/${name}`,
        joined(request.query as never),
      ).catch(unless404(undefined))
      if (!found) throw problem('notFound', `Server group not found (id: ${account}/${region}/${name})`)
      return withInsights(config, 'serverGroup', found, { application, account, region, serverGroup: name })
    })
    // Of Amazon's ECS: with a region in the query where others have it in the path.
    app.get('/applications/:application/serverGroups/:account/:name/events', async (request) => {
      const { application, account, name } = request.params as Params
      const events = path`/applications/${application}/serverGroups/${account}/${name}/events`
      return get(events, joined(request.query as never)).catch(unless404([]))
    })
    app.get('/instances/:account/:region/:id', async (request) => {
      const { account, region, id } = request.params as Params
      const found = await get<Json>(path`/instances/${account}/${region}/${id}`)
      return withInsights(config, 'instance', found, { account, region, instanceId: id })
    })
    app.get('/instances/:account/:region/:id/console', passOn(clouddriver))

    app.get('/loadBalancers', async (request) => {
      const { provider } = providerOf(joined(request.query as never))
      return get(path`/${provider}/loadBalancers`).catch(unless404([]))
    })
    app.get('/loadBalancers/:name', async (request, reply) => {
      const { provider } = providerOf(joined(request.query as never))
      return reply.send(await get(path`/${provider}/loadBalancers/${(request.params as Params).name}`))
    })
    app.get('/loadBalancers/:account/:region/:name', async (request) => {
      const { account, region, name } = request.params as Params
      const { provider } = providerOf(joined(request.query as never))
      const found = await get<Json[]>(path`/${provider}/loadBalancers/${account}/${region}/${name}`).catch(
        unless404<Json[]>([]),
      )
      return found.map((each) => withInsights(config, 'loadBalancer', each, { account, region, loadBalancer: name }))
    })

    for (const name of ['securityGroups', 'firewalls']) {
      app.get(`/${name}`, async (request, reply) => {
        const { id } = joined(request.query as never)
        return id === undefined || id === ''
          ? passOn(clouddriver, () => '/securityGroups')(request, reply)
          : securityGroupWithId(get, String(id))
      })
      app.get(`/${name}/:account`, async (request) => {
        const { provider, rest } = providerOf(joined(request.query as never))
        return get(path`/securityGroups/${(request.params as Params).account}/${provider}`, rest).catch(unless404({}))
      })
      app.get(`/${name}/:account/:region`, async (request) => {
        const { account, region } = request.params as Params
        const { provider } = providerOf(joined(request.query as never))
        return get(path`/securityGroups/${account}/${provider}`, { region }).catch(unless404([]))
      })
      app.get(`/${name}/:account/:region/:name`, async (request) => {
        const { account, region, name: group } = request.params as Params
        const { provider, rest } = providerOf(joined(request.query as never))
        return get(path`/securityGroups/${account}/${provider}/${region}/${group}`, rest).catch(unless404({}))
      })
    }

    app.get('/manifests/:account/:location/:name', async (request) => {
      const { account, location, name } = request.params as Params
      const found = await get<Json>(path`/manifests/${account}/${location}/${name}`).catch(unless404(undefined))
      if (!found) throw problem('notFound', `Unable to find ${name} in ${account}/${location}`)
      return found
    })
    app.get('/applications/:application/jobs/:account/:region/:name', async (request) => {
      const { application, account, region, name } = request.params as Params
      const found = await get<Json>(path`/applications/${application}/jobs/${account}/${region}/${name}`).catch(
        unless404(undefined),
      )
      return found === undefined
        ? {}
        : withInsights(config, 'job', found, { application, account, region, jobName: name })
    })
  }
}

/** A security group whose account and region are not known: found by a search, then read where it is. */
async function securityGroupWithId(get: ReturnType<typeof asking>, id: string): Promise<unknown> {
  const [page] = await get<{ results: Json[] }[]>('/search', { type: 'securityGroups', q: id })
  const hit = page?.results.find((each) => each['id'] === id)
  if (hit === undefined) throw problem('notFound', `No security group found (id: ${id})`)
  const { account, provider, region, vpcId } = hit as Record<'account' | 'provider' | 'region' | 'vpcId', string>
  return get(path`/securityGroups/${account}/${provider}/${region}/${id}`, { getById: true, vpcId })
}
