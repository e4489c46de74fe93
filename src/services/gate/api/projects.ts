import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { type Backends, passOn } from '../backends.ts'
import { parseBody } from './parameters.ts'

export function projectRoutes({ front50, clouddriver }: Backends): FastifyPluginAsync {
  return async (app) => {
    app.get('/projects', async () => (await front50.listProjects()).map(whole))
    app.get('/projects/:project', async (request) => {
      const { project } = request.params as { project: string }
      const found = await front50.findProject(project)
      if (!found) throw problem('notFound', `Project not found (id: ${project})`)
      return whole(found)
    })
    app.get('/projects/:project/clusters', passOn(clouddriver))
    app.get('/notifications/:type/:application', async (request) => {
      const { application } = request.params as Place
      return isGlobal(request.params) ? front50.globalNotifications() : front50.notificationsOf(application)
    })
    app.post('/notifications/:type/:application', async (request, reply) => {
      const { application } = request.params as Place
      const body = parseBody(z.looseObject({}), request.body)
      await (isGlobal(request.params)
        ? front50.saveGlobalNotifications(body)
        : front50.saveNotifications(application, body))
      return reply.code(200).send()
    })
    app.delete('/notifications/:type/:application', async (request, reply) => {
      if (isGlobal(request.params)) await front50.deleteGlobalNotifications()
      else await front50.deleteNotifications((request.params as Place).application)
      return reply.code(200).send()
    })
  }
}

/** Spinnaker's Deck counts what a project has; one that was made with a name alone, as by `spin`, has none of its lists. */
function whole<P extends { readonly config?: unknown }>(project: P) {
  const given = Object.entries(project.config ?? {}).filter(([, value]) => value !== null)
  return { ...project, config: { applications: [], clusters: [], pipelineConfigs: [], ...Object.fromEntries(given) } }
}

interface Place {
  readonly type: string
  readonly application: string
}

/** Notifications are an application's, or everybody's. @throws invalid */
function isGlobal(params: unknown): boolean {
  const type = (params as Place).type.toLowerCase()
  if (type === 'global' || type === 'application') return type === 'global'
  throw problem('invalid', `Unknown notification type ${type}: it is application or global`)
}
