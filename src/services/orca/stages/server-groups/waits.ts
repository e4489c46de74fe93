import type { ClouddriverClient, ServerGroupView } from '../../../clouddriver/client.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageView, type TaskNode, type TaskResult } from '../../stage.ts'
import { hours, minutes, running, succeeded, terminal } from '../results.ts'
import { json, number } from '../values.ts'
import { deployedGroups, pollBackoff, readNow } from './deployed-groups.ts'
import { deploymentOf } from './deployment.ts'
import { consideredHealth, countHealth, isOutOfTraffic, isUp } from './health.ts'

/** A task that looks at the deployed groups again and again; `className` is below the original's package of such tasks. */
function waiting(
  name: string,
  className: string,
  timeoutMs: number,
  look: (stage: StageView, clouddriver: ClouddriverClient) => Promise<TaskResult>,
): TaskNode {
  const task = defineTask<'clouddriver'>({
    implementingClass: `com.netflix.spinnaker.orca.clouddriver.tasks.${className}`,
    needs: ['clouddriver'],
    backoffMs: pollBackoff,
    timeoutMs,
    timeoutOverridable: true,
    run: (stage, { clouddriver }) => look(stage, clouddriver),
  })
  return { name, task }
}

/** How many healthy instances are enough (orca: WaitForUpInstancesTask.calculateTargetDesired). */
export function targetCount(context: Json, group: ServerGroupView): number {
  const deployment = deploymentOf(context)
  const wished = isPinned(json(deployment.capacity))
    ? (number(json(deployment.capacity).desired) ?? 0)
    : group.capacity.desired
  const healthy = number(deployment.targetHealthyDeployPercentage)
  if (healthy !== undefined) {
    const target = Math.round((healthy * wished) / 100)
    return healthy > 0 && wished > 0 ? Math.max(1, target) : target
  }
  const share = number(deployment.desiredPercentage)
  const { min, max } = group.capacity
  return share === undefined ? wished : Math.max(0, Math.ceil((share / 100 - 1) * max + min))
}

function isPinned({ min, max, desired }: Json): boolean {
  const [low, high, wished] = [number(min), number(max), number(desired)]
  return wished !== undefined && low === wished && high === wished
}

function progress(stage: StageView, group: ServerGroupView, target: number): Json {
  const { min, max, desired } = group.capacity
  return {
    capacitySnapshot: { minSize: min, desiredCapacity: desired, maxSize: max },
    currentInstanceCount: group.instances.length,
    targetDesiredSize: target,
    lastCapacityCheck: countHealth(group.instances, consideredHealth(stage.context)),
  }
}

export const waitForUpInstances = waiting(
  'waitForUpInstances',
  'instance.WaitForUpInstancesTask',
  hours(2),
  async (stage, clouddriver) => {
    const references = deployedGroups(stage)
    if (references.length === 0) return terminal('The stage has no server group to wait for')
    const considered = consideredHealth(stage.context)
    let seen: Json = {}
    for (const reference of references) {
      const group = await readNow(stage, clouddriver, reference)
      if (group === undefined) return running({ lastCapacityCheck: {} })
      const target = targetCount(stage.context, group)
      seen = progress(stage, group, target)
      const healthy = group.instances.filter((instance) => isUp(instance, considered)).length
      if (group.instances.length < target || healthy < target) return running(seen)
    }
    return succeeded(seen)
  },
)

export const waitForDownInstances = waiting(
  'waitForDownInstances',
  'instance.WaitForDownInstancesTask',
  hours(2),
  async (stage, clouddriver) => {
    const considered = consideredHealth(stage.context)
    const share = (number(stage.context.desiredPercentage) ?? 100) / 100
    for (const reference of deployedGroups(stage)) {
      const group = await readNow(stage, clouddriver, reference)
      if (group === undefined) continue
      const down = group.instances.filter((instance) => isOutOfTraffic(group, instance, considered)).length
      const seen = {
        lastCapacityCheck: countHealth(group.instances, considered),
        currentInstanceCount: group.instances.length,
      }
      if (down < Math.ceil(group.instances.length * share)) return running(seen)
    }
    return succeeded()
  },
)

export const waitForServerGroupDisabled = waiting(
  'waitForServerGroupDisabled',
  'servergroup.WaitForDisabledServerGroupTask',
  minutes(30),
  async (stage, clouddriver) => {
    if ((number(stage.context.desiredPercentage) ?? 100) < 100) return { status: 'SKIPPED' }
    for (const reference of deployedGroups(stage)) {
      const group = await readNow(stage, clouddriver, reference)
      if (group !== undefined && !group.disabled) return running()
    }
    return succeeded()
  },
)

export const waitForDestroyedServerGroup = waiting(
  'waitForDestroyedServerGroup',
  'servergroup.WaitForDestroyedServerGroupTask',
  minutes(30),
  async (stage, clouddriver) => {
    for (const reference of deployedGroups(stage)) {
      const group = await readNow(stage, clouddriver, reference)
      if (group !== undefined) return running({ remainingInstances: group.instances.map(({ name }) => name) })
    }
    return succeeded({ remainingInstances: [] })
  },
)

/** After a resize: as many instances as wished, and healthy ones where the group serves. */
export const waitForCapacityMatch = waiting(
  'waitForCapacityMatch',
  'instance.WaitForCapacityMatchTask',
  hours(2),
  async (stage, clouddriver) => {
    const considered = consideredHealth(stage.context)
    for (const reference of deployedGroups(stage)) {
      const group = await readNow(stage, clouddriver, reference)
      if (group === undefined) return running()
      const seen = progress(stage, group, group.capacity.desired)
      if (group.instances.length !== group.capacity.desired) return running(seen)
      const healthy = group.instances.filter((instance) => isUp(instance, considered)).length
      if (!group.disabled && healthy < targetCount(stage.context, group)) return running(seen)
    }
    return succeeded()
  },
)
