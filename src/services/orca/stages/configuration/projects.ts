import { z } from 'zod'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { json, text } from '../../values.ts'
import { succeeded } from '../results.ts'
import { ifThere } from './input.ts'

const upsert = defineTask<'front50'>({
  implementingClass: 'com.netflix.spinnaker.orca.applications.pipelines.UpsertProjectStage.UpsertProjectTask',
  needs: ['front50'],
  async run({ context }, { front50 }) {
    const project = json(context.project)
    const id = text(project.id)
    // One that comes from another installation keeps the id that it had there.
    if (id === undefined || !(await front50.findProject(id))) await front50.saveProject(project)
    else await front50.updateProject(id, project)
    return succeeded({ 'notification.type': 'upsertproject' })
  },
})

const remove = defineTask<'front50'>({
  implementingClass: 'com.netflix.spinnaker.orca.applications.pipelines.DeleteProjectStage.DeleteProjectTask',
  needs: ['front50'],
  async run({ context }, { front50 }) {
    await front50.deleteProject(text(json(context.project).id) ?? '').catch(ifThere)
    return succeeded({ 'notification.type': 'deleteproject' })
  },
})

const schema = z.looseObject({ project: z.looseObject({}, 'give the project') })

export const projectStages: readonly StageDefinition[] = [
  { type: 'upsertProject', label: 'upsertProject', schema, tasks: () => [{ name: 'upsertProject', task: upsert }] },
  { type: 'deleteProject', label: 'deleteProject', schema, tasks: () => [{ name: 'deleteProject', task: remove }] },
]
