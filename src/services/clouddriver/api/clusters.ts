import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { CloudAccount, ServerGroup } from '../provider.ts'
import {
  balancersWith,
  clusterList,
  clusterNameOf,
  clusterNames,
  groupedBy,
  imageSummaryOf,
  targetServerGroup,
} from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

type Params = Record<
  'application' | 'account' | 'cluster' | 'provider' | 'scope' | 'target' | 'name' | 'summary',
  string
>
type Some = [ServerGroup, ...ServerGroup[]]

const expandQuery = z.object({ expand: flag(true) })
const regionQuery = z.object({ region: z.string().min(1).optional(), expand: flag(true) })
const targetQuery = z.object({ onlyEnabled: flag(false), validateOldest: flag(true) })
const ofCluster = '/applications/:application/clusters/:account/:cluster'
const ofProvider = `${ofCluster}/:provider`

/** Clusters at every level, their server groups and which of them is meant (clouddriver: ClusterController). */
export function clusterRoutes({ inventory, views, accounts }: ClouddriverContext): FastifyPluginAsync {
  const inCluster = ({ application, account, cluster, provider }: Params): readonly ServerGroup[] =>
    inventory
      .serverGroupsOf(application)
      .filter(
        (group) =>
          group.account === account &&
          clusterNameOf(group) === cluster &&
          (provider === undefined || group.provider === provider),
      )
  /** At least one, or notFound. */
  const require = (params: Params): Some => {
    const [first, ...rest] = inCluster(params)
    if (first !== undefined) return [first, ...rest]
    const { application, account, cluster, provider } = params
    throw problem(
      'notFound',
      provider === undefined
        ? `Cluster not found (application: ${application}, account: ${account}, name: ${cluster})`
        : `No clusters found (application: ${application}, account: ${account}, name: ${cluster}, type: ${provider})`,
    )
  }
  const named = (params: Params, region?: string) => {
    const found = inCluster(params).filter(
      (group) => group.name === params.name && (region === undefined || group.region === region),
    )
    const [only] = found
    if (only !== undefined) return { only, found }
    const { account, name, provider } = params
    throw problem('notFound', `Server group not found (account: ${account}, name: ${name}, type: ${provider})`)
  }
  const target = (request: FastifyRequest, preset: { validateOldest?: boolean } = {}) => {
    const params = paramsOf<keyof Params>(request)
    const query = readQuery(targetQuery, request)
    return targetServerGroup(inCluster(params), params.scope, params.target, { ...query, ...preset })
  }

  return async (app) => {
    app.get('/applications/:application/clusters', async (request) =>
      clusterNames(inventory.serverGroupsOf(paramsOf<'application'>(request).application)),
    )
    app.get('/applications/:application/clusters/:account', async (request) => {
      const { application, account } = paramsOf<'application' | 'account'>(request)
      const groups = inventory.serverGroupsOf(application).filter((group) => group.account === account)
      if (groups.length > 0) return clusterList(groups)
      throw problem('notFound', `No clusters found (application: ${application}, account: ${account})`)
    })
    app.get(ofCluster, async (request) => {
      const { expand } = readQuery(expandQuery, request)
      const byProvider = groupedBy(require(paramsOf(request)), ({ provider }) => provider)
      return [...byProvider.values()].map((members) => views.cluster(members, expand))
    })
    app.get(ofProvider, async (request) => {
      const { expand } = readQuery(expandQuery, request)
      return views.cluster(require(paramsOf(request)), expand)
    })
    app.get(`${ofProvider}/serverGroups`, async (request) => {
      const { region, expand } = readQuery(regionQuery, request)
      return require(paramsOf(request))
        .filter((group) => region === undefined || group.region === region)
        .map((group) => views.serverGroup(group, expand))
    })
    app.get(`${ofProvider}/serverGroups/:name`, async (request) => {
      const { region } = readQuery(regionQuery, request)
      const { only, found } = named(paramsOf(request), region)
      // With a region there can only be one.
      return region === undefined ? found.map((group) => views.serverGroup(group)) : views.serverGroup(only)
    })
    app.get(`${ofProvider}/serverGroups/:name/scalingActivities`, async (request) => {
      const params = paramsOf<keyof Params>(request)
      const { region } = readQuery(regionQuery, request)
      const { only } = named(params, region)
      const { account, provider } = accounts.require(params.account, params.provider)
      return (await provider.reads?.scalingActivities?.(account as CloudAccount, only)) ?? []
    })
    app.get(`${ofProvider}/loadBalancers`, async (request) =>
      balancersWith(inventory, require(paramsOf(request))).map(views.loadBalancer),
    )
    app.get(`${ofProvider}/:scope/serverGroups/target/:target`, async (request) => views.serverGroup(target(request)))
    app.get(`${ofProvider}/:scope/serverGroups/target/:target/:summary`, async (request) => {
      const { summary } = paramsOf<'summary'>(request)
      const image = imageSummaryOf(target(request, { validateOldest: false }))
      switch (summary.toLowerCase()) {
        case 'image':
          return image
        case 'images':
          return { summaries: [image] }
        default:
          throw problem('notFound', `Summary not found (type: ${summary})`)
      }
    })
  }
}
