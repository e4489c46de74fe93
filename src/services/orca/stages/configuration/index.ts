import type { StageDefinition } from '../../stage.ts'
import { applicationStages } from './applications.ts'
import { pipelineStages } from './pipelines.ts'
import { projectStages } from './projects.ts'

/** Changes of what people configured, as stages: so every change is a task with its author and its errors. */
export const configurationStages: readonly StageDefinition[] = [
  ...applicationStages,
  ...pipelineStages,
  ...projectStages,
]
