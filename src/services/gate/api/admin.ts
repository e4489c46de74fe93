import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { callJson } from '../../../platform/clients/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Backends } from '../backends.ts'

const forceCancelQuery = z.object({
  executionId: z.string('`executionId` is missing'),
  executionType: z.enum(['PIPELINE', 'ORCHESTRATION']).default('PIPELINE'),
})
const hydrateQuery = z.object({
  executionId: z.string('`executionId` is missing'),
  dryRun: z.enum(['true', 'false']).default('true'),
})

/** What operators do to an execution that seems stuck (gate: AdminController). */
export function adminRoutes({ orca }: Backends): FastifyPluginAsyncZod {
  return async (app) => {
    app.put('/admin/executions/forceCancel', { schema: { querystring: forceCancelQuery } }, async (request, reply) => {
      const query = { ...request.query, canceledBy: currentIdentity().user ?? 'admin' }
      await callJson(orca, { method: 'PUT', path: '/admin/forceCancelExecution', query })
      return reply.code(200).send()
    })

    app.post('/admin/executions/hydrate', { schema: { querystring: hydrateQuery } }, async (request) =>
      callJson(orca, { method: 'POST', path: '/admin/queue/hydrate', query: request.query }),
    )
  }
}
