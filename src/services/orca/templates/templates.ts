import { isRetryable, problem } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'
import { isJson } from '../values.ts'
import { errorsOf, fatal, TemplateProblem } from './errors.ts'
import { withLookups } from './lookups.ts'
import { isTemplated, type TemplateRequest, templateRequestOf } from './request.ts'
import type { TemplateSources } from './sources.ts'
import { mergeV1Templates, planV1 } from './v1/index.ts'
import { type EvaluateWith, planV2 } from './v2/index.ts'

export interface Templates {
  /**
   * The pipeline that a configuration of a template stands for; any other pipeline as it is.
   * @throws invalid with `errors`, which clients show; a retryable error when Front50 or a template's server is away
   */
  expand(pipeline: Json): Promise<Json>
  /** As `expand`, then with every expression evaluated that can be now (orca: V2Util.planPipeline). */
  plan(pipeline: Json): Promise<Json>
  /**
   * A version 1 template with all that it extends; `trigger` is what a source that is itself a template sees.
   * @throws invalid when it can't be loaded
   */
  resolve(source: string, trigger?: Json): Promise<Json>
}

/** Evaluates a whole pipeline leniently; failures by expression. */
export type EvaluatePipeline = (pipeline: Json) => Promise<{ readonly result: Json; readonly summary: Json }>

export interface TemplatesOptions {
  readonly sources: TemplateSources
  readonly evaluate: EvaluateWith
  readonly evaluatePipeline: EvaluatePipeline
}

/** What a pipeline says about its launch, which a template does not know and must not lose. */
const keptKeys = ['disabled', 'initialConfig', 'origin', 'startTimeExpiry', 'receivedArtifacts']

export function createTemplates({ sources, evaluate, evaluatePipeline }: TemplatesOptions): Templates {
  const planned = (request: TemplateRequest): Promise<Json> => {
    if (request.schema === '1') return withLookups(sources, (lookup, loaded) => planV1(request, loaded, lookup))
    if (request.schema === 'v2') return planV2(request, sources, evaluate)
    throw new TemplateProblem(fatal(`unexpected schema version '${request.schema ?? null}'`))
  }

  const templates: Templates = {
    async expand(pipeline) {
      if (!isTemplated(pipeline)) return pipeline
      try {
        const kept = Object.entries(pipeline).filter(([key, value]) => keptKeys.includes(key) && value !== undefined)
        return { ...(await planned(templateRequestOf(pipeline))), ...Object.fromEntries(kept) }
      } catch (error) {
        throw refused('Pipeline template is invalid', error)
      }
    },
    async plan(pipeline) {
      const expanded = await templates.expand({ ...pipeline, plan: true })
      const { result, summary } = await evaluatePipeline(expanded)
      const missing = Object.keys(summary).flatMap((key) => /^templateVariables\.(.+)$/s.exec(key)?.[1] ?? [])
      if (missing.length > 0) {
        throw problem(
          'invalid',
          `Missing template variable values for the following variables: ${missing.join(', ')}`,
          { attributes: { errors: missing } },
        )
      }
      return isJson(result.source) ? result : { ...result, source: { type: 'templatedPipeline', version: 'v2' } }
    },
    async resolve(source, trigger) {
      try {
        return await withLookups(sources, (lookup, loaded) => mergeV1Templates(source, trigger, loaded, lookup))
      } catch (error) {
        throw refused('Could not load pipeline template from source', error)
      }
    },
  }
  return templates
}

/** That Front50 or a template's server is away is no fault of the template: who asked may ask again. */
const refused = (words: string, error: unknown) =>
  isRetryable(error) ? error : problem('invalid', words, { attributes: { errors: errorsOf(error) }, cause: error })
