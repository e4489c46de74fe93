import type { FastifyPluginAsync } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import type { CloudAccount, Provider } from '../provider.ts'
import type { ClouddriverContext } from './context.ts'
import { paramsOf, textsOf } from './query.ts'

type Params = Record<
  'application' | 'provider' | 'account' | 'region' | 'location' | 'id' | 'file' | 'metric' | 'report' | 'version',
  string
>

/** What is asked of a cloud at the moment of the question: images, jobs, metrics, reports. */
export function cloudReadRoutes({ accounts, inventory }: ClouddriverContext): FastifyPluginAsync {
  const accountsOf = (provider: Provider) =>
    accounts
      .all()
      .filter((each) => each.provider.id === provider.id)
      .map(({ account }) => account)
  /** A cloud without the hook has none of what is asked for: an empty list. */
  const metrics = ({ provider, account }: Params) => {
    const known = accounts.require(account, accounts.provider(provider).id)
    return { account: known.account, reads: known.provider.reads }
  }
  /** The account's cloud, whichever it is. */
  const jobsOf = ({ application, account: name, location, id }: Params) => {
    const known = accounts.find(name)
    if (known === undefined) throw problem('notFound', `Account does not exist (name: ${name})`)
    return {
      account: known.account as CloudAccount,
      reads: known.provider.reads,
      at: { application, location, name: id },
    }
  }

  return async (app) => {
    app.get('/:provider/images/find', async (request) => {
      const provider = accounts.provider(paramsOf<keyof Params>(request).provider)
      return (await provider.reads?.findImages?.(textsOf(request), accountsOf(provider), inventory)) ?? []
    })
    app.get('/:provider/images/tags', async (request) => {
      const provider = accounts.provider(paramsOf<keyof Params>(request).provider)
      const { account: name = '', repository } = textsOf(request)
      if (!name || !repository) throw problem('invalid', 'Name the `account` and the `repository` whose tags to list')
      const { account } = accounts.require(name, provider.id)
      return (await provider.reads?.imageTags?.(account, repository)) ?? []
    })
    app.get('/:provider/images/:account/:region/:id', async (request) => {
      const { provider: of, account: name, region, id } = paramsOf<keyof Params>(request)
      const { account, provider } = accounts.require(name, accounts.provider(of).id)
      const found = await provider.reads?.image?.(account, region, id, inventory)
      if (found !== undefined) return found
      throw problem('notFound', `Image not found (account: ${name}, region: ${region}, id: ${id})`)
    })

    const job = '/applications/:application/jobs/:account/:location/:id'
    // Gate of the original asks with POST.
    app.route({
      method: ['GET', 'POST'],
      url: job,
      handler: async (request) => {
        const params = paramsOf<keyof Params>(request)
        const { account, reads, at } = jobsOf(params)
        const found = await reads?.job?.(account, at)
        if (found !== undefined) return found
        const { account: name, location, id } = params
        throw problem('notFound', `Job not found (account: ${name}, location: ${location}, id: ${id})`)
      },
    })
    app.get(`${job}/:file`, async (request) => {
      const params = paramsOf<keyof Params>(request)
      const { account, reads, at } = jobsOf(params)
      return (await reads?.jobFile?.(account, at, params.file)) ?? {}
    })
    app.delete(job, async (request, reply) => {
      const { account, reads, at } = jobsOf(paramsOf<keyof Params>(request))
      await reads?.cancelJob?.(account, at)
      return reply.code(200).send()
    })

    app.get('/cloudMetrics/:provider/:account/:region', async (request) => {
      const params = paramsOf<keyof Params>(request)
      const { account, reads } = metrics(params)
      return (await reads?.cloudMetrics?.(account, params.region, textsOf(request))) ?? []
    })
    app.get('/cloudMetrics/:provider/:account/:region/:metric/statistics', async (request) => {
      const params = paramsOf<keyof Params>(request)
      const { account, reads } = metrics(params)
      const found = await reads?.metricStatistics?.(account, params.region, params.metric, textsOf(request))
      if (found !== undefined) return found
      throw problem(
        'notFound',
        `${params.provider} has no metric ${params.metric} in ${params.account}/${params.region}`,
      )
    })
    for (const url of ['/reports/:report', '/reports/:report/:version']) {
      app.get(url, async (request) => {
        const { report, version = 'v3' } = paramsOf<keyof Params>(request)
        for (const { reads } of accounts.providers) {
          const found = await reads?.report?.(report, version)
          if (found !== undefined) return found
        }
        throw problem('notFound', `Report not found (name: ${report}, version: ${version}): no cloud here makes it`)
      })
    }
  }
}
