import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import type { ServerGroup } from '../provider.ts'
import { ownedInstanceView, serverGroupView, summariesText } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'

interface ListQuery {
  readonly expand?: string
  readonly cloudProvider?: string
  readonly clusters?: string
  readonly applications?: string
  readonly ids?: string
}

/** Server groups and their instances. */
export function serverGroupRoutes({ inventory }: ClouddriverContext): FastifyPluginAsync {
  const answer = (
    reply: FastifyReply,
    groups: readonly ServerGroup[],
    { cloudProvider, expand, clusters }: ListQuery,
  ) => {
    const pairs = clusters?.split(',').filter(Boolean)
    const wanted = groups.filter(
      ({ provider, account, moniker, name }) =>
        (cloudProvider === undefined || provider === cloudProvider) &&
        (pairs === undefined || pairs.length === 0 || pairs.includes(`${account}:${moniker.cluster ?? name}`)),
    )
    if (expand === 'true') return reply.send(wanted.map((group) => serverGroupView(group)))
    // The summaries are kept as text: thousands of them are sent without being made again.
    return reply.type('application/json; charset=utf-8').send(summariesText(wanted))
  }
  return async (app) => {
    app.get('/applications/:application/serverGroups', async (request, reply) => {
      const { application } = request.params as { application: string }
      return answer(reply, inventory.serverGroupsOf(application), request.query as ListQuery)
    })
    app.get('/serverGroups', async (request, reply) => {
      const query = request.query as ListQuery
      const ids = query.ids?.split(',').map((id) => id.split(':') as [string, string, string])
      const groups = ids
        ? ids.flatMap(([account, region, name]) => inventory.serverGroup(account, region, name) ?? [])
        : (query.applications ?? '').split(',').flatMap((application) => inventory.serverGroupsOf(application))
      return answer(reply, groups, query)
    })
    app.get('/applications/:application/serverGroups/:account/:region/:name', async (request) => {
      const { application, account, region, name } = request.params as Record<string, string>
      const found = inventory.serverGroup(account!, region!, name!)
      const isIts = found && inventory.serverGroupsOf(application!).includes(found)
      if (!isIts)
        throw problem('notFound', `Server group not found (account: ${account}, region: ${region}, name: ${name})`)
      const { includeDetails } = request.query as { includeDetails?: string }
      return serverGroupView(found, { includeDetails: includeDetails !== 'false' })
    })
    app.get('/serverGroups/:account/:region/:name', async (request) => {
      const { account, region, name } = request.params as Record<string, string>
      const found = inventory.serverGroup(account!, region!, name!)
      if (!found)
        throw problem('notFound', `Server group not found (account: ${account}, region: ${region}, name: ${name})`)
      return serverGroupView(found)
    })
    app.get('/instances/:account/:region/:id', async (request) => {
      const { account, region, id } = request.params as Record<string, string>
      const found = inventory.instance(account!, region!, id!)
      if (!found) throw problem('notFound', `Instance not found (id: ${account}/${region}/${id})`)
      return ownedInstanceView(found.serverGroup, found.instance)
    })
    app.get('/instances/:account/:region/:id/console', async () => ({ output: '' }))
    app.get('/applications/:application/serverGroupManagers', async () => [])
  }
}
