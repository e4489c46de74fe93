export { deletePipeline, removeConfig } from './delete.ts'
export { filterPipelines, type PipelineFilter, triggeredBy } from './filter.ts'
export { inDisplayOrder } from './ordering.ts'
export { type Pipeline, pipelineSchema, presentPipeline, type SubmittedPipeline } from './pipeline.ts'
export { runAsUsers } from './prepare.ts'
export { reorderPipelines } from './reorder.ts'
export {
  type BatchResult,
  type ConfigKind,
  type SaveOptions,
  savePipeline,
  savePipelines,
  updatePipeline,
} from './save.ts'
