import type { StageDefinition } from '../../stage.ts'
import { cloudFoundryStages } from './cloud-foundry.ts'
import { cloudOperation } from './cloud-operation.ts'
import { instanceStages } from './instances.ts'
import { launchSettingStages, updateSecurityGroupsForServerGroup } from './launch-settings.ts'
import { loadBalancerStages } from './load-balancers.ts'
import { type OperationStage, operationStage } from './operation-stage.ts'
import { otherStages } from './others.ts'
import { scalingStages } from './scaling.ts'
import { securityGroupStages } from './security-groups.ts'

export { asgStages } from './auto-scaling-groups.ts'

/** The table: stages that ask a cloud for one thing and follow it. */
const table: readonly OperationStage[] = [
  ...cloudFoundryStages,
  ...instanceStages,
  ...launchSettingStages,
  ...loadBalancerStages,
  ...otherStages,
  ...scalingStages,
  ...securityGroupStages,
]

export const cloudOperationStages: readonly StageDefinition[] = [
  ...table.map(operationStage),
  cloudOperation,
  updateSecurityGroupsForServerGroup,
]
