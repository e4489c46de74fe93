import type { StageDefinition } from '../../stage.ts'
import { disableCluster, scaleDownCluster, shrinkCluster } from './cluster-wide.ts'
import { cloneServerGroup, createServerGroup, deployElastigroup } from './create.ts'
import { deploy } from './deploy.ts'
import { destroyServerGroup, disableServerGroup, enableServerGroup } from './enable-disable-destroy.ts'
import { resizeServerGroup } from './resize.ts'
import { rollServerGroup } from './roll.ts'
import { determineTargetServerGroup } from './target.ts'

/** Stages that act upon server groups, on every cloud that has them. */
export const serverGroupStages: readonly StageDefinition[] = [
  cloneServerGroup,
  createServerGroup,
  deploy,
  deployElastigroup,
  destroyServerGroup,
  determineTargetServerGroup,
  disableCluster,
  disableServerGroup,
  enableServerGroup,
  resizeServerGroup,
  rollServerGroup,
  scaleDownCluster,
  shrinkCluster,
]
