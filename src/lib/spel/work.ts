import { evaluationError } from './errors.ts'

/** Work that one expression may do. */
const MAX_WORK = 1_000_000
/** Work that the expressions of one evaluation may do together. */
const MAX_WORK_TOGETHER = 20_000_000

/** What is left of the work of one evaluation of many expressions. */
export interface WorkBudget {
  left: number
}

export const newWorkBudget = (): WorkBudget => ({ left: MAX_WORK_TOGETHER })

/**
 * What the expression that is being evaluated may still do; nothing is counted outside of one. Evaluation is synchronous
 * and no expression evaluates another: there is one at a time.
 */
const meter = { running: false, left: 0, limit: MAX_WORK }

/**
 * Evaluates one expression and takes its work off the budget: elements visited, methods called, characters handled,
 * steps of regular expressions.
 */
export function counted<T>(budget: WorkBudget, evaluate: () => T): T {
  const given = Math.min(MAX_WORK, budget.left)
  meter.running = true
  meter.left = given
  meter.limit = given < MAX_WORK ? MAX_WORK_TOGETHER : MAX_WORK
  try {
    return evaluate()
  } finally {
    budget.left -= given - meter.left
    meter.running = false
  }
}

/** Spends work. @throws SpelError when none is left: it names the bound, of one expression or of all together */
export function work(steps: number): void {
  if (!meter.running) return
  meter.left -= steps
  if (meter.left < 0) {
    meter.left = 0
    throw evaluationError('TOO_MANY_OPERATIONS', [meter.limit])
  }
}

/** Spends the work of handling a text: 64 characters are one step. */
export const workOnText = (text: string): void => work(text.length >> 6)
