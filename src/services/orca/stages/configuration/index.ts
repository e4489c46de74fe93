import type { StageDefinition } from '../../stage.ts'
import { applicationStages } from './applications.ts'
import { deliveryConfigStages } from './delivery-configs.ts'
import { pipelineStages } from './pipelines.ts'
import { pluginInfoStages } from './plugin-infos.ts'
import { projectStages } from './projects.ts'
import { savePipelinesFromArtifact } from './save-from-artifact.ts'
import { templateStages } from './templates.ts'
import { v1TemplateStages } from './v1-templates.ts'

/** Changes of what people configured, as stages: so every change is a task with its author and its errors. */
export const configurationStages: readonly StageDefinition[] = [
  ...applicationStages,
  ...pipelineStages,
  savePipelinesFromArtifact,
  ...projectStages,
  ...templateStages,
  ...v1TemplateStages,
  ...deliveryConfigStages,
  ...pluginInfoStages,
]
