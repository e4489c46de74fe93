import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { pathSegments } from '../../../platform/clients/index.ts'
import { type Backends, passOn } from '../backends.ts'
import { submitTask } from '../tasks/index.ts'
import { parseBody } from './parameters.ts'

const tags = z.array(z.looseObject({ name: z.string() }), 'the body is a list of tags')
const text = z.string().optional()
const entity = z.object({
  entityId: z.string('name the entityId'),
  entityType: z.string('name the entityType'),
  account: text,
  region: text,
  cloudProvider: z.string().default('*'),
  application: text,
  isPartial: z.enum(['true', 'false']).default('true'),
})
const batch = z.array(z.looseObject({ entityRef: z.looseObject({}), tags }), 'the body is a list of tagged entities')

/** Tags of entities: read from Clouddriver, written by tasks (gate: EntityTagsController). */
export function entityTagRoutes(backends: Backends): FastifyPluginAsync {
  const { clouddriver } = backends
  return async (app) => {
    app.get('/tags', passOn(clouddriver))
    // Ids are lower case, and have colons.
    app.get(
      '/tags/*',
      passOn(clouddriver, (params) => `/tags/${pathSegments(decodeURIComponent(params['*'] ?? '').toLowerCase())}`),
    )
    app.post('/tags', async (request, reply) => {
      const { application, isPartial, ...entityRef } = parseBody(entity, request.query, 'query')
      const { entityId, account } = entityRef
      const task = await submitTask(backends, {
        application: application ?? 'spinnaker',
        description: `Create Tag(s) for '${entityId}' in '${account ?? '*'}'`,
        job: [
          {
            type: 'upsertEntityTags',
            entityRef: { ...entityRef, ...(application === undefined ? {} : { application }) },
            tags: parseBody(tags, request.body),
            isPartial: isPartial === 'true',
          },
        ],
      })
      return reply.code(202).send(task)
    })
    app.post('/batch/tags', async (request, reply) => {
      const { application } = parseBody(z.object({ application: z.string().default('adhoc') }), request.query, 'query')
      const entityTags = parseBody(batch, request.body)
      const task = await submitTask(backends, {
        application,
        description: `Create Tag(s) for ${entityTags.length} entities`,
        job: [{ type: 'bulkUpsertEntityTags', entityTags }],
      })
      return reply.code(202).send(task)
    })
    app.delete('/tags/:id/:tags', async (request, reply) => {
      const { id, tags: names } = request.params as { id: string; tags: string }
      const { application } = parseBody(
        z.object({ application: z.string().default('spinnaker') }),
        request.query,
        'query',
      )
      const task = await submitTask(backends, {
        application,
        description: `Deleting Tags on '${id}'`,
        job: [{ type: 'deleteEntityTags', id: id.toLowerCase(), tags: names.split(',').filter(Boolean) }],
      })
      return reply.code(202).send(task)
    })
  }
}
