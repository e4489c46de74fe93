import { randomUUID } from 'node:crypto'
import { hashOrder } from '../../../../lib/spel/index.ts'
import type { Json } from '../../model.ts'
import { objects } from '../../values.ts'
import { mergeNamed } from '../merge.ts'
import type { TemplateRequest } from '../request.ts'
import { nameOf, type V1Configuration, type V1Stage, type V1Template } from './model.ts'

/** The pipeline that a rendered template and its configuration make (orca: V1SchemaExecutionGenerator). */
export function generateV1(
  template: V1Template,
  configuration: V1Configuration,
  stages: readonly V1Stage[],
  request: TemplateRequest,
): Json {
  const own = configuration.configuration
  const inherited = template.configuration
  const inherits = (what: string) => own?.inherit?.includes(what) === true
  const lists = (what: 'triggers' | 'parameters' | 'notifications') =>
    inherits(what) ? mergeNamed(inherited?.[what], own?.[what]) : (own?.[what] ?? [])
  const concurrency: Json = (inherits('concurrentExecutions') && inherited?.concurrentExecutions) || {}
  const pipeline = configuration.pipeline
  return {
    id: request.id ?? pipeline?.pipelineConfigId ?? 'unknown',
    application: pipeline?.application,
    ...(template.source ? { source: { id: template.source, type: 'templatedPipeline', version: 'v1' } } : {}),
    ...(request.executionId ? { executionId: request.executionId } : {}),
    name: pipeline?.name ?? 'Unnamed Execution',
    limitConcurrent: concurrency.limitConcurrent ?? request.limitConcurrent,
    maxConcurrentExecutions: concurrency.maxConcurrentExecutions ?? request.maxConcurrentExecutions,
    keepWaitingPipelines: concurrency.keepWaitingPipelines ?? request.keepWaitingPipelines,
    notifications: lists('notifications'),
    parameterConfig: lists('parameters'),
    triggers: lists('triggers'),
    expectedArtifacts: byId(
      inherits('expectedArtifacts') ? objects(inherited?.expectedArtifacts) : [],
      objects(own?.expectedArtifacts),
      objects(request.expectedArtifacts),
    ),
    stages: stages.map(stageOf),
    ...(Object.keys(request.trigger).length > 0 ? { trigger: request.trigger } : {}),
  }
}

const stageOf = (stage: V1Stage): Json => {
  const { id, type, requisites, comments, from, config } = stage
  return {
    id: randomUUID(),
    refId: id,
    type,
    name: nameOf(stage),
    requisiteStageRefIds: [...requisites],
    ...(from ? { group: `${from.partial.name}: ${nameOf(from.marker)}` } : {}),
    ...(comments === undefined ? {} : { comments }),
    ...(config as Json),
  }
}

function byId(...lists: readonly (readonly Json[])[]): Json[] {
  const merged = new Map<string, Json>()
  for (const artifact of lists.flat()) merged.set(String(artifact.id), artifact)
  return hashOrder([...merged.keys()]).map((id) => merged.get(id)!)
}
