import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { openPermission, permissionSchema, permissionsOf, presentPermission, rolesOf } from '../applications/index.ts'
import { notFound } from '../problems.ts'
import type { Document, Json } from '../store/index.ts'
import { type Front50Context, userOf } from './context.ts'

const named = z.object({ application: z.string() })

/**
 * `/permissions/applications`: who may do what with an application, kept apart from the application, since it outlives
 * it. For the other services only: nobody is asked for a right here, so keep these routes off the public network.
 */
export function permissionRoutes({ documents, authorization }: Front50Context): FastifyPluginCallbackZod {
  const save = async (
    application: string,
    permission: z.infer<typeof permissionSchema>,
    author: string,
  ): Promise<Json> => {
    const { before, after } = await documents.write(author, async (writer) => ({
      before: await writer.find('applicationPermission', application),
      after: await writer.put({ kind: 'applicationPermission', id: application, body: permission }),
    }))
    await tellRoles(before, after)
    return presentPermission(after)
  }
  const tellRoles = (...versions: (Document | undefined)[]) =>
    authorization.permissionsChanged([...new Set(versions.flatMap((version) => rolesOf(permissionsOf(version))))])

  return (app, _, done) => {
    app.get('/permissions/applications', async () => {
      const [permissions, applications] = await Promise.all([
        documents.list('applicationPermission'),
        documents.list('application'),
      ])
      const restricted = new Set(permissions.map(({ id }) => id))
      const open = applications.filter(({ id }) => !restricted.has(id))
      return [...permissions.map(presentPermission), ...open.map(({ body }) => openPermission(String(body.name)))]
    })

    app.get('/permissions/applications/:application', { schema: { params: named } }, async (request) => {
      const { application } = request.params
      const found = await documents.find('applicationPermission', application)
      if (!found) throw notFound(`No permissions found for application ${application}`)
      return presentPermission(found)
    })

    app.post('/permissions/applications', { schema: { body: permissionSchema } }, async (request) =>
      save(request.body.name, request.body, userOf(request)),
    )

    const change = { params: named, body: permissionSchema }
    app.put('/permissions/applications/:application', { schema: change }, async (request) => {
      const { application } = request.params
      return save(application, { ...request.body, name: application }, userOf(request))
    })

    app.delete('/permissions/applications/:application', { schema: { params: named } }, async (request, reply) => {
      const { application } = request.params
      const before = await documents.find('applicationPermission', application)
      await documents.write(userOf(request), (writer) => writer.remove('applicationPermission', application))
      await tellRoles(before)
      return reply.send()
    })
    done()
  }
}
