import type { Json } from '../model.ts'
import type { NewStageHandle } from '../stage.ts'
import { isTrue, json, number, present, text } from '../values.ts'
import { type Deploy, delayBeforeCleanup, deployOf, failedDeployOf } from './deploy.ts'
import { percentages, pinned, startEmpty, unpinned, unpinnedAfterFailure } from './gradual.ts'
import type { Strategy } from './strategy.ts'

/**
 * Rolling red/black: the new group starts empty and grows in steps; at each step as much of the old one's traffic is
 * taken away. A pipeline may have its say before each of these (orca: RollingRedBlackStrategy).
 */
export const rollingRedBlack: Strategy = {
  name: 'rollingredblack',
  prepare: (settings) => ({ ...startEmpty(settings), ...(number(settings.targetSize) ? { targetSize: 0 } : {}) }),

  after(stage, graph) {
    const deploy = deployOf(stage.context)
    const { settings, cluster, location, source } = deploy
    const newest = { target: 'current_asg_dynamic', targetLocation: location }
    graph.append({
      type: 'determineTargetServerGroup',
      name: 'Determine Deployed Server Group',
      context: { ...cluster, ...newest },
    })
    // In the original the fields of the pin stay in every later stage.
    const base = source === undefined ? cluster : { ...cluster, ...pinned(source) }
    if (source !== undefined) {
      graph.append({ type: 'pinServerGroup', name: `Pin ${source.serverGroupName}`, context: base })
    }

    for (const percent of percentages(settings.targetPercentages)) {
      const grown = graph.append({
        type: 'resizeServerGroup',
        name: `Grow to ${percent}% of Desired Size`,
        context: {
          ...base,
          ...newest,
          scalePct: percent,
          // The autoscaler keeps out until the group is whole; then the source's own minimum comes back.
          pinCapacity: percent < 100,
          pinMinimumCapacity: percent < 100,
          unpinMinimumCapacity: percent === 100,
          useNameAsLabel: true,
          ...present({ targetHealthyDeployPercentage: settings.targetHealthyDeployPercentage }),
          ...(source === undefined
            ? { action: 'scale_exact', capacity: settings.savedCapacity }
            : { action: 'scale_to_server_group', source }),
        },
      })
      const waitTime = delayBeforeCleanup(settings)
      if (waitTime > 0) graph.append({ type: 'wait', name: 'wait', context: { waitTime } })
      const validation = validationPipeline(deploy, percent, grown)
      if (validation !== undefined) {
        graph.append({ type: 'pipeline', name: 'Run Validation Pipeline', context: validation })
      }
      if (source !== undefined) {
        graph.append({
          type: 'disableServerGroup',
          name: `Disable ${percent}% of Traffic on ${source.serverGroupName}`,
          context: { ...base, desiredPercentage: percent, serverGroupName: source.serverGroupName },
        })
      }
    }

    if (source === undefined) return
    if (!isTrue(settings.scaleDown)) {
      const context = { ...base, ...unpinned(source) }
      graph.append({ type: 'pinServerGroup', name: `Unpin ${source.serverGroupName}`, context })
      return
    }
    const waitTime = number(settings.delayBeforeScaleDownSec) ?? 0
    if (waitTime > 0) graph.append({ type: 'wait', name: 'Wait Before Scale Down', context: { waitTime } })
    graph.append({
      type: 'scaleDownCluster',
      name: 'scaleDown',
      context: { ...base, allowScaleDownActive: false, remainingFullSizeServerGroups: 1, preferLargerOverNewer: false },
    })
  },

  wayBack: () => ({ enableAndDisableOnly: true }),

  onFailure(stage, graph) {
    const deploy = failedDeployOf(stage.context)
    if (deploy === undefined) return
    const { cluster, source } = deploy
    const context = { ...cluster, ...unpinnedAfterFailure(stage, source) }
    graph.append({ type: 'pinServerGroup', name: `Unpin ${source.serverGroupName}`, context })
  },
}

/** The pipeline that people want run before traffic is taken away, told about both groups and the step. */
function validationPipeline(
  { settings, location, cluster, source }: Deploy,
  percent: number,
  grown: NewStageHandle,
): Json | undefined {
  const { application, pipelineId, pipelineParameters } = json(settings.pipelineBeforeCleanup)
  if (text(application) === undefined || text(pipelineId) === undefined) return undefined
  const { credentials, cloudProvider } = cluster
  const coordinates = { region: location.value, account: credentials, cloudProvider }
  return {
    application,
    pipelineApplication: application,
    pipeline: pipelineId,
    pipelineParameters: {
      ...json(pipelineParameters),
      // The group's name is known when the stage that grows it has run.
      deployedServerGroup: {
        ...coordinates,
        serverGroupName: `\${#stageByRefId('${grown.refId}')['context']['asgName']}`,
      },
      sourceServerGroup: { ...coordinates, ...present({ serverGroupName: source?.serverGroupName }) },
      percentageComplete: percent,
    },
  }
}
