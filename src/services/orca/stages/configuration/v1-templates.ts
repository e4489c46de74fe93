import { z } from 'zod'
import { GennakerError, isRetryable } from '../../../../platform/errors/index.ts'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition, type StageView, type TaskNode } from '../../stage.ts'
import { isTrue, json, objects, text, texts } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { ifThere, illegalArgument, objectOf, required } from './input.ts'

const classes = 'com.netflix.spinnaker.orca.pipelinetemplate.tasks'
const patience = { backoffMs: seconds(15), timeoutMs: minutes(1) }

const create = defineTask<'front50'>({
  implementingClass: `${classes}.CreatePipelineTemplateTask`,
  needs: ['front50'],
  ...patience,
  async run(stage, { front50 }) {
    const template = checked(templateOf(stage))
    await front50.createV1Template(template)
    return succeeded({ 'notification.type': 'createpipelinetemplate', 'pipelineTemplate.id': template.id })
  },
})

const update = defineTask<'front50'>({
  implementingClass: `${classes}.UpdatePipelineTemplateTask`,
  needs: ['front50'],
  ...patience,
  async run(stage, { front50 }) {
    required(stage.context, 'id', 'pipelineTemplate')
    const template = checked(templateOf(stage))
    await front50.updateV1Template(String(stage.context.id), template)
    return succeeded({ 'notification.type': 'updatepipelinetemplate', 'pipelineTemplate.id': template.id })
  },
})

const remove = defineTask<'front50'>({
  implementingClass: `${classes}.DeletePipelineTemplateTask`,
  needs: ['front50'],
  ...patience,
  async run({ context }, { front50 }) {
    required(context, 'pipelineTemplateId')
    const id = String(context.pipelineTemplateId)
    await front50.deleteV1Template(id).catch(ifThere)
    return succeeded({ 'notification.type': 'deletepipelinetemplate', 'pipeline.id': id })
  },
})

/** Plans every pipeline that is made from the template as the template would be: none must break (orca: PlanTemplateDependentsTask). */
const planDependents = defineTask<'front50' | 'templates'>({
  implementingClass: `${classes}.PlanTemplateDependentsTask`,
  needs: ['front50', 'templates'],
  backoffMs: seconds(15),
  timeoutMs: minutes(10),
  async run(stage, { front50, templates }) {
    const template = templateOf(stage)
    const dependents = await front50.v1TemplateDependents(String(template.id), false)
    const errors: Json = {}
    for (const { id, config } of dependents) {
      const request = { type: 'templatedPipeline', trigger: {}, config, template, plan: true }
      await templates.expand(request).catch((error: unknown) => {
        if (isRetryable(error)) throw error
        errors[id] = error instanceof GennakerError ? error.attributes.errors : [{ message: String(error) }]
      })
    }
    const context = {
      'notification.type': 'plantemplatedependents',
      'pipelineTemplate.id': template.id,
      'pipelineTemplate.allDependentPipelines': dependents.map(({ id }) => id),
    }
    if (Object.keys(errors).length === 0) return succeeded(context)
    return { status: 'TERMINAL', context: { ...context, 'pipelineTemplate.dependentErrors': errors } }
  },
})

function templateOf(stage: StageView): Json {
  required(stage.context, 'pipelineTemplate')
  return objectOf(stage, 'pipelineTemplate')
}

/** The template, when it says all that a template must (orca: SavePipelineTemplateTask). */
function checked(template: Json): Json {
  if (String(template.id ?? '').includes('.')) {
    throw illegalArgument('Pipeline Template IDs cannot have dots')
  }
  const { name, description, scopes } = json(template.metadata)
  const given = {
    'metadata.name': text(name),
    'metadata.description': text(description),
    'metadata.scopes': texts(scopes)[0],
  }
  const missing = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [key] : []))
  if (missing.length > 0) throw illegalArgument(`Missing required fields: ${missing.join(',')}`)
  const illegal = objects(template.variables).flatMap((variable) => text(variable.name) ?? [])
  const dashed = illegal.filter((variable) => variable.includes('-'))
  if (dashed.length > 0) {
    throw illegalArgument(`Variable names cannot include dashes (-). Invalid variable names: ${dashed.join(', ')}`)
  }
  return template
}

const stage = (type: string, tasks: (stage: StageView) => readonly TaskNode[]): StageDefinition => ({
  type,
  label: type,
  schema: z.looseObject({}),
  tasks,
})

/** Pipeline templates of schema 1. */
export const v1TemplateStages: readonly StageDefinition[] = [
  stage('createPipelineTemplate', () => [{ name: 'createPipelineTemplate', task: create }]),
  {
    ...stage('updatePipelineTemplate', ({ context }) => [
      ...(isTrue(context.skipPlanDependents) ? [] : [{ name: 'planDependentPipelines', task: planDependents }]),
      { name: 'updatePipelineTemplate', task: update },
    ]),
    // Pipelines keep what they took from the template at their last save: all of them are saved again.
    async after(view, graph, { front50 }) {
      for (const pipeline of await front50.v1TemplateDependents(String(templateOf(view).id), true)) {
        const encoded = Buffer.from(JSON.stringify(pipeline)).toString('base64')
        graph.append({ type: 'updatePipeline', name: 'updateDependentPipeline', context: { pipeline: encoded } })
      }
    },
  },
  stage('deletePipelineTemplate', () => [{ name: 'deletePipelineTemplate', task: remove }]),
]
