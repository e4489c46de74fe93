import type { FastifyPluginAsync } from 'fastify'
import type { Readings } from '../client/index.ts'
import { timelineOf, timelinePeriod, timelineQuery } from '../timeline/index.ts'
import type { Places, SpotRoutesContext } from './places.ts'
import { asked } from './question.ts'

/** What happened to a server group, or to the groups of a cluster. */
export function timelineRoutes(context: SpotRoutesContext, places: Places, readings: Readings): FastifyPluginAsync {
  return async (app) => {
    app.get('/serverGroups/:account/:region/:name/timeline', async (request) => {
      const { account, region, name } = request.params as Record<string, string>
      const { instanceId, ...period } = asked(timelineQuery, request.query)
      const group = places.group(account!, region!, name!)
      return timelineOf({ ...context, readings }, [group], timelinePeriod(period, context.clock.now()), instanceId)
    })
    app.get('/clusters/:application/:account/:cluster/timeline', async (request) => {
      const { application, account, cluster } = request.params as Record<string, string>
      const { instanceId, ...period } = asked(timelineQuery, request.query)
      const groups = places.cluster(application!, account!, cluster!)
      return timelineOf({ ...context, readings }, groups, timelinePeriod(period, context.clock.now()), instanceId)
    })
  }
}
