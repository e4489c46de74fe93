import { z } from 'zod'
import type { Json } from '../../model.ts'
import { isTrue, objects } from '../../values.ts'
import { fatal, malformed, protectedError, TemplateProblem, warning } from '../errors.ts'
import { type GraphNode, hasInjection, injectStages, sortedByGraph } from '../graph.ts'
import { mergeDistinct } from '../merge.ts'
import { NameSet } from '../names.ts'
import type { TemplateRequest } from '../request.ts'
import { injection, maps, parserOf, texts } from '../schemas.ts'
import type { TemplateSources } from '../sources.ts'
import { assignVariables, hasDefault, type TemplateVariable, variableSchema } from '../variables.ts'

const parsed = parserOf(2, malformed)

const stageSchema = z.looseObject({
  refId: z.coerce.string(),
  requisiteStageRefIds: texts,
  inject: injection,
})

const configurationSchema = z.looseObject({
  schema: z.string().nullish(),
  application: z.string().nullish(),
  name: z.string().nullish(),
  pipelineConfigId: z.string().nullish(),
  template: z.looseObject({ reference: z.string().nullish(), source: z.string().nullish() }).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  stages: z.array(stageSchema).nullish(),
  exclude: texts,
  triggers: maps,
  parameters: maps,
  parameterConfig: maps,
  notifications: maps,
  expectedArtifacts: maps,
})

const templateSchema = z.looseObject({
  schema: z.string().nullish(),
  protect: z.boolean().nullish(),
  variables: z.array(variableSchema).nullish(),
  pipeline: z.looseObject({ stages: z.array(stageSchema).nullish() }),
})

type Configuration = z.infer<typeof configurationSchema>
type Template = z.infer<typeof templateSchema>
type StageDefinition = z.infer<typeof stageSchema>

/** Evaluates every `${…}` in a value, which sees these names; what can't be known stays as it is. */
export type EvaluateWith = (value: Json, names: Json) => Promise<Json>

/** The pipeline that a version 2 configuration stands for; `${templateVariables.x}` are left to the launch. @throws TemplateProblem */
export async function planV2(
  request: TemplateRequest,
  sources: TemplateSources,
  evaluate: EvaluateWith,
): Promise<Json> {
  const given = parsed(configurationSchema, request.config, 'The configuration')
  const { trigger } = request
  const address = await addressOf(given, trigger, evaluate)
  const loaded: Template =
    address === undefined
      ? { schema: 'v2', pipeline: {}, variables: variablesFrom(given) }
      : parsed(templateSchema, await sources.loadV2(address), 'The template')
  const names = { application: given.application, pipelineTemplate: loaded, trigger, ...valuesSeen(loaded, given) }
  const declared = await Promise.all((loaded.variables ?? []).map((variable) => rendered(variable, names, evaluate)))
  const template = { ...loaded, variables: declared }

  const errors = errorsOf(template, given, request.plan)
  if (errors.length > 0) throw new TemplateProblem(...errors)
  const known = new Set(declared.map(({ name }) => name))
  const values = assignVariables(
    declared,
    Object.fromEntries(Object.entries(given.variables ?? {}).filter(([name]) => known.has(name))),
    given,
  )
  return generate(template, given, values, request, address === undefined)
}

async function addressOf({ template, application }: Configuration, trigger: Json, evaluate: EvaluateWith) {
  if (!template) return undefined
  const { reference, source } = await evaluate(template, { application, pipelineTemplate: null, trigger })
  const address = reference ?? source
  if (typeof address === 'string' && address !== '') return address
  throw malformed('The configuration names no template: template.reference is missing, such as spinnaker://my-template')
}

const variablesFrom = ({ variables }: Configuration): TemplateVariable[] =>
  Object.entries(variables ?? {}).map(([name, defaultValue]) => ({ name, defaultValue, nullable: true }))

const valuesSeen = ({ variables }: Template, given: Configuration): Json => ({
  ...Object.fromEntries((variables ?? []).map(({ name, defaultValue }) => [name, defaultValue ?? null])),
  ...given.variables,
})

async function rendered(variable: TemplateVariable, names: Json, evaluate: EvaluateWith): Promise<TemplateVariable> {
  if (variable.nullable === true && !hasDefault(variable)) return variable
  return variableSchema.parse(await evaluate(variable, names))
}

