import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

const text = z.string().min(1).optional()
const reconcileQuery = z.object({ cloudProvider: text, account: text, region: text, dryRun: flag(true) })
const deleteQuery = z.object({ dryRun: flag(true), deleteFromSource: flag(false) })
const everything = { maxResults: Number.MAX_SAFE_INTEGER, tags: {} }

/**
 * Keeping the tags of entities in order (clouddriver: EntityTagsAdminController). In the original they are in two places;
 * here they are in one, so what only mends the second is done when it is asked for.
 */
export function tagAdminRoutes({ entities, inventory }: ClouddriverContext): FastifyPluginAsync {
  const remove = async (
    found: readonly { readonly id: string }[],
    query: z.infer<typeof deleteQuery>,
    each: (id: string) => Promise<void>,
  ) => {
    const isDone = !query.dryRun && query.deleteFromSource
    if (isDone) for (const { id } of found) await each(id)
    return { affectedIds: found.map(({ id }) => id), deletedFromSource: isDone, deletedFromElasticsearch: isDone }
  }
  return async (app) => {
    app.route({
      method: ['GET', 'POST'],
      url: '/admin/tags/reindex',
      handler: async (_request, reply) => reply.code(200).send(),
    })
    app.route({ method: ['GET', 'POST'], url: '/admin/tags/delta', handler: async () => ({}) })
    app.route({
      method: ['GET', 'POST'],
      url: '/admin/tags/reconcile',
      handler: async (request) => {
        const { dryRun, ...narrowed } = readQuery(reconcileQuery, request)
        const orphans = await entities.orphans(
          Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined)),
          ({ account, region, name }) => inventory.serverGroup(account, region, name) !== undefined,
        )
        if (!dryRun) for (const { id } of orphans) await entities.remove(id, 'all')
        return { dryRun, orphanCount: orphans.length, orphans: orphans.map(({ id }) => id) }
      },
    })
    app.route({
      method: ['GET', 'POST'],
      url: '/admin/tags/deleteByNamespace/:namespace',
      handler: async (request) => {
        const { namespace } = paramsOf<'namespace'>(request)
        const found = await entities.list({ ...everything, namespace })
        const names = new Map(
          found.map(({ id, tags }) => [id, tags.filter((tag) => tag.namespace === namespace).map(({ name }) => name)]),
        )
        return remove(found, readQuery(deleteQuery, request), (id) => entities.remove(id, names.get(id) ?? []))
      },
    })
    app.route({
      method: ['GET', 'POST'],
      url: '/admin/tags/deleteByTag/:tag',
      handler: async (request) => {
        const { tag } = paramsOf<'tag'>(request)
        const found = await entities.list({ ...everything, tags: { [tag]: '*' } })
        return remove(found, readQuery(deleteQuery, request), (id) => entities.remove(id, [tag]))
      },
    })
  }
}
