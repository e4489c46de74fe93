import {
  type Capabilities,
  containsExpression,
  createEvaluator,
  type Evaluation,
  type EvaluationSettings,
  FUNCTION_DOCUMENTATION,
  type FunctionDocumentation,
  pipelineRoot,
  stageRoot,
  withoutStaleFailures,
} from '../../../lib/spel/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Execution, Json, Stage } from '../model.ts'
import type { StageDefinition } from '../stage.ts'

/** Expressions as Orca needs them; the only place that knows the evaluator. */
export interface Expressions {
  /** The helper functions that expressions may call. */
  readonly functions: readonly FunctionDocumentation[]
  /** The stage's context with its expressions resolved; failures stand under `expressionEvaluationSummary`. */
  evaluateContext(execution: Execution, stage: Stage, how?: ContextOptions): Promise<Json>
  /** A text with its `${…}` resolved, as the stage sees them while it is handled. */
  evaluateTemplate(
    execution: Execution,
    stage: Stage,
    template: string,
  ): Promise<{ readonly result: unknown; readonly detail: Json }>
  /** The same for a person who asks: no stage is being handled, so none is the current one. */
  tryTemplate(
    execution: Execution,
    stage: Stage | undefined,
    template: string,
  ): Promise<{ readonly result: unknown; readonly detail: Json }>
  /** A value of any shape, as the stage sees it; what can't be evaluated stays as it is written. */
  evaluateValue(execution: Execution, stage: Stage, value: unknown): Promise<unknown>
  /** Variables in their order: each is seen by those that follow (orca: evaluateVariables). */
  evaluateVariables(
    execution: Execution,
    stage: Stage,
    variables: readonly { key: string; value: unknown }[],
  ): { result: unknown; detail: Json }
  /** A pipeline before it is launched: with v4 all but its stages. */
  evaluatePipeline(pipeline: Json): Promise<Json>
  /** As `evaluatePipeline`, but what is not known is no error, and failures are told by expression. */
  planPipeline(pipeline: Json): Promise<{ readonly result: Json; readonly summary: Json }>
  /** A value that sees nothing but these names; what can't be known stays as it is written. */
  evaluateWith(value: Json, names: Json): Promise<Json>
}

interface ContextOptions {
  /** Replaces the evaluation of the whole context; only v4 knows of it. */
  readonly ownWay?: NonNullable<StageDefinition['evaluate']>
  /** Keys of the summary: all other expressions stay as they are. */
  readonly only?: readonly string[]
}

