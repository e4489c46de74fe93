import type { StageDefinition } from '../../../services/orca/stage.ts'
import { deployElastigroup } from './deploy-elastigroup.ts'
import { spotOperationStages } from './operations.ts'
import { rollServerGroup } from './roll-server-group.ts'
import { updateElastigroup } from './update-elastigroup.ts'

/** These are about Spot, also where they do not say so. */
const onSpot = (definition: StageDefinition): StageDefinition => ({
  ...definition,
  prepare(stage, services) {
    const context = { cloudProvider: 'spot', ...stage.context }
    return definition.prepare?.({ ...stage, context }, services) ?? context
  },
})

/** Orca's stages for what only Spot has; what every cloud has works for it as well. */
export const spotStages: readonly StageDefinition[] = [
  deployElastigroup,
  rollServerGroup,
  updateElastigroup,
  ...spotOperationStages,
].map(onSpot)
