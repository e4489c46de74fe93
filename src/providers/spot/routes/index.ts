import type { ProviderRoutes } from '../../../services/clouddriver/provider.ts'
import { createReadings } from '../client/index.ts'
import { createCosts } from '../costs/index.ts'
import { costRoutes } from './costs.ts'
import { elastilogRoutes } from './elastilogs.ts'
import { groupRoutes } from './groups.ts'
import { instanceTypeRoutes } from './instance-types.ts'
import { operationSchemaRoutes } from './operations.ts'
import { placesOf, type SpotRoutesContext } from './places.ts'
import { timelineRoutes } from './timeline.ts'

/** Logs and events of groups that are kept: each may be a thousand lines. */
const mostLogs = 60

/** What Spot has beyond what all clouds have: money, what happened, rolls in detail, groups that belong to nobody. */
export function spotRoutes(context: SpotRoutesContext): ProviderRoutes {
  const places = placesOf(context)
  const readings = createReadings(context.clock)
  const timelines = createReadings(context.clock, mostLogs)
  const costs = createCosts(readings, context.clock)
  return {
    async own(app) {
      app.addHook('onClose', async () => readings.stop())
      await app.register(costRoutes(context, places, costs))
      await app.register(timelineRoutes(context, places, timelines))
      await app.register(groupRoutes(places))
      await app.register(instanceTypeRoutes(places, readings))
      await app.register(operationSchemaRoutes())
    },
    elsewhere: elastilogRoutes(context, places, context.inventory),
  }
}
