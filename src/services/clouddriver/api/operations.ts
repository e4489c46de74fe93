import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { providerIn, readOperations } from '../operations/index.ts'
import type { ClouddriverContext } from './context.ts'
import { paramsOf, readQuery } from './query.ts'

const submitQuery = z.object({ clientRequestId: z.string().min(1).optional() })
const settleBody = z.looseObject({ retry: z.boolean('say with `retry` whether the task may be restarted') })

type Params = Record<'provider' | 'name' | 'id', string>

/** Operations on clouds, and the tasks that they run as (clouddriver: OperationsController, TaskController). */
export function operationRoutes({ tasks, operations: known }: ClouddriverContext): FastifyPluginAsync {
  const submit = async (provider: string | undefined, body: unknown, clientRequestId: string | undefined) => {
    const operations = readOperations(body)
    const id = await tasks.submit(provider ?? providerIn(known, operations), operations, clientRequestId)
    return { id, resourceUri: `/task/${id}` }
  }
  return async (app) => {
    app.post('/ops', async (request) => {
      const { clientRequestId } = readQuery(submitQuery, request)
      return submit(undefined, request.body, clientRequestId)
    })
    app.post('/ops/:name', async (request) => {
      const { clientRequestId } = readQuery(submitQuery, request)
      return submit(undefined, [{ [paramsOf<keyof Params>(request).name]: request.body }], clientRequestId)
    })
    app.post('/:provider/ops', async (request) => {
      const { clientRequestId } = readQuery(submitQuery, request)
      return submit(paramsOf<keyof Params>(request).provider, request.body, clientRequestId)
    })
    app.post('/:provider/ops/:name', async (request) => {
      const { provider, name } = paramsOf<keyof Params>(request)
      const { clientRequestId } = readQuery(submitQuery, request)
      const { operationLifecycle } = (request.body ?? {}) as { operationLifecycle?: unknown }
      // What comes before and after an operation is for clouds that have such; ours have not.
      return operationLifecycle === undefined ? submit(provider, [{ [name]: request.body }], clientRequestId) : {}
    })

    app.get('/task', async () => tasks.running())
    app.get('/task/:id', async (request) => tasks.find(paramsOf<keyof Params>(request).id))
    // The parameter has a pattern of its own, because its default one would take the verb after the colon as well.
    app.post('/task/:id([^:]+)::resume', async (request) => {
      const { id } = paramsOf<keyof Params>(request)
      await tasks.resume(id)
      return { id, resourceUri: `/task/${id}` }
    })
    app.patch('/:provider/task/:id', async (request) => {
      const { id } = paramsOf<keyof Params>(request)
      const parsed = settleBody.safeParse(request.body)
      if (!parsed.success) throw problem('invalid', z.prettifyError(parsed.error))
      await tasks.settle(id, parsed.data.retry)
      return tasks.find(id)
    })
    app.post('/:provider/task/:id/restart', async (request) => {
      const { id, provider } = paramsOf<keyof Params>(request)
      await tasks.restart(id, provider, readOperations(request.body))
      return { id, resourceUri: `/task/${id}` }
    })
    app.get('/:provider/task/:id/owner', async (request) => {
      const { ownerId } = await tasks.find(paramsOf<keyof Params>(request).id)
      return { name: ownerId }
    })
  }
}
