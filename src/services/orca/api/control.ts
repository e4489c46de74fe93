import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { currentIdentity } from '../../../platform/identity/index.ts'
import { executionMessage, forceCancel, pause, resume } from '../engine/index.ts'
import type { ExecutionType } from '../model.ts'
import { type OrcaContext, requireExecution } from './context.ts'
import { executionId, flag } from './parameters.ts'

const cancelQuery = z.object({
  reason: z.string().optional(),
  force: flag(false).describe('End it at once, without waiting for its tasks.'),
})

/** Cancel, pause and resume; all are accepted and done soon after. */
export function controlRoutes(context: OrcaContext): FastifyPluginAsyncZod {
  const { engine } = context
  return async (app) => {
    const schema = { params: executionId, querystring: cancelQuery }
    app.put('/pipelines/:id/cancel', { schema }, async (request, reply) => {
      const { reason, force } = request.query
      await cancel(context, request.params.id, 'PIPELINE', reason)
      if (force) await engine.change(request.params.id, (step) => forceCancel(step, theUser(), reason))
      return reply.code(202).send()
    })

    for (const [action, change] of Object.entries({ pause, resume })) {
      app.put(`/pipelines/:id/${action}`, { schema: { params: executionId } }, async (request, reply) => {
        await requireExecution(context, request.params.id, 'PIPELINE', 'none')
        const user = theUser()
        await engine.change(request.params.id, (step) => change(step, user))
        return reply.code(202).send()
      })
    }
  }
}

export const theUser = () => currentIdentity().user ?? 'anonymous'

/** Asks the engine to end an execution; 404 when there is none. */
export async function cancel(context: OrcaContext, id: string, type: ExecutionType, reason?: string): Promise<void> {
  const execution = await requireExecution(context, id, type, 'none')
  const message = { ...executionMessage('cancelExecution', execution), user: theUser(), ...(reason ? { reason } : {}) }
  await context.engine.post(message)
}
