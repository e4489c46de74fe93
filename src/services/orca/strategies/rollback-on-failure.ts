import type { StageGraph, StageView } from '../stage.ts'
import { minutes } from '../stages/results.ts'
import { accountOf, providerOf } from '../stages/server-groups/location.ts'
import { isTrue, json, present } from '../values.ts'
import { newGroupOf } from './deploy.ts'
import type { Strategy } from './strategy.ts'

/**
 * What a deploy with `rollback.onFailure` does when it fails and had made a group: traffic goes back to the group before
 * it, and with `destroyLatest` the new one is destroyed (orca: CreateServerGroupStage.onFailureStages).
 */
export function rollbackOnFailure(strategy: Strategy, stage: StageView, graph: StageGraph): void {
  const { onFailure, destroyLatest } = json(stage.context.rollback)
  const made = newGroupOf(stage)
  if (!isTrue(onFailure) || made === undefined) return
  const credentials = accountOf(stage.context)
  const cloudProvider = providerOf(stage.context)
  const way = strategy.wayBack?.(stage)
  if (way !== undefined) {
    graph.add({
      type: 'rollbackCluster',
      name: `Rollback ${made.cluster}`,
      context: present({
        credentials,
        cloudProvider,
        regions: [made.region],
        serverGroup: made.name,
        stageTimeoutMs: minutes(30),
        // A group that somebody disabled, though newer, is likely disabled for being bad.
        additionalRollbackContext: { ...way, onlyEnabledServerGroups: true },
      }),
    })
  }
  if (isTrue(destroyLatest)) {
    graph.add({
      type: 'destroyServerGroup',
      name: `Destroy ${made.name}`,
      context: present({
        cloudProvider,
        cloudProviderType: cloudProvider,
        cluster: made.cluster,
        credentials,
        region: made.region,
        serverGroupName: made.name,
        stageTimeoutMs: minutes(5),
      }),
    })
  }
}
