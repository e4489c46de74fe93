import { z } from 'zod'
import type { Json } from '../../model.ts'
import { defineTask, type StageDefinition } from '../../stage.ts'
import { json, objects, text } from '../../values.ts'
import { minutes, seconds, succeeded } from '../results.ts'
import { decoded, ifThere, illegalArgument, required } from './input.ts'

const classes = 'com.netflix.spinnaker.orca.pipelinetemplate.tasks.v2'
const patience = { backoffMs: seconds(15), timeoutMs: minutes(1) }

const create = defineTask<'front50'>({
  implementingClass: `${classes}.CreateV2PipelineTemplateTask`,
  needs: ['front50'],
  ...patience,
  async run({ context, ...stage }, { front50 }) {
    required(context, 'pipelineTemplate')
    const template = checked(fromGate({ context, ...stage }))
    const tag = text(context.tag)
    await front50.createTemplate(template, tag)
    return succeeded({ 'notification.type': 'createpipelinetemplate', 'pipelineTemplate.id': keyOf(template, tag) })
  },
})

const update = defineTask<'front50'>({
  implementingClass: `${classes}.UpdateV2PipelineTemplateTask`,
  needs: ['front50'],
  ...patience,
  async run({ context, ...stage }, { front50 }) {
    required(context, 'pipelineTemplate')
    required(context, 'id')
    const template = checked(fromGate({ context, ...stage }))
    const tag = text(context.tag)
    await front50.updateTemplate(String(context.id), template, tag)
    return succeeded({ 'notification.type': 'updatepipelinetemplate', 'pipelineTemplate.id': keyOf(template, tag) })
  },
})

const remove = defineTask<'front50'>({
  implementingClass: `${classes}.DeleteV2PipelineTemplateTask`,
  needs: ['front50'],
  ...patience,
  async run({ context }, { front50 }) {
    required(context, 'pipelineTemplateId')
    const id = String(context.pipelineTemplateId)
    const [tag, digest] = [text(context.tag), text(context.digest)]
    await front50
      .deleteTemplate(id, { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) })
      .catch(ifThere)
    return succeeded({ 'notification.type': 'deletepipelinetemplate', 'pipeline.id': id })
  },
})

function fromGate(stage: Parameters<typeof decoded>[0]): Json {
  try {
    return json(decoded(stage, 'pipelineTemplate'))
  } catch {
    throw illegalArgument(
      "'pipelineTemplate' context key must be a base64-encoded string: Ensure you're on the most recent version of gate",
    )
  }
}

const keyOf = ({ id }: Json, tag: string | undefined) => (tag === undefined ? id : `${id}:${tag}`)

/** The original's patterns, in which `A-z` takes a few signs too. */
const namePattern = '^[a-zA-z0-9-&\\s]+$'
const variablePattern = '^[a-zA-Z0-9_]+$'

/** The template, when it says all that a template must (orca: SaveV2PipelineTemplateTask). */
function checked(template: Json): Json {
  if (String(template.id ?? '').includes('.')) throw illegalArgument('Pipeline Template IDs cannot have dots')
  const { name, description, scopes } = json(template.metadata)
  const missing = Object.entries({
    'metadata.name': text(name),
    'metadata.description': text(description),
    'metadata.scopes': Array.isArray(scopes) && scopes.length > 0 ? 'given' : undefined,
    schema: text(template.schema),
  }).flatMap(([key, value]) => (value === undefined ? [key] : []))
  if (missing.length > 0) throw illegalArgument(`Missing required fields: ${missing.join(',')}`)
  if (template.schema !== 'v2') throw illegalArgument(`Invalid schema version: ${template.schema}`)
  if (!new RegExp(namePattern).test(String(name)))
    throw illegalArgument(`Illegal template name: ${name}. Name must match the regex: ${namePattern}`)
  const illegal = objects(template.variables)
    .flatMap((variable) => text(variable.name) ?? [])
    .filter((variable) => !new RegExp(variablePattern).test(variable))
  if (illegal.length > 0)
    throw illegalArgument(
      `Illegal variable names: ${illegal.join(', ')}. Variable names must match the regex: ${variablePattern}`,
    )
  return template
}

const stage = (type: string, name: string, task: typeof create): StageDefinition => ({
  type,
  label: type,
  schema: z.looseObject({}),
  tasks: () => [{ name, task }],
})

/** Pipeline templates of schema v2; the tasks are named as they were before there was a v2. */
export const templateStages: readonly StageDefinition[] = [
  stage('createV2PipelineTemplate', 'createPipelineTemplate', create),
  stage('updateV2PipelineTemplate', 'updatePipelineTemplate', update),
  stage('deleteV2PipelineTemplate', 'deletePipelineTemplate', remove),
]
