import type { StageDefinition } from '../../stage.ts'
import { startAppEngineServerGroup, stopAppEngineServerGroup } from './app-engine.ts'
import { modifyGceAutoscalingPolicy } from './autoscaling-policy.ts'
import { bulkDestroyServerGroup } from './bulk-destroy.ts'
import { disableCluster, scaleDownCluster, shrinkCluster } from './cluster-wide.ts'
import { cloneServerGroup, createServerGroup } from './create.ts'
import { deploy } from './deploy.ts'
import { destroyServerGroup, disableServerGroup, enableServerGroup } from './enable-disable-destroy.ts'
import { serverGroupForceCacheRefresh } from './force-cache-refresh.ts'
import { pinServerGroup, resizeServerGroup } from './resize.ts'
import { resumeScaling, suspendScaling } from './scaling-pause.ts'
import { modifyAwsScalingProcess } from './scaling-processes.ts'
import { applySourceServerGroupCapacity, captureSourceServerGroupCapacity } from './snapshot.ts'
import { determineTargetServerGroup } from './target.ts'

/** Stages that act upon server groups, on every cloud that has them. */
export const serverGroupStages: readonly StageDefinition[] = [
  applySourceServerGroupCapacity,
  bulkDestroyServerGroup,
  captureSourceServerGroupCapacity,
  cloneServerGroup,
  createServerGroup,
  deploy,
  destroyServerGroup,
  determineTargetServerGroup,
  disableCluster,
  disableServerGroup,
  enableServerGroup,
  modifyAwsScalingProcess,
  modifyGceAutoscalingPolicy,
  pinServerGroup,
  resizeServerGroup,
  resumeScaling,
  scaleDownCluster,
  serverGroupForceCacheRefresh,
  shrinkCluster,
  startAppEngineServerGroup,
  stopAppEngineServerGroup,
  suspendScaling,
]
