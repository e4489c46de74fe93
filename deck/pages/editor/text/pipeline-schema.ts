import type { JsonSchema } from '../../../ui/form/schema.ts'
import { PARTS } from '../configuration/forms.ts'
import type { StageType } from '../queries.ts'
import { formOf } from '../stage/catalogue.ts'
import { COMMON, executionForm, moreForm } from '../stage/common-forms.ts'

/** A pipeline as JSON Schema: what completion offers, and what the check of a text knows. */
export interface PipelineSchema {
  readonly pipeline: JsonSchema
  readonly stageTypes: readonly { readonly type: string; readonly label: string }[]
  /** Of one stage, by its type. */
  readonly stageOf: (type: string) => JsonSchema
}

const IDENTITY: Readonly<Record<string, JsonSchema>> = {
  refId: { type: 'string', description: 'Its number in the pipeline.' },
  requisiteStageRefIds: { type: 'array', items: { type: 'string' }, description: 'The stages that it waits for.' },
  type: { type: 'string' },
  name: { type: 'string' },
  failPipeline: { type: 'boolean' },
  continuePipeline: { type: 'boolean' },
  completeOtherBranchesThenFail: { type: 'boolean' },
}

export const pipelineSchema = (types: readonly StageType[]): PipelineSchema => {
  const server = new Map(
    types.flatMap((each) => [each.type, ...each.aliases].map((type) => [type, each.schema] as const)),
  )
  const common = { ...IDENTITY, ...executionForm.properties }
  return {
    pipeline: {
      type: 'object',
      required: ['name', 'stages'],
      properties: {
        ...Object.assign({}, ...PARTS.map(({ schema }) => schema.properties)),
        stages: { type: 'array', items: { type: 'object', required: ['refId', 'type'], properties: common } },
      },
    },
    stageTypes: types.map(({ type, label }) => ({ type, label })),
    stageOf: (type) => ({
      type: 'object',
      required: ['refId', 'type', ...(server.get(type)?.required ?? [])],
      properties: {
        ...common,
        ...moreForm(type).properties,
        ...without(server.get(type)?.properties),
        ...without(formOf(type)?.schema?.properties),
      },
    }),
  }
}

const without = (properties: JsonSchema['properties'] = {}) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !COMMON.includes(name)))
