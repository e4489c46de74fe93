import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readable, requireAdmin, requireRight } from '../access/index.ts'
import {
  applicationName,
  applicationNotFound,
  applicationSchema,
  changeApplication,
  createApplication,
  deleteApplication,
  importApplications,
  isRestricted,
  permissionsOf,
  presentApplication,
  searchByAttributes,
} from '../applications/index.ts'
import { ApplicationInvalid, forbidden } from '../problems.ts'
import { type Document, foldCase, type Json } from '../store/index.ts'
import { type Front50Context, userOf } from './context.ts'
import { attributesIn, count, flag, historyQuery } from './parameters.ts'

const named = z.object({ name: z.string() })
const listQuery = z.looseObject({ pageSize: count, restricted: flag.default(true) })

/** `/v2/applications`: who owns what, and how it likes to be shown. */
export function applicationRoutes(context: Front50Context): FastifyPluginCallbackZod {
  const { documents, authorization } = context

  const permissionsIfRestricted = async (application: string) => {
    const permissions = permissionsOf(await documents.find('applicationPermission', application))
    return isRestricted(permissions) ? permissions : undefined
  }
  const load = async (name: string): Promise<Document> => {
    const found = await documents.find('application', name)
    if (!found) throw applicationNotFound(name)
    return found
  }

  return (app, _, done) => {
    app.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof ApplicationInvalid)) throw error
      return reply.code(400).send(validationBody(error))
    })

    app.get('/v2/applications', { schema: { querystring: listQuery } }, async (request) => {
      const { pageSize, restricted, ...attributes } = request.query
      const [all, permissions] = await Promise.all([
        documents.list('application'),
        documents.list('applicationPermission'),
      ])
      const visible = restricted ? await readable(authorization, userOf(request), all, ({ id }) => id) : all
      const byApplication = new Map(permissions.map((document) => [document.id, permissionsOf(document)]))
      const applications = visible.map((document) => {
        const own = byApplication.get(document.id) ?? {}
        return presentApplication(document, isRestricted(own) ? own : undefined)
      })
      return searchByAttributes(applications, attributesIn(attributes)).slice(0, pageSize)
    })

    app.post('/v2/applications', { schema: { body: applicationSchema } }, async (request) => {
      const user = userOf(request)
      const name = applicationName(request.body)
      if (!(await authorization.canCreateApplication(user, foldCase(name)))) {
        throw forbidden(`Access denied: ${user} may not create the application ${foldCase(name)}`)
      }
      const created = await createApplication(context, request.body, user)
      await authorization.permissionsChanged()
      return created
    })

    app.get('/v2/applications/:name', { schema: { params: named } }, async (request) => {
      const found = await load(request.params.name)
      await requireRight(authorization, userOf(request), 'READ', found.id)
      return presentApplication(found, await permissionsIfRestricted(found.id))
    })

    for (const { method, merge } of [
      { method: 'PATCH', merge: true },
      { method: 'PUT', merge: false },
    ] as const) {
      const schema = { params: named, body: applicationSchema }
      app.route({
        method,
        url: '/v2/applications/:name',
        schema,
        handler: async (request) => {
          const { name } = request.params
          const author = userOf(request)
          await requireRight(authorization, author, 'WRITE', foldCase(name))
          return changeApplication(context, name, request.body, { merge, author })
        },
      })
    }

    app.delete('/v2/applications/:name', { schema: { params: named } }, async (request, reply) => {
      const { name } = request.params
      const author = userOf(request)
      await requireRight(authorization, author, 'WRITE', foldCase(name))
      await deleteApplication(documents, name, author)
      return reply.code(204).send()
    })

    app.get(
      '/v2/applications/:name/history',
      { schema: { params: named, querystring: historyQuery } },
      async (request) => {
        const { id } = await load(request.params.name)
        await requireRight(authorization, userOf(request), 'READ', id)
        const history = await documents.history('application', id, request.query.limit)
        return history.map((document): Json => presentApplication(document))
      },
    )

    const batch = { body: z.array(applicationSchema) }
    app.post('/v2/applications/batch/applications', { schema: batch }, async (request) => {
      const author = userOf(request)
      await requireAdmin(authorization, author)
      const saved = await importApplications(context, request.body, author)
      await authorization.permissionsChanged()
      return saved
    })
    done()
  }
}

/** The body that Orca reads the reasons of a refused application from (front50: ValidationErrors). */
function validationBody({ errors, message }: ApplicationInvalid): Json {
  return { error: 'Validation Failed.', errors, message, status: 'BAD_REQUEST' }
}
