import type { StageDefinition } from '../../stage.ts'
import { isTrue, number } from '../../values.ts'
import { monitorOperation } from './cloud-operation.ts'
import { forceCacheRefreshOf } from './force-cache-refresh.ts'
import { determineHealthProviders } from './health.ts'
import { canLeaveTraffic } from './leaving-traffic.ts'
import { mutate } from './mutation.ts'
import { targetStage } from './target-stage.ts'
import {
  waitForDestroyedServerGroup,
  waitForDownInstances,
  waitForServerGroupDisabled,
  waitForUpInstances,
} from './waits.ts'

const monitor = { name: 'monitorServerGroup', task: monitorOperation() }

const disable = mutate({
  operation: 'disableServerGroup',
  taskClass: 'DisableServerGroupTask',
  isWaitedFor: true,
  // While a part of the group serves, traffic goes on.
  removesTraffic: ({ context }) => ((number(context.desiredPercentage) || 100) < 100 ? undefined : 'Disabling'),
})

export const disableServerGroup: StageDefinition = targetStage({
  type: 'disableServerGroup',
  label: 'Disable Server Group',
  tasks: () => [
    determineHealthProviders,
    disable,
    monitor,
    waitForDownInstances,
    waitForServerGroupDisabled,
    forceCacheRefreshOf('disable-server-group-stage'),
  ],
})

const enable = mutate({ operation: 'enableServerGroup', taskClass: 'EnableServerGroupTask', isWaitedFor: true })

export const enableServerGroup: StageDefinition = targetStage({
  type: 'enableServerGroup',
  label: 'Enable Server Group',
  tasks: () => [
    determineHealthProviders,
    enable,
    monitor,
    waitForUpInstances,
    forceCacheRefreshOf('enable-server-group-stage'),
  ],
})

const destroy = mutate({
  operation: 'destroyServerGroup',
  taskClass: 'DestroyServerGroupTask',
  removesTraffic: () => 'Destroying',
})

export const destroyServerGroup: StageDefinition = targetStage({
  type: 'destroyServerGroup',
  label: 'Destroy Server Group',
  tasks: () => [destroy, monitor, waitForDestroyedServerGroup],
  beforeChild: async (context, _hasFixedTarget, clouddriver) =>
    isTrue(context.skipDisableBeforeDestroy) || !(await canLeaveTraffic(context, clouddriver))
      ? []
      : [{ type: 'disableServerGroup', name: 'disableServerGroup', context }],
})
