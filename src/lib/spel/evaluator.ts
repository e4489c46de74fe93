import type { EvaluationRoot } from './engine/root.ts'
import { tooMuch } from './errors.ts'
import type { Scope } from './evaluate/scope.ts'
import { type Capabilities, type Effects, PendingEffect } from './functions/effects.ts'
import { createFunctions } from './functions/index.ts'
import { plainValue } from './java/json-text.ts'
import { createTemplateCache } from './template/compiled.ts'
import { createCollector, type ExpressionSummary, type SummaryCollector, summaryOf } from './template/summary.ts'
import { isTemplate, type TransformContext, transform } from './template/transform.ts'
import { type Variable, withSource } from './template/variables.ts'

export interface EvaluatorOptions {
  /** What helper functions may ask of the outside. */
  readonly capabilities?: Capabilities
  /** Longest expression in characters; −1 is the default of 10,000 (`expression.max-expression-length`). */
  readonly maxExpressionLength?: number
  /** Compiled templates that are kept. */
  readonly cacheSize?: number
  readonly now?: () => number
}

export interface EvaluationSettings {
  /** v4 leaves the `stages` of a pipeline alone until they start; v2 is v3. */
  readonly version?: 'v3' | 'v4'
  /** Whether a missing key is null (stages) or an error (`POST /orchestrate`). */
  readonly allowUnknownKeys: boolean
  /** Overrides of the evaluator's capabilities, such as who and which stage asks. */
  readonly capabilities?: Capabilities
}

export interface Evaluation<T = unknown> {
  readonly result: T
  /** Failures by expression; empty when all went well. */
  readonly summary: ExpressionSummary
  /** Keys of all expressions that were tried. */
  readonly attempted: readonly string[]
}

export interface Evaluator {
  /**
   * Evaluates all templates in a JSON value. The value is never changed: the result shares with it what has no template.
   * Helpers that ask the outside must answer at once here; use `evaluateWithEffects` where they need not.
   */
  readonly evaluate: (value: unknown, root: EvaluationRoot, settings: EvaluationSettings) => Evaluation
  /** As `evaluate`, waiting for what helpers ask of the outside. */
  readonly evaluateWithEffects: (
    value: unknown,
    root: EvaluationRoot,
    settings: EvaluationSettings,
  ) => Promise<Evaluation>
  /** As `evaluate`, but keeps Java's types: Long as bigint, Double 1.0 as a Scalar, and engine objects. */
  readonly evaluateTyped: (value: unknown, root: EvaluationRoot, settings: EvaluationSettings) => Evaluation
  /** Evaluates a pipeline at launch: with v4 all but its `stages`. */
  readonly evaluatePipeline: (
    pipeline: Readonly<Record<string, unknown>>,
    root: EvaluationRoot,
    settings: EvaluationSettings,
  ) => Evaluation<Record<string, unknown>>
  /**
   * Evaluates the variables of an evaluateVariables stage in order: each becomes a root for the following ones
   * (orca: EvaluateVariablesStage).
   * @param rootWith the stage's root with these further names
   */
  readonly evaluateVariables: (
    variables: readonly Variable[],
    rootWith: (names: Readonly<Record<string, unknown>>) => EvaluationRoot,
    settings: EvaluationSettings,
  ) => Evaluation<readonly Variable[]>
}

/** Whether anything in a JSON value is a template. */
export function containsExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${')
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(containsExpression)
  for (const key of Object.keys(value)) {
    if (key.includes('${') || containsExpression((value as Record<string, unknown>)[key])) return true
  }
  return false
}

/** Builds an evaluator with its own cache of compiled templates; it holds no other state. */
export function createEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const configured = options.maxExpressionLength ?? -1
  const templates = createTemplateCache({
    entries: options.cacheSize ?? 5_000,
    maxExpressionLength: configured > 0 ? configured : 10_000,
  })
  const now = options.now ?? Date.now
  const sharedFunctions = createFunctions(options.capabilities ?? {}, new Map())

  function contextFor(
    root: EvaluationRoot,
    settings: EvaluationSettings,
    collector: SummaryCollector,
    finish: (value: unknown) => unknown,
    effects?: Effects,
  ): TransformContext {
    const functions =
      settings.capabilities === undefined && effects === undefined
        ? sharedFunctions
        : createFunctions({ ...options.capabilities, ...settings.capabilities }, effects ?? new Map())
    const newScope = (): Scope => ({
      root,
      scopeRoot: root,
      allowUnknownKeys: settings.allowUnknownKeys,
      functions,
      steps: 0,
    })
    return { templates, newScope, collector, now, finish }
  }

  function run(
    value: unknown,
    root: EvaluationRoot,
    settings: EvaluationSettings,
    finish: (value: unknown) => unknown,
    effects?: Effects,
  ): Evaluation {
    const collector = createCollector()
    const result = transform(value, contextFor(root, settings, collector, finish, effects), undefined)
    return { result, summary: summaryOf(collector), attempted: [...collector.attempted] }
  }

  const stored = (value: unknown) => plainValue(value)
  const typed = (value: unknown) => value

  async function evaluateWithEffects(
    value: unknown,
    root: EvaluationRoot,
    settings: EvaluationSettings,
  ): Promise<Evaluation> {
    const effects: Effects = new Map()
    for (let round = 0; round < 100; round++) {
      try {
        return run(value, root, settings, stored, effects)
      } catch (error) {
        if (!(error instanceof PendingEffect)) throw error
        await error.promise
      }
    }
    throw tooMuch('the expressions ask the outside more than 100 questions')
  }

  return {
    evaluate: (value, root, settings) => {
      try {
        return run(value, root, settings, stored)
      } catch (error) {
        if (error instanceof PendingEffect)
          throw new TypeError('this expression must be evaluated with evaluateWithEffects')
        throw error
      }
    },
    evaluateWithEffects,
    evaluateTyped: (value, root, settings) => run(value, root, settings, typed),
    evaluatePipeline: (pipeline, root, settings) => {
      if (settings.version !== 'v4') return run(pipeline, root, settings, stored) as Evaluation<Record<string, unknown>>
      const { stages = null, ...rest } = pipeline
      const evaluation = run(rest, root, settings, stored)
      return { ...evaluation, result: { ...(evaluation.result as Record<string, unknown>), stages } }
    },
    evaluateVariables: (variables, rootWith, settings) => {
      const collector = createCollector()
      const names = new Map<string, unknown>()
      const results = variables.map((variable): Variable => {
        const root = rootWith(Object.fromEntries(names))
        const context = contextFor(root, settings, collector, typed)
        const before = collector.failures.size
        const description = isTemplate(variable.description)
          ? transform(variable.description, { ...context, finish: stored }, { description: variable.description })
          : variable.description
        const failedBefore = collector.failures.size > before
        const { value } = variable
        const text = typeof value === 'string'
        const evaluated = text && !failedBefore ? transform(value, context, { var: value }) : value
        const failed = failedBefore || (text && evaluated === value && value.includes('${'))
        if (!failed && typeof variable.key === 'string') names.set(variable.key, evaluated)
        const result = withSource(variable, plainValue(evaluated))
        return description === undefined ? result : { ...result, description }
      })
      return { result: results, summary: summaryOf(collector), attempted: [...collector.attempted] }
    },
  }
}
