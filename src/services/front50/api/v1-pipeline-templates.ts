import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { presentPipeline } from '../pipelines/index.ts'
import {
  createV1Template,
  deleteV1Template,
  getV1Template,
  listAllTemplates,
  templateSchema,
  updateV1Template,
  v1Dependents,
} from '../templates/index.ts'
import { type Front50Context, userOf } from './context.ts'
import { list } from './parameters.ts'

const identified = z.object({ id: z.string() })
const scopes = z.object({ scopes: list.default([]) })
const recursive = z.object({ recursive: z.stringbool().default(false) })

/** `/pipelineTemplates`: templates of version 1. Nobody is asked for a right here, as in the original. */
export function v1PipelineTemplateRoutes({ documents }: Front50Context): FastifyPluginCallbackZod {
  const base = '/pipelineTemplates'

  return (app, _, done) => {
    app.get(base, { schema: { querystring: scopes } }, async (request) =>
      listAllTemplates(documents, request.query.scopes),
    )

    app.post(base, { schema: { body: templateSchema } }, async (request, reply) => {
      await createV1Template(documents, request.body, userOf(request))
      return reply.send()
    })

    app.get(`${base}/:id`, { schema: { params: identified } }, async (request) =>
      getV1Template(documents, request.params.id),
    )

    app.put(`${base}/:id`, { schema: { params: identified, body: templateSchema } }, async (request) => {
      await updateV1Template(documents, request.params.id, request.body, userOf(request))
      return getV1Template(documents, request.params.id)
    })

    app.delete(`${base}/:id`, { schema: { params: identified } }, async (request, reply) => {
      await deleteV1Template(documents, request.params.id, userOf(request))
      return reply.send()
    })

    const dependents = { params: identified, querystring: recursive }
    app.get(`${base}/:id/dependentPipelines`, { schema: dependents }, async (request) =>
      (await v1Dependents(documents, request.params.id, request.query.recursive)).map(presentPipeline),
    )
    done()
  }
}
