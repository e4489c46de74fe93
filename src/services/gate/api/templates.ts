import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { callJson } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Backends } from '../backends.ts'
import { parseBody } from './pipeline-configs.ts'

const version = z.object({ tag: z.string().optional(), digest: z.string().optional() })
const template = z.looseObject({ id: z.string(), schema: z.string() })

/** Pipeline templates, version 2: kept in Front50, planned by Orca. */
export function templateRoutes({ front50, orca }: Backends): FastifyPluginAsync {
  const scopes = (query: unknown) => {
    const { scopes: given = [] } = query as { scopes?: string | string[] }
    return [given].flat().flatMap((scope) => scope.split(','))
  }
  return async (app) => {
    app.get('/v2/pipelineTemplates', async (request) => front50.listTemplates(scopes(request.query)))
    app.get('/v2/pipelineTemplates/versions', async (request) => front50.listTemplateVersions(scopes(request.query)))
    app.get('/v2/pipelineTemplates/:id', async (request) => {
      const { id } = request.params as { id: string }
      const found = await front50.findTemplate(id, version.parse(request.query) as never)
      if (!found) throw problem('notFound', `Pipeline template not found (id: ${id})`)
      return found
    })
    app.get('/v2/pipelineTemplates/:id/dependents', async (request) => {
      return front50.templateDependents((request.params as { id: string }).id)
    })
    app.post('/v2/pipelineTemplates/plan', async (request) =>
      callJson(orca, {
        method: 'POST',
        path: '/v2/pipelineTemplates/plan',
        body: parseBody(z.looseObject({}), request.body),
      }),
    )
    app.post('/v2/pipelineTemplates/create', async (request, reply) => {
      await front50.createTemplate(parseBody(template, request.body), version.parse(request.query).tag)
      return reply.code(202).send({ status: 'SUCCEEDED' })
    })
    app.post('/v2/pipelineTemplates/update/:id', async (request, reply) => {
      const { id } = request.params as { id: string }
      await front50.updateTemplate(id, parseBody(template, request.body), version.parse(request.query).tag)
      return reply.code(200).send({ status: 'SUCCEEDED' })
    })
    app.delete('/v2/pipelineTemplates/:id', async (request, reply) => {
      await front50.deleteTemplate((request.params as { id: string }).id, version.parse(request.query) as never)
      return reply.code(202).send({ status: 'SUCCEEDED' })
    })
  }
}
