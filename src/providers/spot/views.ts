import type { ProviderViews } from '../../services/clouddriver/provider.ts'
import { readingsOf } from './agents/entry.ts'

/** What is known only when a view is read: how old it is. Groups are not read each time; see docs/spot.md. */
export const views: ProviderViews = {
  serverGroup(view, group, inventory) {
    const readings = readingsOf(group)
    return readings === undefined ? view : { ...view, readings: { readAt: inventory.readAt(group), ...readings } }
  },
}
