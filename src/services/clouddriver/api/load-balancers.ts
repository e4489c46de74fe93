import type { FastifyPluginAsync } from 'fastify'
import { balancersByName, loadBalancersOf, loadBalancerTree, rawLoadBalancer } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { paramsOf } from './query.ts'

type Params = Record<'application' | 'provider' | 'account' | 'region' | 'name', string>

/** Load balancers of an application, and of a cloud. */
export function loadBalancerRoutes({ inventory, views, accounts }: ClouddriverContext): FastifyPluginAsync {
  /** Throws notFound for a cloud that there is not. */
  const all = (provider: string) => inventory.resources('loadBalancer', accounts.provider(provider).id)
  return async (app) => {
    app.get('/applications/:application/loadBalancers', async (request) =>
      loadBalancersOf(inventory, paramsOf<keyof Params>(request).application).map(views.loadBalancer),
    )
    app.get('/:provider/loadBalancers', async (request) =>
      loadBalancerTree(inventory, all(paramsOf<keyof Params>(request).provider)),
    )
    app.get('/:provider/loadBalancers/:name', async (request, reply) => {
      const { provider, name } = paramsOf<keyof Params>(request)
      const [item] = loadBalancerTree(inventory, balancersByName(all(provider)).get(name) ?? [])
      // One that is not there is an empty answer, not an error.
      return reply.send(item)
    })
    app.get('/:provider/loadBalancers/:account/:region/:name', async (request) => {
      const { provider, account, region, name } = paramsOf<keyof Params>(request)
      const { id } = accounts.provider(provider)
      return inventory
        .resourcesNamed('loadBalancer', account, region, name)
        .filter((each) => each.provider === id)
        .map((each) => rawLoadBalancer(inventory, each))
    })
  }
}
