import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'
import { convertToV1Template } from '../templates/index.ts'
import { json } from '../values.ts'
import type { OrcaContext } from './context.ts'

const source = z.object({
  source: z.string('template source must not be empty').trim().min(1, 'template source must not be empty'),
  executionId: z.string().optional(),
  pipelineConfigId: z.string().optional(),
})

/** Pipeline templates: planned, resolved, made from pipelines (orca: PipelineTemplateController, V2PipelineTemplateController). */
export function templateRoutes({ templates, executions }: OrcaContext): FastifyPluginAsyncZod {
  /** The trigger of an execution, for a source that is made from it. */
  async function triggerOf({ executionId, pipelineConfigId }: z.infer<typeof source>): Promise<Json | undefined> {
    if (executionId !== undefined) return (await executions.read(executionId, 'none'))?.trigger
    return pipelineConfigId === undefined ? undefined : (await executions.latestOf(pipelineConfigId))?.trigger
  }
  return async (app) => {
    app.post('/v2/pipelineTemplates/plan', async (request) => templates.plan(body(request.body)))
    app.get('/pipelineTemplate', { schema: { querystring: source } }, async ({ query }) =>
      templates.resolve(query.source, await triggerOf(query)),
    )
    app.post('/convertPipelineToTemplate', async (request, reply) =>
      reply.type('text/x-yaml').send(convertToV1Template(body(request.body))),
    )
  }
}

function body(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return json(value)
  throw problem('invalid', 'The body must be a pipeline, as a JSON object')
}
