import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { applicationList, applicationView, serverGroupManagerView } from '../views/index.ts'
import type { ClouddriverContext } from './context.ts'
import { flag, paramsOf, readQuery } from './query.ts'

/** Applications as the inventory sees them, and what else of them there is. */
export function applicationRoutes({ inventory, views }: ClouddriverContext): FastifyPluginAsync {
  return async (app) => {
    app.get('/applications', async (request) => {
      const { expand } = readQuery(z.object({ expand: flag(true) }), request)
      return applicationList(inventory, expand)
    })
    app.get('/applications/:application', async (request) => {
      const { application } = paramsOf<'application'>(request)
      const found = applicationView(inventory, application)
      if (found === undefined) throw problem('notFound', `Application does not exist (name: ${application})`)
      return found
    })
    app.get('/applications/:application/serverGroupManagers', async (request) => {
      const { application } = paramsOf<'application'>(request)
      return inventory
        .resourcesOf(application, 'serverGroupManager')
        .map((each) => serverGroupManagerView(inventory, each))
    })
    for (const [path, kind] of [
      ['functions', 'function'],
      ['rawResources', 'rawResource'],
    ] as const) {
      app.get(`/applications/:application/${path}`, async (request) => {
        const { application } = paramsOf<'application'>(request)
        return inventory.resourcesOf(application, kind).map(views.resource(kind))
      })
    }
  }
}
