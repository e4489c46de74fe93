import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { ResourceKind } from '../provider.ts'
import { networkList, networksByProvider } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { paramsOf, readQuery } from './query.ts'

type Params = Record<'provider' | 'account' | 'region' | 'id', string>

const regionQuery = z.object({ region: z.string().min(1).optional() })
const functionQuery = z.object({
  functionName: z.string().optional(),
  region: z.string().optional(),
  account: z.string().optional(),
})

/** The kinds that are served as one list, and as one for each cloud. */
const lists: readonly (readonly [path: string, kind: ResourceKind])[] = [
  ['subnets', 'subnet'],
  ['keyPairs', 'keyPair'],
  ['instanceTypes', 'instanceType'],
  ['certificates', 'certificate'],
]

/** Small infrastructure: what forms choose from. A kind that no cloud here has is an empty list. */
export function infrastructureRoutes({ inventory, views }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    for (const [path, kind] of lists) {
      app.get(`/${path}`, async () => inventory.resources(kind).map(views.resource(kind)))
      app.get(`/${path}/:provider`, async (request) =>
        inventory.resources(kind, paramsOf<keyof Params>(request).provider).map(views.resource(kind)),
      )
    }
    const network = views.resource('network') as Parameters<typeof networkList>[1]
    app.get('/networks', async () => networksByProvider(inventory.resources('network'), network))
    app.get('/networks/:provider', async (request) =>
      networkList(inventory.resources('network', paramsOf<keyof Params>(request).provider), network),
    )
    // From the time when only AWS had networks.
    app.get('/vpcs', async () => networkList(inventory.resources('network', 'aws'), network))
    app.get('/roles/:provider', async (request) =>
      inventory.resources('role', paramsOf<keyof Params>(request).provider).map(views.resource('role')),
    )
    app.get('/elasticIps/:account', async (request) => {
      const { account } = paramsOf<keyof Params>(request)
      const { region } = readQuery(regionQuery, request)
      return inventory
        .resources('elasticIp')
        .filter((each) => each.account === account && (region === undefined || each.region === region))
        .map(views.resource('elasticIp'))
    })
    app.get('/functions', async (request) => {
      const { functionName, region, account } = readQuery(functionQuery, request)
      const all = inventory.resources('function')
      if (!functionName) return all.map(views.resource('function'))
      const found = all.filter(
        (each) =>
          each.name === functionName &&
          (account === undefined || each.account === account) &&
          (region === undefined || each.region === region),
      )
      return found.map(views.resource('function'))
    })
    app.get('/images/:provider/:id', async (request) => {
      const { provider, id } = paramsOf<keyof Params>(request)
      const image = inventory.resources('image', provider).find((each) => (each.id ?? each.name) === id)
      if (image === undefined) throw problem('notFound', `Image not found (id: ${id})`)
      const { account, region, name } = image
      const groups = inventory.serverGroupsUsing({ kind: 'image', account, region, id })
      return { ...image.attributes, region, id, name, serverGroups: groups.map((group) => group.name) }
    })
  }
}
