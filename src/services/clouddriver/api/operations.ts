import type { FastifyPluginAsync } from 'fastify'
import { providerIn, readOperations } from '../operations/index.ts'
import type { ClouddriverContext } from './context.ts'

/** Operations on clouds, and the tasks that they run as (clouddriver: OperationsController, TaskController). */
export function operationRoutes({ tasks }: ClouddriverContext): FastifyPluginAsync {
  const submit = async (provider: string | undefined, body: unknown, query: unknown) => {
    const operations = readOperations(body)
    const { clientRequestId } = query as { clientRequestId?: string }
    const id = await tasks.submit(provider ?? providerIn(operations), operations, clientRequestId)
    return { id, resourceUri: `/task/${id}` }
  }
  return async (app) => {
    app.post('/ops', async (request) => submit(undefined, request.body, request.query))
    app.post('/:provider/ops', async (request) =>
      submit((request.params as { provider: string }).provider, request.body, request.query),
    )
    app.post('/:provider/ops/:name', async (request) => {
      const { provider, name } = request.params as { provider: string; name: string }
      const { operationLifecycle } = (request.body ?? {}) as { operationLifecycle?: unknown }
      // What comes before and after an operation is for clouds that have such; ours have not.
      return operationLifecycle === undefined ? submit(provider, [{ [name]: request.body }], request.query) : {}
    })
    app.get('/task', async () => tasks.running())
    app.get('/task/:id', async (request) => tasks.find((request.params as { id: string }).id))
    // The parameter has a pattern of its own, because its default one would take the verb after the colon as well.
    app.post('/task/:id([^:]+)::resume', async (request) => {
      const { id } = request.params as { id: string }
      await tasks.resume(id)
      return { id }
    })
  }
}
