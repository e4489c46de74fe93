import type { FastifyPluginAsync } from 'fastify'
import { path } from '../../../platform/clients/index.ts'
import { type Backends, joined, passOn } from '../backends.ts'
import { asking, providerOf, unless404 } from './clouds.ts'

type Params = Record<'provider' | 'account' | 'region' | 'id', string>

/** What forms choose from: images, networks, key pairs and the like, and one search over all that there is. */
export function referenceDataRoutes({ clouddriver }: Backends): FastifyPluginAsync {
  const get = asking(clouddriver)
  return async (app) => {
    for (const url of [
      '/subnets/:provider',
      '/networks',
      '/networks/:provider',
      '/keyPairs',
      '/instanceTypes',
      '/certificates',
      '/certificates/:provider',
      '/roles/:provider',
      '/artifacts/credentials',
      '/functions',
      '/applications/:application/functions',
      '/applications/:application/rawResources',
      '/cloudMetrics/:provider/:account/:region',
      '/cloudMetrics/:provider/:account/:region/:metric/statistics',
    ]) {
      app.get(url, passOn(clouddriver))
    }
    // From the time when these were AWS's alone.
    app.get(
      '/subnets',
      passOn(clouddriver, () => '/subnets/aws'),
    )
    app.get(
      '/vpcs',
      passOn(clouddriver, () => '/networks/aws'),
    )

    // A cloud that is not there has no images and no charts; forms that offer them go on.
    for (const kind of ['images', 'charts']) {
      for (const what of ['find', 'tags']) {
        app.get(`/${kind}/${what}`, async (request) => {
          const { provider, rest } = providerOf(joined(request.query as never))
          return get(path`/${provider}/${kind}/${what}`, rest).catch(unless404([]))
        })
      }
      app.get(`/${kind}/:account/:region/:id`, async (request) => {
        const { account, region, id } = request.params as Params
        const { provider, rest } = providerOf(joined(request.query as never))
        return get(path`/${provider}/${kind}/${account}/${region}/${id}`, rest).catch(unless404([]))
      })
    }

    app.get('/search', async (request, reply) => {
      const { q = '', allowShortQuery } = joined(request.query as never)
      // Short words find nearly everything: not while somebody is still typing.
      if (String(q).length < 3 && String(allowShortQuery) !== 'true') return []
      return passOn(clouddriver)(request, reply)
    })
  }
}
