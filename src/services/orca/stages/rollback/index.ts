import type { StageDefinition } from '../../stage.ts'
import { rollbackCluster } from './rollback-cluster.ts'
import { rollbackServerGroup } from './rollback-server-group.ts'

/** Stages that bring an earlier version back. */
export const rollbackStages: readonly StageDefinition[] = [rollbackCluster, rollbackServerGroup]
