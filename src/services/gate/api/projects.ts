import type { FastifyPluginAsync } from 'fastify'
import { problem } from '../../../platform/errors/index.ts'
import { type Backends, passOn } from '../backends.ts'

export function projectRoutes({ front50, clouddriver }: Backends): FastifyPluginAsync {
  return async (app) => {
    app.get('/projects', async () => front50.listProjects())
    app.get('/projects/:project', async (request) => {
      const { project } = request.params as { project: string }
      const found = await front50.findProject(project)
      if (!found) throw problem('notFound', `Project not found (id: ${project})`)
      return found
    })
    app.get('/projects/:project/clusters', passOn(clouddriver))
    app.get('/notifications/:type/:application', async (request) => {
      const { application } = request.params as { application: string }
      return front50.notificationsOf(application)
    })
    app.post('/notifications/:type/:application', async (request, reply) => {
      const { application } = request.params as { application: string }
      await front50.saveNotifications(application, request.body as Record<string, unknown>)
      return reply.code(200).send()
    })
    app.delete('/notifications/:type/:application', async (request, reply) => {
      await front50.deleteNotifications((request.params as { application: string }).application)
      return reply.code(200).send()
    })
  }
}
