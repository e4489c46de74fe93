import type { FastifyPluginAsync } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import type { ServerGroup } from '../provider.ts'
import {
  applicationView,
  clusterList,
  clusterNames,
  clusterView,
  groupedBy,
  imageSummaryOf,
  serverGroupView,
  targetServerGroup,
} from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'

type Params = Record<'application' | 'account' | 'cluster' | 'provider' | 'scope' | 'target' | 'name', string>

/** Applications and their clusters, as the inventory sees them. */
export function applicationRoutes({ inventory }: ClouddriverContext): FastifyPluginAsync {
  const inCluster = ({ application, account, cluster }: Params, provider?: string) =>
    inventory
      .serverGroupsOf(application)
      .filter((group) => group.account === account && (group.moniker.cluster ?? group.name) === cluster)
      .filter((group) => provider === undefined || group.provider === provider)

  return async (app) => {
    app.get('/applications', async () =>
      inventory.applications().flatMap((name) => some(inventory.serverGroupsOf(name), applicationView)),
    )
    app.get('/applications/:application', async (request) => {
      const { application } = request.params as Params
      const [found] = some(inventory.serverGroupsOf(application), applicationView)
      if (found === undefined) throw problem('notFound', `Application does not exist (name: ${application})`)
      return found
    })
    app.get('/applications/:application/clusters', async (request) =>
      clusterNames(inventory.serverGroupsOf((request.params as Params).application)),
    )
    app.get('/applications/:application/clusters/:account', async (request) => {
      const { application, account } = request.params as Params
      const groups = inventory.serverGroupsOf(application).filter((group) => group.account === account)
      if (groups.length === 0)
        throw problem('notFound', `No clusters found (application: ${application}, account: ${account})`)
      return clusterList(groups)
    })
    app.get('/applications/:application/clusters/:account/:cluster', async (request) => {
      const params = request.params as Params
      const groups = inCluster(params)
      if (groups.length === 0) throw notFound(params)
      return [...groupedBy(groups, ({ provider }) => provider).values()].map((members) => clusterView(members))
    })
    app.get('/applications/:application/clusters/:account/:cluster/:provider', async (request) => {
      const params = request.params as Params
      const [found] = some(inCluster(params, params.provider), (groups) => clusterView(groups))
      if (found === undefined) throw notFound(params)
      return found
    })
    app.get('/applications/:application/clusters/:account/:cluster/:provider/serverGroups', async (request) => {
      const params = request.params as Params
      return inCluster(params, params.provider).map((group) => serverGroupView(group))
    })
    app.get(
      '/applications/:application/clusters/:account/:cluster/:provider/:scope/serverGroups/target/:target',
      async (request) => {
        const params = request.params as Params
        const { onlyEnabled, validateOldest } = request.query as { onlyEnabled?: string; validateOldest?: string }
        const found = targetServerGroup(inCluster(params, params.provider), params.scope, params.target, {
          onlyEnabled: onlyEnabled === 'true',
          validateOldest: validateOldest !== 'false',
        })
        return serverGroupView(found)
      },
    )
    app.get('/applications/:application/clusters/:account/:cluster/:provider/serverGroups/:name', async (request) => {
      const params = request.params as Params
      const { region } = request.query as { region?: string }
      const found = inCluster(params, params.provider).filter(
        (group) => group.name === params.name && (region === undefined || group.region === region),
      )
      const [only] = found
      if (only === undefined)
        throw problem('notFound', `Server group not found (account: ${params.account}, name: ${params.name})`)
      // With a region there can only be one.
      return region === undefined ? found.map((group) => serverGroupView(group)) : serverGroupView(only)
    })
    app.get(
      '/applications/:application/clusters/:account/:cluster/:provider/:scope/serverGroups/target/:target/:summary',
      async (request) => {
        const params = request.params as Params & { summary: string }
        const { onlyEnabled, validateOldest } = request.query as { onlyEnabled?: string; validateOldest?: string }
        const found = targetServerGroup(inCluster(params, params.provider), params.scope, params.target, {
          onlyEnabled: onlyEnabled === 'true',
          validateOldest: validateOldest !== 'false',
        })
        const image = imageSummaryOf(found)
        switch (params.summary.toLowerCase()) {
          case 'image':
            return image
          case 'images':
            return { summaries: [image] }
          default:
            throw problem('notFound', `Summary not found (type: ${params.summary})`)
        }
      },
    )
  }
}

function some<T>(groups: readonly ServerGroup[], view: (groups: readonly [ServerGroup, ...ServerGroup[]]) => T): T[] {
  const [first, ...rest] = groups
  return first === undefined ? [] : [view([first, ...rest])]
}

function notFound({ application, account, cluster }: Params) {
  return problem('notFound', `Cluster not found (application: ${application}, account: ${account}, name: ${cluster})`)
}
