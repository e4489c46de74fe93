import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { projectClusters, projectSchema } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { paramsOf } from './query.ts'

/** What of a project runs where; the project itself is Front50's. */
export function projectRoutes({ inventory, elsewhere }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.get('/projects/:project/clusters', async (request) => {
      const { project: name } = paramsOf<'project'>(request)
      const project = await elsewhere.project(name)
      if (project === undefined) throw problem('notFound', `Project not found (name: ${name})`)
      const parsed = projectSchema.safeParse(project)
      if (!parsed.success) {
        throw problem('internal', `The project ${name} in Front50 is not valid: ${z.prettifyError(parsed.error)}`)
      }
      return projectClusters(parsed.data.config, (application) => inventory.serverGroupsOf(application))
    })
  }
}
