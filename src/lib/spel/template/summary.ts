/** One failed expression, as `expressionEvaluationSummary` shows it. INFO stands for a result of null. */
export interface ExpressionFailure {
  readonly description: string
  readonly level: 'ERROR' | 'INFO'
  /** Java class of the exception; absent for INFO. */
  readonly exceptionType?: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
}

/** Failures by expression. */
export type ExpressionSummary = Readonly<Record<string, readonly ExpressionFailure[]>>

/** Collects what happened to the expressions of one evaluation. */
export interface SummaryCollector {
  readonly failures: Map<string, ExpressionFailure[]>
  readonly attempted: Set<string>
  evaluated: number
  /** Failures so far, repeated ones included. */
  failed: number
}

export const createCollector = (): SummaryCollector => ({
  failures: new Map(),
  attempted: new Set(),
  evaluated: 0,
  failed: 0,
})

/** Adds a failure; the same one is kept once. */
export function addFailure(collector: SummaryCollector, expression: string, failure: ExpressionFailure): void {
  collector.failed++
  const known = collector.failures.get(expression) ?? []
  const same = known.some(
    (other) =>
      other.description === failure.description &&
      other.level === failure.level &&
      other.exceptionType === failure.exceptionType,
  )
  if (!same) collector.failures.set(expression, [...known, failure])
}

export const summaryOf = (collector: SummaryCollector): ExpressionSummary =>
  collector.failures.size === 0 ? {} : Object.fromEntries(collector.failures)

/**
 * Drops old failures of expressions that were tried again and no longer fail (orca: ExpressionAware).
 * @param before the summary that the stage holds
 * @returns what remains of it, with the new failures
 */
export function withoutStaleFailures(
  before: ExpressionSummary,
  now: { readonly summary: ExpressionSummary; readonly attempted: readonly string[] },
): ExpressionSummary {
  const stale = (expression: string) => now.attempted.includes(expression) && !Object.hasOwn(now.summary, expression)
  return Object.fromEntries([
    ...Object.entries(before).filter(([expression]) => !stale(expression)),
    ...Object.entries(now.summary),
  ])
}
