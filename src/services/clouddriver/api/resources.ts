import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import {
  loadBalancersOf,
  loadBalancerTree,
  loadBalancerView,
  searchInventory,
  securityGroupsByAccount,
  securityGroupsByProvider,
  securityGroupView,
} from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'

const list = z.union([z.string(), z.array(z.string())]).optional()
const searchQuery = z.looseObject({
  q: z.string().default(''),
  type: list,
  pageSize: z.coerce.number().int().positive().default(10_000),
  page: z.coerce.number().int().positive().default(1),
  platform: z.string().optional(),
})
const defaultTypes = ['serverGroups', 'instances', 'clusters', 'applications', 'loadBalancers', 'securityGroups']

/** Load balancers, firewalls and search. */
export function resourceRoutes({ inventory }: ClouddriverContext): FastifyPluginAsync {
  const balancers = () => inventory.resources('loadBalancer')
  const firewalls = () => inventory.resources('securityGroup')
  return async (app) => {
    app.get('/applications/:application/loadBalancers', async (request) => {
      const { application } = request.params as { application: string }
      return loadBalancersOf(application, balancers(), inventory.serverGroupsOf(application))
    })
    app.get('/:provider/loadBalancers', async (request) => {
      const { provider } = request.params as { provider: string }
      return loadBalancerTree(balancers().filter((each) => each.provider === provider))
    })
    app.get('/:provider/loadBalancers/:account/:region/:name', async (request) => {
      const { provider, account, region, name } = request.params as Record<string, string>
      return balancers()
        .filter(
          (each) =>
            each.provider === provider && each.account === account && each.region === region && each.name === name,
        )
        .map((each) => loadBalancerView(each, inventory.serverGroups()))
    })
    app.get('/securityGroups', async () => securityGroupsByAccount(firewalls()))
    app.get('/securityGroups/:account', async (request) => {
      const { account } = request.params as { account: string }
      return securityGroupsByProvider(firewalls().filter((each) => each.account === account))
    })
    app.get('/securityGroups/:account/:provider/:region/:name', async (request) => {
      const { account, provider, region, name } = request.params as Record<string, string>
      const found = firewalls().find(
        (each) =>
          each.account === account && each.provider === provider && each.region === region && each.name === name,
      )
      if (!found) throw problem('notFound', `Security group not found (id: ${account}/${region}/${name})`)
      return securityGroupView(found)
    })
    app.get('/search', async (request) => {
      const { q, type, pageSize, page, platform, ...filters } = searchQuery.parse(request.query)
      const types = [type ?? defaultTypes].flat().flatMap((each) => each.split(','))
      const texts = Object.fromEntries(Object.entries(filters).map(([key, value]) => [key, String(value)]))
      const hits = searchInventory(inventory, q, types, texts)
      const results = hits.slice((page - 1) * pageSize, page * pageSize)
      return [{ pageNumber: page, pageSize, platform: platform ?? '', query: q, totalMatches: hits.length, results }]
    })
  }
}
