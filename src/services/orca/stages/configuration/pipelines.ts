import type { Front50Client } from '../../../front50/client.ts'
import type { Json } from '../../model.ts'
import type { StageDefinition, StageView } from '../../stage.ts'
import { isTrue, json, text } from '../values.ts'
import { configurationStage, decoded } from './one-task.ts'

async function save(stage: StageView, front50: Front50Client): Promise<Json> {
  const staleCheck = isTrue(stage.context.staleCheck)
  if (isTrue(stage.context.isBulkSavingPipelines)) {
    const saved = await front50.savePipelines(decoded(stage.context.pipelines) as Json[], { staleCheck })
    return { bulksave: saved }
  }
  const pipeline = json(decoded(stage.context.pipeline))
  await front50.savePipeline(pipeline, { staleCheck })
  return about(pipeline)
}

async function update(stage: StageView, front50: Front50Client): Promise<Json> {
  const pipeline = json(decoded(stage.context.pipeline))
  await front50.updatePipeline(text(pipeline.id) ?? '', pipeline)
  return about(pipeline)
}

async function remove(stage: StageView, front50: Front50Client): Promise<Json> {
  const pipeline = json(decoded(stage.context.pipeline))
  await front50.deleteConfig('pipelines', text(pipeline.application) ?? '', text(pipeline.name) ?? '')
  return about(pipeline)
}

async function reorder(stage: StageView, front50: Front50Client): Promise<Json> {
  const application = String(decoded(stage.context.application))
  const idsToIndices = decoded(stage.context.idsToIndices) as Record<string, number>
  const kind = isTrue(decoded(stage.context.isStrategy ?? false)) ? 'strategies' : 'pipelines'
  await front50.reorder(kind, { application, idsToIndices })
  return { application }
}

const about = (pipeline: Json): Json => ({ application: pipeline.application, 'pipeline.name': pipeline.name })

export const pipelineStages: readonly StageDefinition[] = [
  configurationStage('savePipeline', 'front50.tasks.SavePipelineTask', save),
  configurationStage('updatePipeline', 'front50.tasks.SavePipelineTask', update),
  configurationStage('deletePipeline', 'front50.tasks.DeletePipelineTask', remove),
  configurationStage('reorderPipelines', 'front50.tasks.ReorderPipelinesTask', reorder),
]
