import type { Front50Client } from '../../../front50/client.ts'
import type { StageDefinition, StageView } from '../../stage.ts'
import { json, text } from '../values.ts'
import { configurationStage } from './one-task.ts'

/** Creates the application or changes what is given; permissions are kept beside it (orca: UpsertApplicationTask). */
async function upsert(stage: StageView, front50: Front50Client) {
  const { permissions, ...application } = json(stage.context.application)
  const name = text(application.name)
  if (name === undefined) throw new Error('The application has no name')
  const before = await front50.findApplication(name)
  const after = before
    ? await front50.updateApplication(name, application)
    : await front50.createApplication(application)
  if (permissions !== undefined && permissions !== null) await front50.savePermission(name, { name, permissions })
  return { 'application.name': name, previousState: before ?? {}, newState: after ?? {} }
}

async function remove(stage: StageView, front50: Front50Client) {
  const name = text(json(stage.context.application).name)
  if (name === undefined) throw new Error('The application to delete has no name')
  const before = await front50.findApplication(name)
  if (before) await front50.deleteApplication(name)
  return { 'application.name': name, previousState: before ?? {} }
}

export const applicationStages: readonly StageDefinition[] = [
  configurationStage('createApplication', 'applications.tasks.UpsertApplicationTask', upsert),
  configurationStage('updateApplication', 'applications.tasks.UpsertApplicationTask', upsert),
  configurationStage('upsertApplication', 'applications.tasks.UpsertApplicationTask', upsert),
  configurationStage('deleteApplication', 'applications.tasks.DeleteApplicationTask', remove),
]
