import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { searchByAttributes } from '../applications/index.ts'
import {
  deleteProject,
  findProject,
  presentProject,
  projectSchema,
  saveProject,
  saveProjects,
  updateProject,
} from '../projects/index.ts'
import { type Front50Context, userOf } from './context.ts'
import { attributesIn, count } from './parameters.ts'

const identified = z.object({ id: z.string() })
const listQuery = z.looseObject({ pageSize: count })

/** `/v2/projects`. Nobody is asked for a right here, as in the original: a project only gathers what has its own. */
export function projectRoutes({ documents }: Front50Context): FastifyPluginCallbackZod {
  const all = async () => (await documents.list('project')).map(presentProject)

  return (app, _, done) => {
    app.get('/v2/projects', { schema: { querystring: listQuery } }, async (request) => {
      const { pageSize, ...attributes } = request.query
      return searchByAttributes(await all(), attributesIn(attributes)).slice(0, pageSize)
    })

    const search = z.looseObject({ q: z.string().default(''), pageSize: count })
    app.get('/v2/projects/search', { schema: { querystring: search } }, async (request) => {
      const { q, pageSize } = request.query
      return searchByAttributes(await all(), { name: q }).slice(0, pageSize)
    })

    app.get('/v2/projects/:id', { schema: { params: identified } }, async (request) =>
      findProject(documents, request.params.id),
    )

    app.post('/v2/projects', { schema: { body: projectSchema } }, async (request) =>
      saveProject(documents, request.body, userOf(request)),
    )

    app.put('/v2/projects/:id', { schema: { params: identified, body: projectSchema } }, async (request) =>
      updateProject(documents, request.params.id, request.body, userOf(request)),
    )

    app.post('/v2/projects/batchUpdate', { schema: { body: z.array(projectSchema) } }, async (request, reply) => {
      await saveProjects(documents, request.body, userOf(request))
      return reply.code(202).send()
    })

    app.delete('/v2/projects/:id', { schema: { params: identified } }, async (request, reply) => {
      await deleteProject(documents, request.params.id, userOf(request))
      return reply.code(202).send()
    })
    done()
  }
}
