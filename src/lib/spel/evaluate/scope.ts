import type { SpelFunction } from '../functions/function.ts'
import type { WorkBudget } from '../work.ts'

/** What one evaluation works with. */
export interface Scope {
  readonly root: unknown
  /** The object that method arguments are evaluated against: the root, or the element inside `.?[]` and `.![]`. */
  scopeRoot: unknown
  /** Whether a missing key of a map is null; otherwise it is an error. */
  readonly allowUnknownKeys: boolean
  readonly functions: ReadonlyMap<string, SpelFunction>
  readonly budget: WorkBudget
}

/** A compiled node: computes its value against the active object. */
export type Evaluate = (scope: Scope, active: unknown) => unknown
