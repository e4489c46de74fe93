import { z } from 'zod'
import type { Json } from '../model.ts'
import { isJson } from '../values.ts'
import { fatal, TemplateProblem } from './errors.ts'

const objectList = z.array(z.looseObject({})).nullish()
const flag = z.union([z.boolean(), z.stringbool()]).nullish()

const schema = z.looseObject({
  id: z.string().nullish(),
  executionId: z.string().nullish(),
  expectedArtifacts: objectList,
  trigger: z.looseObject({}).nullish(),
  template: z.looseObject({}).nullish(),
  notifications: objectList,
  plan: flag,
  limitConcurrent: flag,
  maxConcurrentExecutions: z.coerce.number().int().nullish(),
  keepWaitingPipelines: flag,
})

/** A pipeline that is made from a template, as it was asked for (orca: TemplatedPipelineRequest). */
export interface TemplateRequest {
  readonly id: string | undefined
  readonly schema: string | undefined
  readonly config: Json
  /** A template that is planned without being saved. */
  readonly template: Json | undefined
  readonly executionId: string | undefined
  readonly expectedArtifacts: readonly Json[]
  readonly notifications: readonly Json[]
  readonly trigger: Json
  readonly plan: boolean
  readonly limitConcurrent: boolean
  readonly maxConcurrentExecutions: number
  readonly keepWaitingPipelines: boolean
}

export const isTemplated = (pipeline: Json): boolean =>
  pipeline.type === 'templatedPipeline' || (pipeline.schema === 'v2' && isJson(pipeline.template))

/** @throws TemplateProblem when a field is not what it must be */
export function templateRequestOf(pipeline: Json): TemplateRequest {
  const parsed = schema.safeParse(pipeline)
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new TemplateProblem(fatal('malformed template configuration', { cause: reasons.join('; ') }))
  }
  const given = parsed.data
  const { trigger: _, ...withoutTrigger } = pipeline
  // A version 2 configuration stands at the top; one of version 1 under `config`.
  const isOwnConfig = pipeline.schema === 'v2' && (isJson(pipeline.template) || !isJson(pipeline.config))
  const config = isOwnConfig ? withoutTrigger : isJson(pipeline.config) ? pipeline.config : {}
  const version = config.schema ?? pipeline.schema
  return {
    id: given.id ?? undefined,
    schema: version === undefined || version === null ? undefined : String(version),
    config,
    template: given.template ?? undefined,
    executionId: given.executionId ?? undefined,
    expectedArtifacts: given.expectedArtifacts ?? [],
    notifications: given.notifications ?? [],
    trigger: given.trigger ?? {},
    plan: given.plan ?? false,
    limitConcurrent: given.limitConcurrent ?? true,
    maxConcurrentExecutions: given.maxConcurrentExecutions ?? 0,
    keepWaitingPipelines: given.keepWaitingPipelines ?? false,
  }
}
