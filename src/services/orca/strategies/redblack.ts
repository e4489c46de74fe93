import { isTrue, json, number, text } from '../stages/values.ts'
import { clusterFields } from './cluster-fields.ts'
import type { Strategy } from './strategy.ts'

/**
 * Red/black (blue/green): the others are disabled and kept for a way back. The shrink comes first and only takes groups
 * that were disabled before, so with `maxRemainingAsgs` 2 the predecessor survives (orca: RedBlackStrategy).
 */
export const redblack: Strategy = {
  name: 'redblack',
  after(stage, deployment, graph) {
    const source = text(json(stage.context.source).serverGroupName)
    if (source === undefined) return
    const base = clusterFields(deployment)
    const wait = (name: string, waitTime: number | undefined) => {
      if (waitTime !== undefined && waitTime > 0) graph.append({ type: 'wait', name, context: { waitTime } })
    }
    const kept = number(deployment.maxRemainingAsgs) ?? 0
    if (kept > 0) {
      const context = {
        ...base,
        shrinkToSize: kept,
        allowDeleteActive: isTrue(deployment.allowDeleteActive),
        retainLargerOverNewer: false,
      }
      graph.append({ type: 'shrinkCluster', name: 'shrinkCluster', context })
    }
    wait('Wait Before Disable', number(deployment.delayBeforeCleanup) ?? number(deployment.delayBeforeDisableSec))
    graph.append({
      type: 'disableCluster',
      name: 'disableCluster',
      context: { ...base, remainingEnabledServerGroups: 1, preferLargerOverNewer: false },
    })
    if (!isTrue(deployment.scaleDown)) return
    wait('Wait Before Scale Down', number(deployment.delayBeforeScaleDownSec))
    const allowScaleDownActive = isTrue(deployment.allowScaleDownActive)
    graph.append({
      type: 'scaleDownCluster',
      name: 'scaleDown',
      context: { ...base, allowScaleDownActive, remainingFullSizeServerGroups: 1, preferLargerOverNewer: false },
    })
  },
}
