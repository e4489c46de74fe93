import { json, present } from '../values.ts'
import { deployOf } from './deploy.ts'
import type { Strategy } from './strategy.ts'

/**
 * A pipeline that people wrote as a strategy does all of it, the deploy itself included: its own deploy stage takes this
 * one's cluster (orca: CustomStrategy).
 */
export const custom: Strategy = {
  name: 'custom',
  replacesTasks: true,
  after(stage, graph) {
    const { settings, cluster } = deployOf(stage.context)
    const { application, strategyApplication, strategyPipeline, pipelineParameters } = settings
    graph.append({
      type: 'pipeline',
      name: 'pipeline',
      context: present({
        application,
        pipelineApplication: strategyApplication,
        pipelineId: strategyPipeline,
        pipelineParameters: {
          ...present({ application }),
          ...cluster,
          strategy: true,
          clone: stage.stage.type === 'cloneServerGroup',
          parentPipelineId: stage.execution.id,
          parentStageId: stage.stage.id,
          ...json(pipelineParameters),
        },
      }),
    })
  },
}
