import type { Json } from '../model.ts'
import type { StageGraph, StageView } from '../stage.ts'
import { requireMonitors } from '../stages/monitored-deploy/tasks.ts'
import { isTrue, json, number, present, text } from '../values.ts'
import { deployOf, failedDeployOf, newGroupOf, type SourceGroup } from './deploy.ts'
import { goingBack } from './going-back.ts'
import { percentages, pinned, startEmpty, unpinned, unpinnedAfterFailure } from './gradual.ts'
import type { Strategy } from './strategy.ts'

/** Neither a failure of these, nor one that they pass over, keeps the rest of the deploy from going on. */
const besides = { allowSiblingStagesToContinueOnFailure: true }
const optional = { ...besides, continuePipeline: true }

/**
 * Monitored: like rolling red/black, and at each step a service outside, the deployment monitor, decides whether the
 * deploy goes on. It brings its own way back, `failureActions` (orca: MonitoredDeployStrategy).
 */
export const monitored: Strategy = {
  name: 'monitored',
  prepare(settings, { deploymentMonitors }) {
    const monitors = requireMonitors(deploymentMonitors)
    const id = text(json(settings.deploymentMonitor).id)
    if (id !== undefined) monitors.get(id)
    const { rollback: _, ...rest } = startEmpty(settings)
    return rest
  },

  after(stage, graph) {
    const { settings, cluster, location, source } = deployOf(stage.context)
    const made = newGroupOf(stage)?.name
    const watch = monitoring(stage, source, graph)
    graph.append({
      type: 'determineTargetServerGroup',
      name: 'Determine Deployed Server Group',
      context: { ...cluster, serverGroupName: made, targetLocation: location },
    })
    if (source !== undefined) {
      const context = { ...cluster, ...pinned(source) }
      graph.append({ type: 'pinServerGroup', name: `Pin ${source.serverGroupName}`, context })
    }
    watch?.('notifyDeployStarting', 'Notify monitored deploy starting', besides)

    const grow = {
      ...cluster,
      target: 'current_asg_dynamic',
      targetLocation: location,
      pinCapacity: true,
      pinMinimumCapacity: true,
      unpinMinimumCapacity: false,
      useNameAsLabel: true,
      ...present({ targetHealthyDeployPercentage: settings.targetHealthyDeployPercentage }),
      ...(source === undefined
        ? { action: 'scale_exact', capacity: settings.savedCapacity }
        : { action: 'scale_to_server_group', source }),
    }
    let progress = {}
    for (const percent of percentages(settings.deploySteps)) {
      graph.append({
        type: 'resizeServerGroup',
        name: `Grow ${made} to ${percent}% of Desired Size`,
        context: { ...grow, scalePct: percent },
      })
      if (source !== undefined) {
        const { serverGroupName } = source
        graph.append({
          type: 'disableServerGroup',
          name: `Disable ${percent}% of Traffic on ${serverGroupName}`,
          context: { ...cluster, desiredPercentage: percent, serverGroupName, useNameAsLabel: true },
        })
      }
      progress = { currentProgress: percent }
      watch?.('evaluateDeploymentHealth', 'Evaluate health of deployed instances', { ...progress, ...besides })
    }

    graph.append({
      type: 'pinServerGroup',
      name: `Unpin ${made}`,
      context: {
        ...grow,
        serverGroupName: made,
        scalePct: 100,
        pinCapacity: false,
        pinMinimumCapacity: false,
        unpinMinimumCapacity: true,
      },
    })
    if (source !== undefined && isTrue(settings.scaleDown)) {
      const waitTime = number(settings.delayBeforeScaleDownSec) ?? 0
      if (waitTime > 0) graph.append({ type: 'wait', name: 'Wait Before Scale Down', context: { waitTime } })
      const kept = { allowScaleDownActive: false, remainingFullSizeServerGroups: 1, preferLargerOverNewer: false }
      graph.append({ type: 'scaleDownCluster', name: 'scaleDown', context: { ...cluster, ...kept, ...optional } })
    } else if (source !== undefined) {
      const context = { ...cluster, ...unpinned(source) }
      graph.append({ type: 'pinServerGroup', name: `Unpin ${source.serverGroupName}`, context })
    }
    const shrinkToSize = number(settings.maxRemainingAsgs) ?? 0
    if (shrinkToSize > 0) {
      const kept = { shrinkToSize, allowDeleteActive: false, retainLargerOverNewer: false }
      graph.append({ type: 'shrinkCluster', name: 'shrinkCluster', context: { ...cluster, ...kept, ...optional } })
    }
    watch?.('notifyDeployCompleted', 'Notify monitored deploy complete', { ...progress, ...optional })
  },

  onFailure(stage, graph) {
    const deploy = failedDeployOf(stage.context)
    if (deploy === undefined) return
    const { cluster, source } = deploy
    goBack(stage, source, graph)
    const context = { ...cluster, ...unpinnedAfterFailure(stage, source) }
    graph.append({ type: 'pinServerGroup', name: `Unpin ${source.serverGroupName}`, context })
    const watch = monitoring(stage, source, graph)
    watch?.('notifyDeployCompleted', 'Notify monitored deploy complete', { hasDeploymentFailed: true })
  },
}

/** What appends a stage that asks or tells the monitor; undefined where the deploy has none. */
function monitoring(stage: StageView, source: SourceGroup | undefined, graph: StageGraph) {
  const { cluster, location, settings } = deployOf(stage.context)
  const { id, ...monitor } = json(settings.deploymentMonitor)
  if (text(id) === undefined) return undefined
  const about = {
    ...present({
      newServerGroup: newGroupOf(stage)?.name,
      oldServerGroup: source?.serverGroupName,
      account: cluster.credentials,
      region: location.type === 'REGION' ? location.value : undefined,
      cloudProvider: cluster.cloudProvider,
    }),
    currentProgress: 0,
    hasDeploymentFailed: false,
    deploymentMonitor: { id, ...present(monitor) },
    deployMonitorHttpRetryCount: 0,
  }
  return (type: string, name: string, more: Json) => {
    graph.append({ type, name, context: { ...about, ...more } })
  }
}

/** With `failureActions.rollback` traffic goes back to the source; with `destroyInstances` the new group is destroyed then. */
function goBack(stage: StageView, source: SourceGroup, graph: StageGraph): void {
  const { rollback, destroyInstances } = json(stage.context.failureActions)
  const made = newGroupOf(stage)
  if ((rollback !== 'Automatic' && rollback !== 'Manual') || made === undefined) return
  const stages = goingBack(made, source, {
    rollback: {
      originalServerGroup: source.serverGroupName,
      additionalRollbackContext: { enableAndDisableOnly: true },
    },
    destroys: destroyInstances,
    nameOfDestroying: `Destroy ${made.name} due to rollback`,
  })
  for (const each of stages) graph.append(each)
}
