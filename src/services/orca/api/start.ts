import type { FastifyPluginAsync } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'
import type { OrcaContext } from './context.ts'

/** Ways to start work (orca: OperationsController). */
export function startRoutes({ launcher, front50 }: OrcaContext): FastifyPluginAsync {
  const configOf = async (id: string, trigger: unknown) => {
    const config = await front50.findConfig('pipelines', id)
    if (!config) throw problem('notFound', `Pipeline config not found (id: ${id})`)
    return { ...config, trigger }
  }
  return async (app) => {
    app.post('/orchestrate', async (request) => {
      if ((request.body as Json | undefined)?.plan === true) return launcher.plan(request.body)
      const { id } = await launcher.launch('PIPELINE', request.body)
      return { ref: `/pipelines/${id}` }
    })
    app.post('/orchestrate/:id', async (request) => {
      const { id } = request.params as { id: string }
      const execution = await launcher.launch('PIPELINE', await configOf(id, request.body ?? {}))
      return { ref: `/pipelines/${execution.id}` }
    })
    app.post('/plan', async (request) => launcher.plan(request.body, planOptions(request.query)))
    app.post('/plan/:id', async (request) => {
      const config = await configOf((request.params as { id: string }).id, request.body ?? {})
      return launcher.plan(config, planOptions(request.query))
    })
    app.post('/fail', async (request, reply) => {
      await launcher.fail(
        request.body,
        String((request.body as Json | undefined)?.errorMessage ?? 'it could not be started'),
      )
      return reply.code(200).send()
    })
    app.post('/ops', async (request) => {
      const body = request.body
      const task = Array.isArray(body) ? { job: body } : ((body ?? {}) as Json)
      const { job, ...rest } = task
      if (!Array.isArray(job)) throw problem('invalid', 'The task has no list `job` of stages.')
      const { id } = await launcher.launch('ORCHESTRATION', { ...rest, stages: job })
      return { ref: `/tasks/${id}` }
    })
  }
}

const planOptions = (query: unknown) => ({
  resolveArtifacts: (query as { resolveArtifacts?: string }).resolveArtifacts === 'true',
})
