import type { StageGraph, StageView } from '../stage.ts'
import { accountOf, providerOf } from '../stages/server-groups/location.ts'
import { isTrue, json } from '../values.ts'
import { newGroupOf } from './deploy.ts'
import { goingBack } from './going-back.ts'
import type { Strategy } from './strategy.ts'

/**
 * What a deploy with `rollback.onFailure` does when it fails and had made a group: traffic goes back to the group before
 * it, and with `destroyLatest` the new one is destroyed (orca: CreateServerGroupStage.onFailureStages).
 */
export function rollbackOnFailure(strategy: Strategy, stage: StageView, graph: StageGraph): void {
  const { onFailure, destroyLatest } = json(stage.context.rollback)
  const made = newGroupOf(stage)
  if (!isTrue(onFailure) || made === undefined) return
  const way = strategy.wayBack?.(stage)
  const stages = goingBack(
    made,
    { credentials: accountOf(stage.context), cloudProvider: providerOf(stage.context) },
    {
      rollback: way && { additionalRollbackContext: way },
      destroys: destroyLatest,
      nameOfDestroying: `Destroy ${made.name}`,
    },
  )
  for (const each of stages) graph.add(each)
}
