import { present } from '../values.ts'
import { deployOf } from './deploy.ts'
import type { Strategy } from './strategy.ts'

/** There can be only one: every other group is disabled, then destroyed (orca: HighlanderStrategy). */
export const highlander: Strategy = {
  name: 'highlander',
  after(stage, graph) {
    const { settings, cluster } = deployOf(stage.context)
    graph.append({
      // Itself it begins with a `disableCluster`.
      type: 'shrinkCluster',
      name: 'shrinkCluster',
      context: {
        ...cluster,
        ...present({ interestingHealthProviderNames: settings.interestingHealthProviderNames }),
        shrinkToSize: 1,
        allowDeleteActive: true,
        retainLargerOverNewer: false,
      },
    })
  },
}
