import { evaluationError } from '../errors.ts'
import type { SpelFunction } from '../functions/function.ts'

/** Steps that one evaluation may take: elements visited, methods called. */
const MAX_STEPS = 1_000_000

/** What one evaluation works with. */
export interface Scope {
  readonly root: unknown
  /** The object that method arguments are evaluated against: the root, or the element inside `.?[]` and `.![]`. */
  scopeRoot: unknown
  /** Whether a missing key of a map is null; otherwise it is an error. */
  readonly allowUnknownKeys: boolean
  readonly functions: ReadonlyMap<string, SpelFunction>
  steps: number
}

/** A compiled node: computes its value against the active object. */
export type Evaluate = (scope: Scope, active: unknown) => unknown

/** Counts work, so that nested loops over large lists end. */
export function spend(scope: Scope, steps: number): void {
  scope.steps += steps
  if (scope.steps > MAX_STEPS) throw evaluationError('TOO_MANY_OPERATIONS', [MAX_STEPS])
}
