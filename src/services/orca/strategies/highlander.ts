import { clusterFields } from './cluster-fields.ts'
import type { Strategy } from './strategy.ts'

/** There can be only one: every other group is disabled, then destroyed. */
export const highlander: Strategy = {
  name: 'highlander',
  after(stage, deployment, graph) {
    graph.append({
      type: 'shrinkCluster',
      name: 'shrinkCluster',
      context: {
        ...clusterFields(deployment),
        ...health(stage.context),
        shrinkToSize: 1,
        allowDeleteActive: true,
        retainLargerOverNewer: false,
      },
    })
  },
}

function health({ interestingHealthProviderNames }: Readonly<Record<string, unknown>>) {
  return interestingHealthProviderNames === undefined ? {} : { interestingHealthProviderNames }
}
