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
 * Counts the work of the expression that is being evaluated: elements visited, methods called, characters handled,
 * steps of regular expressions. Evaluation is synchronous, so one at a time runs; outside of one nothing is counted.
 */
const meter = { running: false, left: 0 }

/** Begins to count one expression. @returns what `endWork` wants to be given */
export function beginWork(budget: WorkBudget): number {
  const outer = meter.running ? meter.left : -1
  meter.running = true
  meter.left = Math.min(MAX_WORK, budget.left)
  return outer
}

/** Takes what an expression did off its budget; an expression around it is counted on. */
export function endWork(budget: WorkBudget, outer: number): void {
  budget.left -= Math.min(MAX_WORK, budget.left) - Math.max(meter.left, 0)
  meter.running = outer >= 0
  meter.left = outer
}

/** Spends work. @throws SpelError when none is left */
export function work(steps: number): void {
  if (!meter.running) return
  meter.left -= steps
  if (meter.left < 0) {
    meter.left = 0
    throw evaluationError('TOO_MANY_OPERATIONS', [MAX_WORK])
  }
}

/** Spends the work of handling a text: 64 characters are one step. */
export const workOnText = (text: string): void => work(text.length >> 6)
