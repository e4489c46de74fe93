import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callJson } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import { type Backends, passOn } from '../backends.ts'
import { runConfigTask, submitTask } from '../tasks/index.ts'
import { parseBody, parseQuery } from './parameters.ts'

const version = z.object({ tag: z.string().optional(), digest: z.string().optional() })
const skip = z.object({ skipPlanDependents: z.string().optional() })
const template = z.looseObject({ id: z.string(), schema: z.string().optional() })

type Template = z.infer<typeof template>

/** Pipeline templates of both versions: kept in Front50, planned by Orca, changed by tasks. */
export function templateRoutes(backends: Backends): FastifyPluginAsync {
  const { front50, orca } = backends
  return async (app) => {
    app.get('/v2/pipelineTemplates', async (request) => front50.listTemplates(scopes(request.query)))
    app.get('/v2/pipelineTemplates/versions', async (request) => front50.listTemplateVersions(scopes(request.query)))
    app.get('/v2/pipelineTemplates/:id', async (request) => {
      const found = await front50.findTemplate(idOf(request), parseQuery(version, request) as never)
      if (!found) throw problem('notFound', `Pipeline template not found (id: ${idOf(request)})`)
      return found
    })
    app.get('/v2/pipelineTemplates/:id/dependents', async (request) =>
      (await front50.templateDependents(idOf(request))).map(dependent),
    )
    app.post('/v2/pipelineTemplates/plan', async (request) =>
      callJson(orca, {
        method: 'POST',
        path: '/v2/pipelineTemplates/plan',
        body: parseBody(z.looseObject({}), request.body),
      }),
    )
    app.post('/v2/pipelineTemplates/create', async (request) => {
      const body = versionTwo(parseBody(template, request.body))
      return runConfigTask(backends, 'Pipeline template creation', {
        ...about(body, `Create pipeline template '${body.id}'`),
        job: [{ type: 'createV2PipelineTemplate', pipelineTemplate: base64(body), ...tagOf(request) }],
      })
    })
    app.post('/v2/pipelineTemplates/update/:id', async (request) => {
      const id = idOf(request)
      const body = versionTwo(parseBody(template, request.body))
      return runConfigTask(backends, 'Pipeline template update', {
        ...about(body, `Update pipeline template '${id}'`),
        job: [
          {
            type: 'updateV2PipelineTemplate',
            id,
            pipelineTemplate: base64(body),
            ...tagOf(request),
            ...parseQuery(skip, request),
          },
        ],
      })
    })
    app.delete('/v2/pipelineTemplates/:id', async (request, reply) => {
      const id = idOf(request)
      const task = await runConfigTask(backends, 'Pipeline template deletion', {
        application: applicationOf(request.query),
        description: `Delete pipeline template '${id}'`,
        job: [{ type: 'deleteV2PipelineTemplate', pipelineTemplateId: id, ...parseQuery(version, request) }],
      })
      // Spinnaker answers 200, which no release of spin takes for a success.
      return reply.code(202).send(task)
    })

    app.get('/pipelineTemplates', async (request) => front50.listV1Templates(scopes(request.query)))
    app.get(
      '/pipelineTemplates/resolve',
      passOn(orca, () => '/pipelineTemplate'),
    )
    app.get('/pipelineTemplates/:id', async (request) => {
      const found = await front50.findV1Template(idOf(request))
      if (!found) throw problem('notFound', `Pipeline template not found (id: ${idOf(request)})`)
      return found
    })
    app.get('/pipelineTemplates/:id/dependents', async (request) => {
      const { recursive } = request.query as { recursive?: string }
      return (await front50.v1TemplateDependents(idOf(request), recursive === 'true')).map(dependent)
    })
    const accepted = async (reply: FastifyReply, task: Parameters<typeof submitTask>[1]) =>
      reply.code(202).send(await submitTask(backends, task))
    app.post('/pipelineTemplates', async (request, reply) => {
      const body = parseBody(template, request.body)
      return accepted(reply, {
        ...about(body, `Create pipeline template '${body.id}'`),
        job: [{ type: 'createPipelineTemplate', pipelineTemplate: base64(body) }],
      })
    })
    app.post('/pipelineTemplates/:id', async (request, reply) => {
      const id = idOf(request)
      const body = parseBody(template, request.body)
      return accepted(reply, {
        ...about(body, `Update pipeline template '${id}'`),
        job: [{ type: 'updatePipelineTemplate', id, pipelineTemplate: base64(body), ...parseQuery(skip, request) }],
      })
    })
    app.delete('/pipelineTemplates/:id', async (request, reply) =>
      accepted(reply, {
        application: applicationOf(request.query),
        description: `Delete pipeline template '${idOf(request)}'`,
        job: [{ type: 'deletePipelineTemplate', pipelineTemplateId: idOf(request) }],
      }),
    )
    app.get('/pipelineConfigs/:id/convertToTemplate', async (request, reply) => {
      const config = await front50.findConfig('pipelines', idOf(request))
      if (!config) throw problem('notFound', `Pipeline config not found (id: ${idOf(request)})`)
      const yaml = await callJson(orca, { method: 'POST', path: '/convertPipelineToTemplate', body: config })
      return reply.type('text/x-yaml').send(yaml)
    })
  }
}

const idOf = ({ params }: { params: unknown }) => (params as { id: string }).id

const scopes = (query: unknown) => {
  const { scopes: many, scope } = query as { scopes?: string | string[]; scope?: string | string[] }
  return [many ?? scope ?? []].flat().flatMap((text) => text.split(','))
}

function versionTwo(body: Template): Template {
  if (body.schema === undefined || body.schema === 'v2') return { ...body, schema: 'v2' }
  throw problem('invalid', `Pipeline template schema version is invalid: it must be v2, not ${body.schema}`)
}

function tagOf(request: FastifyRequest): { tag?: string } {
  const { tag } = parseQuery(version, request)
  return tag ? { tag } : {}
}

/** The application whose task a change is: the only one that the template is meant for, else Spinnaker itself. */
function about(body: Template, description: string) {
  const { scopes: meant } = (body.metadata ?? {}) as { scopes?: string[] }
  const [only, ...others] = Array.isArray(meant) ? meant : []
  return { application: only !== undefined && others.length === 0 ? only : 'spinnaker', description }
}

const applicationOf = (query: unknown) => (query as { application?: string }).application ?? 'spinnaker'

const dependent = ({ application, id, name }: { application?: string; id?: string; name?: string }) => ({
  application: application ?? 'UNKNOWN',
  pipelineConfigId: id ?? 'UNKNOWN',
  pipelineName: name ?? 'UNKNOWN',
})

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