/** orca: V2TemplateSchemaValidator, V2TemplateConfigurationSchemaValidator. */
function errorsOf({ schema, protect, pipeline }: Template, given: Configuration, plan: boolean) {
  const errors = []
  if (schema !== 'v2') {
    errors.push(fatal(`template schema version is unsupported: expected 'v2', got '${schema ?? null}'`))
  }
  if (given.schema !== 'v2') {
    errors.push(fatal(`config schema version is unsupported: expected 'v2', got '${given.schema ?? null}'`))
  }
  if (!given.application) {
    errors.push(fatal("Missing 'application' configuration", { location: 'configuration:application' }))
  }
  if (protect && (given.stages ?? []).length > 0) errors.push(protectedError)
  if (!plan || !given.template) return errors
  const known = (pipeline.stages ?? []).map(({ refId }) => refId)
  const isLoose = ({ refId, requisiteStageRefIds, inject }: StageDefinition) =>
    !known.includes(refId) && !requisiteStageRefIds?.length && !(inject && hasInjection(inject))
  const words = 'A configuration-defined stage should have either dependsOn or an inject rule defined'
  const loose = (given.stages ?? []).filter(isLoose)
  return [...errors, ...loose.map(({ refId }) => warning(words, `configuration:stages.${refId}`))]
}

interface V2Stage extends GraphNode {
  readonly definition: StageDefinition
}

const stageOf = (definition: StageDefinition): V2Stage => ({
  id: definition.refId,
  requisites: definition.requisiteStageRefIds ? NameSet.hashed(definition.requisiteStageRefIds) : NameSet.linked(),
  inject: definition.inject ?? undefined,
  definition,
})

/** orca: V2ConfigStageInjectionTransform. A stage of the configuration that has no place in the graph is left out. */
function stagesOf(template: Template, { stages }: Configuration, isWhole: boolean): Json[] {
  const own = (stages ?? []).map(stageOf)
  const replacing = new Map(own.map((stage) => [stage.id, stage]))
  const kept = (template.pipeline.stages ?? []).map((stage) => replacing.get(stage.refId) ?? stageOf(stage))
  const added = own.filter((stage) => !kept.includes(stage) && (isWhole || stage.requisites.size > 0))
  const graph = sortedByGraph([...kept, ...added])
  injectStages([...graph], graph)
  injectStages(own, graph)
  return graph.map(({ definition, requisites }) => ({
    notifications: [],
    ...definition,
    requisiteStageRefIds: [...requisites],
  }))
}

/** orca: V2SchemaExecutionGenerator; expected artifacts of the configuration join those of the template as well. */
function generate(
  template: Template,
  given: Configuration,
  values: Json,
  request: TemplateRequest,
  isWhole: boolean,
): Json {
  const { pipeline } = template
  const own = (items: unknown) => objects(items).filter(({ inherited }) => !isTrue(inherited))
  const joined = (what: string, key: string, items: unknown) => {
    const inherited = objects(pipeline[key]).map((item) => ({ ...item, inherited: true }))
    return mergeDistinct(given.exclude?.includes(what) ? [] : inherited, own(items))
  }
  const artifacts = mergeDistinct(objects(pipeline.expectedArtifacts), own(given.expectedArtifacts))
  return {
    ...(given.spelEvaluator ? { spelEvaluator: given.spelEvaluator } : {}),
    ...pipeline,
    id: request.id ?? given.pipelineConfigId ?? 'unknown',
    application: given.application,
    ...(request.executionId ? { executionId: request.executionId } : {}),
    name: given.name ?? 'Unnamed Execution',
    limitConcurrent: pipeline.limitConcurrent ?? request.limitConcurrent,
    maxConcurrentExecutions: pipeline.maxConcurrentExecutions ?? request.maxConcurrentExecutions,
    keepWaitingPipelines: pipeline.keepWaitingPipelines ?? request.keepWaitingPipelines,
    notifications: joined('notifications', 'notifications', given.notifications),
    parameterConfig: joined('parameters', 'parameterConfig', given.parameters ?? given.parameterConfig),
    triggers: joined('triggers', 'triggers', given.triggers),
    ...(artifacts.length > 0 ? { expectedArtifacts: artifacts } : {}),
    stages: stagesOf(template, given, isWhole),
    templateVariables: values,
    ...(Object.keys(request.trigger).length > 0 ? { trigger: request.trigger } : {}),
  }
}
