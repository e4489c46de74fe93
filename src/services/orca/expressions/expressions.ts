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
import type { Execution, Json, Stage } from '../model.ts'
import type { StageDefinition } from '../stage.ts'

/** Expressions as Orca needs them; the only place that knows the evaluator. */
export interface Expressions {
  /** The helper functions that expressions may call. */
  readonly functions: readonly FunctionDocumentation[]
  /** The stage's context with its expressions resolved; failures stand under `expressionEvaluationSummary`. */
  evaluateContext(execution: Execution, stage: Stage, ownWay?: StageDefinition['evaluate']): Promise<Json>
  /** One expression, with or without `${}`, as the stage sees it. */
  evaluateOne(
    execution: Execution,
    stage: Stage | undefined,
    expression: string,
  ): Promise<{ result: unknown; detail: Json }>
  /** A value of any shape, as the stage sees it; what can't be evaluated stays as it is written. */
  evaluateValue(execution: Execution, stage: Stage, value: unknown): Promise<unknown>
  /** Variables in their order: each is seen by those that follow (orca: evaluateVariables). */
  evaluateVariables(
    execution: Execution,
    stage: Stage,
    variables: readonly { key: string; value: unknown }[],
  ): { result: unknown; detail: Json }
  /** A pipeline before it is launched: with v4 all but its stages. */
  evaluatePipeline(pipeline: Json): Json
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
      currentUser: () => execution.authentication.user ?? 'anonymous',
    },
  })
  const virtualStage = (context: Json): Stage => ({
    id: '',
    refId: '',
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
    async evaluateContext(execution, stage, ownWay) {
      const { expressionEvaluationSummary: before, ...context } = stage.context
      if (ownWay === undefined && !containsExpression(context)) return stage.context
      const settings = settingsFor(execution, stage)
      const root = stageRoot(execution as never, stage as never)
      if (ownWay === undefined) {
        const evaluation = await evaluator.withEffects((bound) => bound.evaluate(context, root, settings))
        return withSummary(evaluation.result as Json, summaryAfter(before, evaluation))
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
      return withSummary(result, summary)
    },
    async evaluateOne(execution, stage, expression) {
      const text = expression.includes('${') ? expression : `\${${expression}}`
      const target = stage ?? virtualStage({})
      const { result, summary } = await evaluator.withEffects((bound) =>
        bound.evaluate(
          { expression: text },
          stageRoot(execution as never, target as never),
          settingsFor(execution, stage),
        ),
      )
      return { result: (result as Json)['expression'], detail: summary as Json }
    },
    async evaluateValue(execution, stage, value) {
      if (!containsExpression(value)) return value
      const { result } = await evaluator.withEffects((bound) =>
        bound.evaluate({ value }, stageRoot(execution as never, stage as never), settingsFor(execution, stage)),
      )
      return (result as Json)['value']
    },
    evaluateVariables(execution, stage, variables) {
      const { result, summary } = evaluator.evaluateVariables(
        variables as never,
        (names) => stageRoot(execution as never, stage as never, names),
        settingsFor(execution, stage),
      )
      return { result, detail: summary as Json }
    },
    evaluatePipeline(pipeline) {
      if (!containsExpression(pipeline)) return pipeline
      const { trigger, templateVariables } = pipeline
      const root = pipelineRoot({ trigger, templateVariables: templateVariables ?? {} })
      const settings: EvaluationSettings = {
        version: pipeline['spelEvaluator'] === 'v4' ? 'v4' : 'v3',
        allowUnknownKeys: false,
      }
      const evaluatedTrigger = evaluator.evaluate(trigger, root, settings).result
      return evaluator.evaluatePipeline({ ...pipeline, trigger: evaluatedTrigger }, root, settings).result
    },
  }
}

function summaryAfter(before: unknown, evaluation: Evaluation): Json {
  if (typeof before !== 'object' || before === null) return evaluation.summary as Json
  return withoutStaleFailures(before as never, evaluation) as Json
}

const withSummary = (context: Json, summary: Json): Json =>
  Object.keys(summary).length === 0 ? context : { ...context, expressionEvaluationSummary: summary }
