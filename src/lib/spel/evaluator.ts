import type { EvaluationRoot } from './engine/root.ts'
import { tooMuch } from './errors.ts'
import type { Scope } from './evaluate/scope.ts'
import { type Capabilities, type Effects, PendingEffect } from './functions/effects.ts'
import { createFunctions } from './functions/index.ts'
import { hashOrder } from './java/hash.ts'
import { plainValue } from './java/json-text.ts'
import { createTemplateCache, type TemplateCache } from './template/compiled.ts'
import { createCollector, type ExpressionSummary, type SummaryCollector, summaryOf } from './template/summary.ts'
import { isTemplate, type TransformContext, textOrNull, transform } from './template/transform.ts'
import { type Variable, withSource } from './template/variables.ts'
import { newWorkBudget, type WorkBudget } from './work.ts'

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
  /** Keys of expressions, as summaries show them: all others are left alone. */
  readonly only?: ReadonlySet<string>
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
  /** Evaluates all templates in a JSON value. It is never changed: the result shares with it what has no template. */
  readonly evaluate: <T = unknown>(value: T, root: EvaluationRoot, settings: EvaluationSettings) => Evaluation<T>
  /** As `evaluate`, but keeps Java's types: Long as bigint, Double 1.0 as a Scalar, and engine objects. */
  readonly evaluateTyped: (value: unknown, root: EvaluationRoot, settings: EvaluationSettings) => Evaluation
  /** Evaluates a pipeline at launch: with v4 all but its `stages`. */
  readonly evaluatePipeline: <T extends Readonly<Record<string, unknown>>>(
    pipeline: T,
    root: EvaluationRoot,
    settings: EvaluationSettings,
  ) => Evaluation<T>
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
  /**
   * Runs evaluations whose helpers ask the outside (`#fromUrl`, `#pipelineId`, …) and waits for the answers. The work
   * is run again with each answer, so it must do nothing but evaluate; every question is asked once.
   */
  readonly withEffects: <T>(work: (evaluator: Evaluator) => T) => Promise<T>
}

/** Whether anything in a JSON value is a template. */
export function containsExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${')
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) {
    for (const item of value) if (containsExpression(item)) return true
    return false
  }
  for (const key of Object.keys(value)) {
    if (key.includes('${') || containsExpression((value as Record<string, unknown>)[key])) return true
  }
  return false
}

const MAX_EFFECTS = 100

type Functions = ReturnType<typeof createFunctions>

/** Builds an evaluator with its own cache of compiled templates; it holds no other state. */
export function createEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const configured = options.maxExpressionLength ?? -1
  const templates = createTemplateCache({
    entries: options.cacheSize ?? 5_000,
    maxExpressionLength: configured > 0 ? configured : 10_000,
  })
  return bindEvaluator(options, templates, new Map())
}

function bindEvaluator(options: EvaluatorOptions, templates: TemplateCache, effects: Effects): Evaluator {
  const now = options.now ?? Date.now
  let own: Functions | undefined
  const ownFunctions = () => {
    own ??= createFunctions(options.capabilities ?? {}, effects)
    return own
  }

  function contextFor(
    root: EvaluationRoot,
    { allowUnknownKeys, capabilities, only }: EvaluationSettings,
    collector: SummaryCollector,
    finish: (value: unknown) => unknown,
    budget: WorkBudget = newWorkBudget(),
  ): TransformContext {
    // Made when the first expression comes: most contexts have none.
    let functions: Functions | undefined
    const newScope = (): Scope => {
      functions ??=
        capabilities === undefined
          ? ownFunctions()
          : createFunctions({ ...options.capabilities, ...capabilities }, effects)
      return { root, scopeRoot: root, allowUnknownKeys, functions, budget }
    }
    return { templates, newScope, collector, now, finish, ...(only && { only }) }
  }

  function run<T>(
    value: T,
    root: EvaluationRoot,
    settings: EvaluationSettings,
    finish: (value: unknown) => unknown,
  ): Evaluation<T> {
    const collector = createCollector()
    const result = transform(value, contextFor(root, settings, collector, finish), undefined) as T
    return { result, summary: summaryOf(collector), attempted: [...collector.attempted] }
  }

  return {
    evaluate: (value, root, settings) => run(value, root, settings, plainValue),
    evaluateTyped: (value, root, settings) => run(value, root, settings, unchanged),
    evaluatePipeline: (pipeline, root, settings) => {
      if (settings.version !== 'v4') return run(pipeline, root, settings, plainValue)
      const { stages = null, ...rest } = pipeline as Record<string, unknown>
      const evaluation = run(rest, root, settings, plainValue)
      return { ...evaluation, result: { ...evaluation.result, stages } as unknown as typeof pipeline }
    },
    evaluateVariables: (variables, rootWith, settings) => {
      const collector = createCollector()
      const budget = newWorkBudget()
      const names = new Map<string, unknown>()
      const result = variables.map((variable) => {
        const context = contextFor(rootWith(Object.fromEntries(names)), settings, collector, storable, budget)
        const [evaluated, typed] = evaluateVariable(variable, context)
        if (typeof variable.key === 'string' && typed !== undefined) names.set(variable.key, typed)
        return evaluated
      })
      return { result, summary: summaryOf(collector), attempted: [...collector.attempted] }
    },
    withEffects: async (work) => {
      const answers: Effects = new Map()
      for (let round = 0; round <= MAX_EFFECTS; round++) {
        try {
          return work(bindEvaluator(options, templates, answers))
        } catch (error) {
          if (!(error instanceof PendingEffect)) throw error
          await error.promise
        }
      }
      throw tooMuch(`the expressions ask the outside more than ${MAX_EFFECTS} questions`)
    },
  }
}

const unchanged = (value: unknown) => value

/** Hands a value on in its Java type once it is sure that it can be stored. */
function storable(value: unknown): unknown {
  plainValue(value)
  return value
}

/** The order in which the original evaluates the two texts of a variable: that of a HashMap. */
const VARIABLE_TEXTS = hashOrder(['var', 'description']) as readonly ('var' | 'description')[]

/**
 * One variable evaluated, and its value in Java's type for the following ones; undefined when it failed. Value and
 * description succeed together or not at all; a value that is no text is handed on, and the following do not see it.
 */
function evaluateVariable(variable: Variable, context: TransformContext): [Variable, unknown] {
  const { value, description } = variable
  if (typeof value !== 'string') return [withSource(variable, value), undefined]
  const texts = Object.fromEntries(VARIABLE_TEXTS.map((name) => [name, name === 'var' ? value : description]))
  const failedBefore = context.collector.failed
  const results = new Map<string, unknown>()
  for (const name of VARIABLE_TEXTS) {
    // The original dies of a description that is no text.
    const finish = name === 'var' ? context.finish : textOrNull
    if (isTemplate(texts[name])) results.set(name, transform(texts[name], { ...context, finish }, texts))
  }
  if (context.collector.failed !== failedBefore) return [withSource(variable, value), undefined]
  const evaluated = results.has('var') ? results.get('var') : value
  const result = withSource(variable, plainValue(evaluated))
  const described = results.has('description') ? { ...result, description: results.get('description') } : result
  return [described, evaluated]
}
