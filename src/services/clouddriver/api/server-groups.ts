import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { CloudAccount, ServerGroup } from '../provider.ts'
import { clusterNameOf, summariesText } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

const listQuery = z.object({
  expand: flag(false),
  cloudProvider: z.string().min(1).optional(),
  /** `account:cluster` pairs. */
  clusters: z.string().optional(),
})
const findQuery = listQuery.extend({ applications: z.string().optional(), ids: z.string().optional() })
const detailQuery = z.object({ includeDetails: flag(true) })
const consoleQuery = z.object({ provider: z.string().optional(), cloudProvider: z.string().optional() })

type Place = Record<'application' | 'account' | 'region' | 'name' | 'id', string>

/** Server groups and their instances (clouddriver: ServerGroupController, InstanceController). */
export function serverGroupRoutes({ inventory, views, accounts }: ClouddriverContext): FastifyPluginAsync {
  const answer = (
    reply: FastifyReply,
    groups: readonly ServerGroup[],
    { cloudProvider, expand, clusters }: z.infer<typeof listQuery>,
  ) => {
    const pairs = clusters === undefined ? undefined : new Set(clusters.split(',').filter(Boolean))
    const isAll = pairs === undefined && cloudProvider === undefined
    const wanted = isAll
      ? groups
      : groups.filter(
          (group) =>
            (cloudProvider === undefined || group.provider.toLowerCase() === cloudProvider.toLowerCase()) &&
            (pairs === undefined || pairs.has(`${group.account}:${clusterNameOf(group)}`)),
        )
    if (expand) return reply.send(wanted.map((group) => views.serverGroup(group)))
    // The summaries are kept as text: thousands of them are sent without being made again.
    return reply.type('application/json; charset=utf-8').send(summariesText(wanted))
  }
  /** Of that application, where one is named: whoever may read one does not read another's groups under its name. */
  const require = ({ account, region, name }: Place, application?: string) => {
    const found = inventory.serverGroup(account, region, name)
    if (found && (application === undefined || inventory.serverGroupsOf(application).includes(found))) return found
    throw problem('notFound', `Server group not found (account: ${account}, region: ${region}, name: ${name})`)
  }
  const instanceAt = ({ account, region, id }: Place) => {
    const member = inventory.instance(account, region, id)
    const loose = member ? undefined : inventory.resource('instance', account, region, id)
    if (member || loose) return { member, loose }
    throw problem('notFound', `Instance not found (id: ${account}/${region}/${id})`)
  }

  return async (app) => {
    app.get('/applications/:application/serverGroups', async (request, reply) => {
      const { application } = paramsOf<keyof Place>(request)
      return answer(reply, inventory.serverGroupsOf(application), readQuery(listQuery, request))
    })
    app.get('/serverGroups', async (request, reply) => {
      const query = readQuery(findQuery, request)
      const { applications, ids } = query
      if ((applications === undefined) === (ids === undefined)) {
        throw problem('invalid', 'Provide either `applications` or `ids` (account:region:name), and not both')
      }
      const listed = (text: string) => text.split(',').filter(Boolean)
      const groups =
        ids === undefined
          ? listed(applications ?? '').flatMap((application) => inventory.serverGroupsOf(application))
          : listed(ids).flatMap((id) => {
              const [account, region, name] = id.split(':')
              if (account && region && name) return inventory.serverGroup(account, region, name) ?? []
              throw problem('invalid', `'${id}' is no id of a server group: account:region:name`)
            })
      return answer(reply, groups, query)
    })
    app.get('/applications/:application/serverGroups/:account/:region/:name', async (request) => {
      const params = paramsOf<keyof Place>(request)
      return views.serverGroup(require(params, params.application), readQuery(detailQuery, request).includeDetails)
    })
    app.get('/serverGroups/:account/:region/:name', async (request) =>
      views.serverGroup(require(paramsOf<keyof Place>(request)), readQuery(detailQuery, request).includeDetails),
    )
    app.get('/instances/:account/:region/:id', async (request) => {
      const { member, loose } = instanceAt(paramsOf<keyof Place>(request))
      return member ? views.instance(member.serverGroup, member.instance) : views.looseInstance(loose!)
    })
    app.get('/instances/:account/:region/:id/console', async (request) => {
      const { account: name, region, id } = paramsOf<keyof Place>(request)
      const { provider, cloudProvider } = readQuery(consoleQuery, request)
      const found = accounts.find(name)
      const isAsked = [undefined, '', found?.provider.id].includes(cloudProvider ?? provider)
      const read = isAsked ? found?.provider.reads?.console : undefined
      const output = read && (await read(found!.account as CloudAccount, region, id))
      if (output === undefined) instanceAt(paramsOf<keyof Place>(request))
      return { output: output ?? '' }
    })
  }
}
