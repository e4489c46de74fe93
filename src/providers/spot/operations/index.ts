import type { Operation } from '../../../services/clouddriver/provider.ts'
import type { SpotAccount } from '../account.ts'
import { cloneServerGroup } from './clone-server-group.ts'
import { createServerGroup } from './create-server-group.ts'
import { deployElastigroup } from './deploy-elastigroup.ts'
import { destroyServerGroup } from './destroy-server-group.ts'
import { disableServerGroup } from './disable-server-group.ts'
import { enableServerGroup } from './enable-server-group.ts'
import { adoptElastigroup, importAutoScalingGroup, importInstance } from './imports.ts'
import {
  enterInstancesStandby,
  exitInstancesStandby,
  interruptInstances,
  lockInstances,
  unlockInstances,
} from './instance-actions.ts'
import { detachInstances, terminateInstanceAndDecrementServerGroup, terminateInstances } from './leaving-instances.ts'
import { resizeServerGroup, scaleElastigroup } from './resize-server-group.ts'
import { rollServerGroup } from './roll-server-group.ts'
import { deleteScalingPolicy, upsertScalingPolicy } from './scaling-policies.ts'
import { deleteScheduledTask, upsertScheduledTask } from './scheduled-tasks.ts'
import {
  deallocateStatefulInstance,
  pauseStatefulInstance,
  recycleStatefulInstance,
  resumeStatefulInstance,
} from './stateful-instances.ts'
import { rollAction, stopRoll } from './stop-roll.ts'
import { resumeProcesses, resumeScalingPolicy, suspendProcesses, suspendScalingPolicy } from './suspensions.ts'
import { updateElastigroup } from './update-elastigroup.ts'

/** By the names under which Orca asks for them. */
export const operations: Readonly<Record<string, Operation<SpotAccount>>> = {
  adoptElastigroup,
  cloneServerGroup,
  createServerGroup,
  deallocateStatefulInstance,
  deleteScalingPolicy,
  deleteScheduledTask,
  deployElastigroup,
  destroyServerGroup,
  detachInstances,
  disableServerGroup,
  enableServerGroup,
  enterInstancesStandby,
  exitInstancesStandby,
  importAutoScalingGroup,
  importInstance,
  interruptInstances,
  lockInstances,
  pauseStatefulInstance,
  recycleStatefulInstance,
  resizeServerGroup,
  // The names that these two have for auto-scaling groups.
  resumeAsgProcessesDescription: resumeProcesses,
  resumeProcesses,
  resumeScalingPolicy,
  resumeStatefulInstance,
  rollAction,
  rollServerGroup,
  scaleElastigroup,
  stopRoll,
  suspendAsgProcessesDescription: suspendProcesses,
  suspendProcesses,
  suspendScalingPolicy,
  terminateInstanceAndDecrementServerGroup,
  terminateInstances,
  unlockInstances,
  updateElastigroup,
  upsertScalingPolicy,
  upsertScheduledTask,
}
