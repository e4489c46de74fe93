import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { requireAdmin } from '../access/index.ts'
import { notFound } from '../problems.ts'
import type { DocumentKind } from '../store/index.ts'
import { type Front50Context, userOf } from './context.ts'

const KINDS = {
  APPLICATION: 'application',
  APPLICATION_PERMISSION: 'applicationPermission',
  NOTIFICATION: 'notification',
  PIPELINE: 'pipeline',
  PIPELINE_TEMPLATE: 'pipelineTemplate',
  PROJECT: 'project',
  SERVICE_ACCOUNT: 'serviceAccount',
  STRATEGY: 'strategy',
} as const satisfies Record<string, DocumentKind>

const objectType = z
  .string()
  .toUpperCase()
  .pipe(z.enum(Object.keys(KINDS) as (keyof typeof KINDS)[]))

/** `/admin/recover`: takes a deletion back. The original asks nobody for a right; here it takes an administrator. */
export function adminRoutes({ documents, authorization }: Front50Context): FastifyPluginCallbackZod {
  return (app, _, done) => {
    const body = z.object({ objectType, objectId: z.string() })
    app.post('/admin/recover', { schema: { body } }, async (request, reply) => {
      const { objectType, objectId } = request.body
      const author = userOf(request)
      await requireAdmin(authorization, author)
      await documents.write(author, async (writer) => {
        if (!(await writer.recover(KINDS[objectType], objectId))) {
          throw notFound(`No deleted ${objectType} found with id ${objectId}`)
        }
        if (objectType === 'APPLICATION') await writer.recover('applicationPermission', objectId)
      })
      await authorization.permissionsChanged()
      return reply.send()
    })
    done()
  }
}
