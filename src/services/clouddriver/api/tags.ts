import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { ClouddriverContext } from './context.ts'
import { readQuery } from './query.ts'

const text = z.string().min(1).optional()
const listQuery = z.looseObject({
  cloudProvider: text,
  application: text,
  entityType: text,
  entityId: text,
  idPrefix: text,
  account: text,
  region: text,
  namespace: text,
  maxResults: z.coerce.number().int().nonnegative().default(5_000),
})

/** Tags of entities (clouddriver: EntityTagsController). They are written by operations. */
export function tagRoutes({ entities }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.get('/tags', async (request) => {
      const {
        entityId,
        cloudProvider,
        application,
        entityType,
        idPrefix,
        account,
        region,
        namespace,
        maxResults,
        ...rest
      } = readQuery(listQuery, request)
      const named = Object.entries(rest).filter(([key]) => key.toLowerCase().startsWith('tag:'))
      return entities.list({
        ...Object.fromEntries(
          Object.entries({ cloudProvider, application, entityType, idPrefix, account, region, namespace }).filter(
            ([, value]) => value !== undefined,
          ),
        ),
        ...(entityId === undefined ? {} : { entityIds: entityId.split(',').filter(Boolean) }),
        tags: Object.fromEntries(named.map(([key, value]) => [key.slice('tag:'.length), String(value)])),
        maxResults,
      })
    })
    // An id has colons, and may have slashes.
    app.get('/tags/*', async (request) => entities.get((request.params as { '*': string })['*']))
  }
}
