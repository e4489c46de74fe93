import type { ServerGroupView } from '../../../clouddriver/client.ts'
import type { StageView } from '../../stage.ts'
import { isTrue, number, present, text } from '../../values.ts'
import { requireGroup } from '../server-groups/cluster.ts'
import { requireAccount } from '../server-groups/deployment.ts'
import { locationsOf, providerOf } from '../server-groups/location.ts'
import type { Rollback } from './rollback-server-group.ts'

/**
 * One group goes, another one comes back, at least as large as the one that goes. Its minimum is pinned meanwhile and
 * restored in the end, so that no autoscaler shrinks it before it has the traffic (orca: ExplicitRollback).
 */
export const explicitRollback: Rollback = async (stage, how, graph, { clouddriver }) => {
  const [bad, good] = [text(how.rollbackServerGroupName), text(how.restoreServerGroupName)]
  if (bad === undefined) throw new Error('The rollback needs `rollbackContext.rollbackServerGroupName`.')
  const disable = {
    type: 'disableServerGroup',
    name: `Disable ${bad} due to rollback`,
    context: { ...stage.context, serverGroupName: bad },
  }
  if (isTrue(how.disableOnly)) {
    graph.append(disable)
    return
  }

  if (good === undefined) throw new Error('The rollback needs `rollbackContext.restoreServerGroupName`.')
  const healthy = present({ targetHealthyDeployPercentage: how.targetHealthyRollbackPercentage })
  const enable = {
    type: 'enableServerGroup',
    name: `Enable ${good} due to rollback`,
    context: { ...stage.context, ...healthy, serverGroupName: good },
  }
  if (isTrue(how.enableAndDisableOnly)) {
    graph.append(enable)
    graph.append(disable)
    return
  }

  const account = requireAccount(stage.context)
  const region = placeOf(stage).value
  const read = (name: string) => requireGroup(clouddriver, { account, region, name })
  const [leaving, restored] = await Promise.all([read(bad), read(good)])
  const capacity = largerOf(leaving, restored)
  const named = (name: string) => ({
    asgName: name,
    serverGroupName: name,
    region,
    account,
    cloudProvider: providerOf(stage.context),
  })
  // A deploy that failed has noted the capacity already, before it pinned anything.
  if (capacity !== undefined && stage.context.sourceServerGroupCapacitySnapshot === undefined) {
    graph.append({
      type: 'captureSourceServerGroupCapacity',
      name: 'Snapshot Source Server Group',
      context: { useSourceCapacity: true, source: named(bad) },
    })
  }
  graph.append(enable)
  if (capacity !== undefined) {
    const { min, max, desired } = capacity
    graph.append({
      type: 'resizeServerGroup',
      name: `Resize Server Group: ${good} to (min: ${min}, max: ${max}, desired: ${desired})`,
      context: {
        ...stage.context,
        action: 'scale_exact',
        capacity,
        asgName: good,
        serverGroupName: good,
        targetLocation: placeOf(stage),
        account: restored.account,
        cloudProvider: restored.cloudProvider,
        pinMinimumCapacity: true,
        ...healthy,
      },
    })
  }
  const waitTime = number(how.delayBeforeDisableSeconds) ?? 0
  if (waitTime > 0) graph.append({ type: 'wait', name: 'waitBeforeDisable', context: { waitTime } })
  graph.append(disable)
  if (capacity !== undefined) {
    graph.append({
      type: 'applySourceServerGroupCapacity',
      name: 'Restore Min Capacity From Snapshot due to rollback',
      context: { credentials: account, cloudProvider: providerOf(stage.context), target: named(good) },
    })
  }
}

/** The larger of both capacities, with its minimum pinned; undefined where the restored group has it already. */
function largerOf(bad: ServerGroupView, restored: ServerGroupView) {
  const desired = Math.max(bad.capacity.desired, restored.capacity.desired)
  const max = Math.max(bad.capacity.max, restored.capacity.max)
  const { capacity } = restored
  const isSame = capacity.min === desired && capacity.max === max && capacity.desired === desired
  return isSame ? undefined : { min: desired, max, desired }
}

function placeOf({ context }: StageView) {
  const [place] = locationsOf(context)
  if (place === undefined) throw new Error('The rollback names no place: set `region`.')
  return place
}
