import type { StageDefinition } from '../../stage.ts'
import { json, text } from '../values.ts'
import { configurationStage } from './one-task.ts'

export const projectStages: readonly StageDefinition[] = [
  configurationStage('upsertProject', 'front50.tasks.UpsertProjectTask', async (stage, front50) => ({
    newState: await front50.saveProject(json(stage.context.project)),
  })),
  configurationStage('deleteProject', 'front50.tasks.DeleteProjectTask', async (stage, front50) => {
    await front50.deleteProject(text(json(stage.context.project).id) ?? '')
    return {}
  }),
]