/** Builds the adapter; `capabilities` is what helper functions may ask of the outside. */
export function createExpressions(capabilities: Capabilities, now: () => number): Expressions {
  const evaluator = createEvaluator({ capabilities, now })
  const settingsFor = (execution: Execution, stage?: Stage): EvaluationSettings => ({
    version: execution.spelEvaluator === 'v4' ? 'v4' : 'v3',
    allowUnknownKeys: true,
    capabilities: {
      ...capabilities,
      currentStageId: () => stage?.id,
      // For whom the stage acts, or who asks; a message of the engine's own acts for who started the execution.
      currentUser: () => currentIdentity().user ?? execution.authentication.user ?? 'anonymous',
    },
  })
  async function evaluateText(execution: Execution, stage: Stage, template: string, settings: EvaluationSettings) {
    const root = stageRoot(execution as never, stage as never)
    const { result, summary } = await evaluator.withEffects((bound) =>
      bound.evaluate({ expression: template }, root, settings),
    )
    return { result: (result as Json)['expression'], detail: summary as Json }
  }
  const virtualStage = (context: Json): Stage => ({
    id: '',
    type: '',
    name: '',
    status: 'NOT_STARTED',
    context,
    outputs: {},
    tasks: [],
    requisiteStageRefIds: [],
  })

  return {
    functions: FUNCTION_DOCUMENTATION,
    async evaluateContext(execution, stage, { ownWay: way, only } = {}) {
      const ownWay = execution.spelEvaluator === 'v4' ? way : undefined
      if (ownWay === undefined && !hasExpression(stage.context)) return stage.context
      const { [SUMMARY]: before, ...context } = stage.context
      const settings = { ...settingsFor(execution, stage), ...(only && { only: new Set(only) }) }
      const root = stageRoot(execution as never, stage as never)
      if (ownWay === undefined) {
        const evaluation = await evaluator.withEffects((bound) => bound.evaluate(context, root, settings))
        return withSummary(evaluation.result as Json, before, summaryAfter(before, evaluation))
      }
      let summary: Json = {}
      let seen: Json = {}
      const keep = <T>({ result, summary: failures }: Evaluation<T>): T => {
        summary = { ...summary, ...failures }
        return result
      }
      const result = ownWay(context, {
        value(value) {
          const evaluated = keep(evaluator.evaluate(value, root, settings))
          if (typeof evaluated === 'object' && evaluated !== null) seen = { ...seen, ...evaluated }
          return evaluated
        },
        variables: (variables) =>
          keep(
            evaluator.evaluateVariables(
              variables as never,
              (names) => stageRoot(execution as never, { ...stage, context: { ...context, ...seen } } as never, names),
              settings,
            ),
          ) as unknown as readonly Json[],
      })
      return withSummary(result, before, summary)
    },
    async evaluateValue(execution, stage, value) {
      if (!containsExpression(value)) return value
      const { result } = await evaluator.withEffects((bound) =>
        bound.evaluate({ value }, stageRoot(execution as never, stage as never), settingsFor(execution, stage)),
      )
      return (result as Json)['value']
    },
    evaluateTemplate: (execution, stage, template) =>
      evaluateText(execution, stage, template, settingsFor(execution, stage)),
    tryTemplate: (execution, stage, template) =>
      evaluateText(execution, stage ?? virtualStage({}), template, settingsFor(execution)),
    evaluateVariables(execution, stage, variables) {
      const { result, summary } = evaluator.evaluateVariables(
        variables as never,
        (names) => stageRoot(execution as never, stage as never, names),
        settingsFor(execution, stage),
      )
      return { result, detail: summary as Json }
    },
    async evaluatePipeline(pipeline) {
      if (!containsExpression(pipeline)) return pipeline
      const { trigger, templateVariables } = pipeline
      const root = pipelineRoot({ trigger, templateVariables: templateVariables ?? {} })
      const settings: EvaluationSettings = {
        version: pipeline['spelEvaluator'] === 'v4' ? 'v4' : 'v3',
        allowUnknownKeys: false,
        capabilities: { ...capabilities, currentUser: () => currentIdentity().user ?? 'anonymous' },
      }
      return evaluator.withEffects((bound) => {
        const evaluatedTrigger = bound.evaluate(trigger, root, settings).result
        return bound.evaluatePipeline({ ...pipeline, trigger: evaluatedTrigger }, root, settings).result
      })
    },
    async planPipeline(pipeline) {
      const { trigger = {}, templateVariables = {} } = pipeline
      const version = pipeline['spelEvaluator'] === 'v4' ? 'v4' : 'v3'
      const root = pipelineRoot({ trigger, templateVariables })
      const { result, summary } = await evaluator.withEffects((bound) =>
        bound.evaluatePipeline(pipeline, root, { version, allowUnknownKeys: true }),
      )
      return { result, summary: summary as Json }
    },
    async evaluateWith(value, names) {
      if (!containsExpression(value)) return value
      const { result } = await evaluator.withEffects((bound) =>
        bound.evaluate(value, pipelineRoot(names), { allowUnknownKeys: true }),
      )
      return result
    },
  }
}

const SUMMARY = 'expressionEvaluationSummary'

/** Whether there is anything to evaluate; what an evaluation left behind is not. */
function hasExpression(context: Json): boolean {
  for (const key of Object.keys(context)) {
    if (key !== SUMMARY && (key.includes('${') || containsExpression(context[key]))) return true
  }
  return false
}

function summaryAfter(before: unknown, evaluation: Evaluation): Json {
  if (typeof before !== 'object' || before === null) return evaluation.summary as Json
  return withoutStaleFailures(before as never, evaluation) as Json
}

/** A summary that was there stays, empty when nothing fails any more. */
const withSummary = (context: Json, before: unknown, summary: Json): Json =>
  before === undefined && Object.keys(summary).length === 0 ? context : { ...context, [SUMMARY]: summary }
