import { z } from 'zod'
import type { Json } from '../../model.ts'
import type { StageDefinition, StageView } from '../../stage.ts'
import { json, number, present, texts } from '../../values.ts'
import { determineRollbackCandidates } from './candidates.ts'

/**
 * Brings the group back that served before, region by region. What is rolled back and how is decided by its one task; a
 * region in which nothing can be rolled back is left alone (orca: RollbackClusterStage).
 */
export const rollbackCluster: StageDefinition = {
  type: 'rollbackCluster',
  label: 'Rollback Cluster',
  schema: z.looseObject({ regions: z.array(z.string()).min(1, 'name the regions to roll back') }),
  tasks: () => [determineRollbackCandidates],
  after(stage, graph) {
    const { regions, credentials, cloudProvider, waitTimeBetweenRegions, additionalRollbackContext } = stage.context
    const types = json(stage.stage.outputs.rollbackTypes)
    const contexts = json(stage.stage.outputs.rollbackContexts)
    const waitTime = number(waitTimeBetweenRegions)
    const affected = texts(regions).filter((region) => types[region] !== undefined)
    for (const [index, region] of affected.entries()) {
      graph.append({
        type: 'rollbackServerGroup',
        name: `Rollback ${region}`,
        context: present({
          rollbackType: types[region],
          rollbackContext: { ...json(contexts[region]), ...json(additionalRollbackContext) },
          type: 'rollbackServerGroup',
          region,
          credentials,
          cloudProvider,
          ...fromDeploy(stage),
        }),
      })
      if (waitTime !== undefined && index < affected.length - 1) {
        graph.append({ type: 'wait', name: `Wait after ${region}`, context: { waitTime } })
      }
    }
  },
}

/** What a rollback takes over from the deploy that failed: how health is judged, and the capacity before anything was pinned. */
function fromDeploy({ parent }: StageView): Json {
  const { interestingHealthProviderNames, sourceServerGroupCapacitySnapshot } = parent?.context ?? {}
  return { interestingHealthProviderNames, sourceServerGroupCapacitySnapshot }
}
