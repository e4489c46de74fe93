import type { Pipeline } from './pipeline.ts'

/** A document with what it was before, and what was undone. */
export interface History {
  readonly past: readonly Pipeline[]
  readonly present: Pipeline
  readonly future: readonly Pipeline[]
  /** What was changed last and when: typing in one field is one step. */
  readonly last?: { readonly what: string; readonly at: number }
}

const MOST_STEPS = 200
/** Changes of the same thing that follow each other faster are one step. */
const ONE_STEP_MS = 1_500

export const historyOf = (present: Pipeline): History => ({ past: [], present, future: [] })

/** `what`: names the field that is changed; changes without one are always steps of their own. */
export const change = (history: History, next: Pipeline, what = '', at = Date.now()): History => {
  const { past, present, last } = history
  if (next === present) return history
  const goesOn = what !== '' && last?.what === what && at - last.at < ONE_STEP_MS && past.length > 0
  return { past: goesOn ? past : [...past, present].slice(-MOST_STEPS), present: next, future: [], last: { what, at } }
}

export const undo = ({ past, present, future }: History): History => {
  const before = past.at(-1)
  return before === undefined
    ? { past, present, future }
    : { past: past.slice(0, -1), present: before, future: [present, ...future] }
}

export const redo = ({ past, present, future }: History): History => {
  const [next, ...rest] = future
  return next === undefined ? { past, present, future } : { past: [...past, present], present: next, future: rest }
}
