import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import { whyForbidden } from '../launch/index.ts'
import type { OrcaContext } from './context.ts'
import { executionId, flag } from './parameters.ts'

const pipelineBody = z.looseObject({ plan: z.unknown().optional() }).describe('A pipeline and its trigger.')
const triggerBody = z.looseObject({}).nullish()
const planQuery = z.object({ resolveArtifacts: flag(false) })
const failedBody = z.looseObject({ errorMessage: z.string().default('it could not be started') })
const job = z.array(z.looseObject({}))
const taskBody = z.union([job, z.looseObject({ job })], 'the task has no list `job` of stages')

/** Ways to start work (orca: OperationsController). */
export function startRoutes({ launcher, front50, config }: OrcaContext): FastifyPluginAsyncZod {
  const configOf = async (id: string, trigger: unknown) => {
    const found = await front50.findConfig('pipelines', id)
    if (!found) throw problem('notFound', `Pipeline config not found (id: ${id})`)
    return { ...found, trigger }
  }
  return async (app) => {
    app.post('/orchestrate', { schema: { body: pipelineBody } }, async (request) => {
      if (request.body.plan === true) return launcher.plan(request.body)
      const { id } = await launcher.launch('PIPELINE', request.body)
      return { ref: `/pipelines/${id}` }
    })
    app.post('/orchestrate/:id', { schema: { params: executionId, body: triggerBody } }, async (request) => {
      const pipeline = await configOf(request.params.id, request.body ?? {})
      const { id } = await launcher.launch('PIPELINE', pipeline)
      return { ref: `/pipelines/${id}` }
    })

    app.post('/plan', { schema: { querystring: planQuery, body: pipelineBody } }, async (request) =>
      launcher.plan(request.body, request.query),
    )
    const planOfConfig = { params: executionId, querystring: planQuery, body: triggerBody }
    app.post('/plan/:id', { schema: planOfConfig }, async (request) =>
      launcher.plan(await configOf(request.params.id, request.body ?? {}), request.query),
    )

    app.post('/fail', { schema: { body: failedBody } }, async (request, reply) => {
      await launcher.fail('PIPELINE', request.body, request.body.errorMessage)
      return reply.code(200).send()
    })

    app.post('/ops', { schema: { body: taskBody } }, async (request) => {
      const { job: stages, ...task } = Array.isArray(request.body) ? { job: request.body } : request.body
      const body = { ...task, stages }
      const reason = whyForbidden(stages, currentIdentity().user, config.executions)
      const { id } =
        reason === undefined
          ? await launcher.launch('ORCHESTRATION', body)
          : await launcher.fail('ORCHESTRATION', body, reason)
      return { ref: `/tasks/${id}` }
    })
  }
}
