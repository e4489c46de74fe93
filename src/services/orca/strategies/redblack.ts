import { isTrue, number, present } from '../values.ts'
import { delayBeforeCleanup, deployOf } from './deploy.ts'
import type { Strategy } from './strategy.ts'

/**
 * Red/black (blue/green): the others are disabled and kept for a way back. The shrink comes first and only takes groups
 * that were disabled before, so with `maxRemainingAsgs` 2 the predecessor survives (orca: RedBlackStrategy).
 */
export const redblack: Strategy = {
  name: 'redblack',
  after(stage, graph) {
    const { settings, cluster, source } = deployOf(stage.context)
    if (source === undefined) return
    const base = {
      ...cluster,
      // Absent rather than empty: an empty list would mean that health does not matter.
      ...present({ interestingHealthProviderNames: settings.interestingHealthProviderNames }),
    }
    const wait = (name: string, waitTime: number) => {
      if (waitTime > 0) graph.append({ type: 'wait', name, context: { waitTime } })
    }

    const shrinkToSize = number(settings.maxRemainingAsgs) ?? 0
    if (shrinkToSize > 0) {
      const allowDeleteActive = isTrue(settings.allowDeleteActive)
      graph.append({
        type: 'shrinkCluster',
        name: 'shrinkCluster',
        context: { ...base, shrinkToSize, allowDeleteActive, retainLargerOverNewer: false },
      })
    }
    wait('Wait Before Disable', delayBeforeCleanup(settings))
    graph.append({
      type: 'disableCluster',
      name: 'disableCluster',
      context: { ...base, remainingEnabledServerGroups: 1, preferLargerOverNewer: false },
    })
    if (!isTrue(settings.scaleDown)) return
    wait('Wait Before Scale Down', number(settings.delayBeforeScaleDownSec) ?? 0)
    const allowScaleDownActive = isTrue(settings.allowScaleDownActive)
    graph.append({
      type: 'scaleDownCluster',
      name: 'scaleDown',
      context: { ...base, allowScaleDownActive, remainingFullSizeServerGroups: 1, preferLargerOverNewer: false },
    })
  },

  // Once the new group was up, its predecessor may be half gone already: then there is no way back.
  wayBack: ({ stage }) => (stage.tasks.some(({ status }) => status === 'TERMINAL') ? { disableOnly: true } : undefined),
}
