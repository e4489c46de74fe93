import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { presentPipeline } from '../pipelines/index.ts'
import {
  createTemplate,
  deleteTemplate,
  dependentPipelines,
  getTemplate,
  listTemplates,
  listVersions,
  templateSchema,
  updateTemplate,
} from '../templates/index.ts'
import { type Front50Context, userOf } from './context.ts'
import { list } from './parameters.ts'

const identified = z.object({ id: z.string() })
const scopes = z.object({ scopes: list.default([]) })
const absentWhenEmpty = z
  .string()
  .optional()
  .transform((text) => text || undefined)
const tagged = z.object({ tag: absentWhenEmpty })
const version = z.object({ tag: absentWhenEmpty, digest: absentWhenEmpty })

/** `/v2/pipelineTemplates`: pipelines with gaps, in versions. Nobody is asked for a right here, as in the original. */
export function pipelineTemplateRoutes({ documents }: Front50Context): FastifyPluginCallbackZod {
  const base = '/v2/pipelineTemplates'

  return (app, _, done) => {
    app.get(base, { schema: { querystring: scopes } }, async (request) =>
      listTemplates(documents, request.query.scopes),
    )

    app.get(`${base}/versions`, { schema: { querystring: scopes } }, async (request) =>
      listVersions(documents, request.query.scopes),
    )

    app.post(base, { schema: { body: templateSchema, querystring: tagged } }, async (request, reply) => {
      await createTemplate(documents, request.body, request.query.tag, userOf(request))
      return reply.send()
    })

    app.get(`${base}/:id`, { schema: { params: identified, querystring: version } }, async (request) =>
      getTemplate(documents, request.params.id, request.query),
    )

    const change = { params: identified, body: templateSchema, querystring: tagged }
    app.put(`${base}/:id`, { schema: change }, async (request) => {
      const { id } = request.params
      const { tag } = request.query
      await updateTemplate(documents, id, request.body, tag, userOf(request))
      return getTemplate(documents, id, { tag })
    })

    app.delete(`${base}/:id`, { schema: { params: identified, querystring: version } }, async (request, reply) => {
      await deleteTemplate(documents, request.params.id, request.query, userOf(request))
      return reply.send()
    })

    app.get(`${base}/:id/dependentPipelines`, { schema: { params: identified } }, async (request) =>
      (await dependentPipelines(documents, request.params.id)).map(presentPipeline),
    )
    done()
  }
}
