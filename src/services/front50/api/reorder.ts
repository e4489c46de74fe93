import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { requireRight } from '../access/index.ts'
import { reorderPipelines } from '../pipelines/index.ts'
import { foldCase } from '../store/index.ts'
import { type Front50Context, userOf } from './context.ts'

const required = (field: string) => ({ error: `\`${field}\` is required field on request body` })
const body = z.object({
  application: z.string(required('application')),
  idsToIndices: z.record(z.string(), z.number().int(), required('idsToIndices')),
})

/** `/actions/…/reorder`: the order in which an application's pipelines or strategies are shown. */
export function reorderRoutes({ documents, authorization }: Front50Context): FastifyPluginCallbackZod {
  return (app, _, done) => {
    for (const [kind, path] of [
      ['pipeline', 'pipelines'],
      ['strategy', 'strategies'],
    ] as const) {
      app.post(`/actions/${path}/reorder`, { schema: { body } }, async (request, reply) => {
        const { application, idsToIndices } = request.body
        const author = userOf(request)
        await requireRight(authorization, author, 'WRITE', foldCase(application))
        await reorderPipelines(documents, kind, application, idsToIndices, author)
        return reply.send()
      })
    }
    done()
  }
}
