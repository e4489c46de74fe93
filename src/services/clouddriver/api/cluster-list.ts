import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import {
  clusterOutline,
  filtered,
  firewallsOf,
  inListOrder,
  instanceSorts,
  rowsText,
  sortedInstances,
  unreadAccounts,
} from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

/** Deck's addresses write a comma within a value as `%2c`. */
const list = z
  .string()
  .optional()
  .transform((text) => (text ? text.split(',').map((each) => each.replaceAll('%2c', ',')) : []))
const count = (preset: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(0).max(most).default(preset)
const bound = z
  .string()
  .optional()
  .transform((text) => (text ? Number(text) : undefined))
  .refine((value) => value === undefined || Number.isFinite(value), 'must be a number')
const sort = z.enum(instanceSorts).catch('launchTime').default('launchTime')

const listQuery = z.object({
  q: z.string().optional(),
  acct: list,
  reg: list,
  stack: list,
  detail: list,
  category: list,
  status: list,
  zone: list,
  instanceType: list,
  providerType: list,
  labels: list,
  clusters: list,
  minInstances: bound,
  maxInstances: bound,
  instanceSort: sort,
  /** Whether to tell how the whole list looks, beside the rows. */
  outline: flag(true),
  offset: count(0),
  limit: count(100, 500),
})
const instancesQuery = z.object({
  account: z.string().min(1),
  region: z.string().min(1),
  serverGroup: z.string().min(1),
  instanceSort: sort,
  offset: count(0),
  limit: count(100, 1_000),
})

/** An application's server groups as a list that may be of any length: filtered, laid out and paged here. */
export function clusterListRoutes({ inventory, agents }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.get('/v1/applications/:application/clusters', async (request, reply) => {
      const { application } = paramsOf<'application'>(request)
      const { outline, offset, limit, instanceSort, minInstances, maxInstances, q, ...sets } = readQuery(
        listQuery,
        request,
      )
      const all = inListOrder(inventory.serverGroupsOf(application))
      const { matched, facets } = filtered(all, {
        ...sets,
        ...(q === undefined ? {} : { q }),
        ...(minInstances === undefined ? {} : { minInstances }),
        ...(maxInstances === undefined ? {} : { maxInstances }),
      })
      const outlined = () => ({
        ...clusterOutline(matched, { all, facets }),
        unread: unreadAccounts(agents.statuses(), new Set(all.map(({ account }) => account))),
      })
      const head = outline ? JSON.stringify(outlined()).slice(1, -1) : '"outline":false'
      const rows = rowsText(matched.slice(offset, offset + limit), instanceSort)
      return reply
        .type('application/json; charset=utf-8')
        .send(`{${head},"total":${matched.length},"offset":${offset},"serverGroups":${rows}}`)
    })
    app.get('/v1/applications/:application/firewalls', async (request) =>
      firewallsOf(inventory, paramsOf<'application'>(request).application),
    )
    app.get('/v1/applications/:application/instances', async (request) => {
      const { application } = paramsOf<'application'>(request)
      const { account, region, serverGroup: name, offset, limit, instanceSort } = readQuery(instancesQuery, request)
      const group = inventory.serverGroup(account, region, name)
      if (group === undefined || !inventory.serverGroupsOf(application).includes(group))
        throw problem('notFound', `Server group not found (account: ${account}, region: ${region}, name: ${name})`)
      const instances = sortedInstances(group, instanceSort)
      return {
        total: instances.length,
        offset,
        instances: instances.slice(offset, offset + limit).map((instance) => ({
          id: instance.name,
          name: instance.displayName ?? instance.name,
          healthState: instance.healthState,
          launchTime: instance.launchTime,
          zone: instance.zone,
          health: instance.health.map(({ type, state }) => ({ type, state })),
        })),
      }
    })
    app.get('/v1/applications/:application/instances/:id', async (request) => {
      const { application, id } = paramsOf<'application' | 'id'>(request)
      const groups = inventory.serverGroupsOf(application)
      for (const account of new Set(groups.map((group) => group.account))) {
        const found = inventory.instance(account, undefined, id)
        if (found === undefined || !groups.includes(found.serverGroup)) continue
        const { region, name, provider } = found.serverGroup
        return { id, account, region, serverGroup: name, cloudProvider: provider }
      }
      throw problem('notFound', `Instance not found (application: ${application}, id: ${id})`)
    })
  }
}
