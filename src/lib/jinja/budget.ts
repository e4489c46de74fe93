import { renderError } from './errors.ts'

/** How much the templates that share it may still do: what a stranger writes must end, and fit into memory. */
export interface Budget {
  /** Counts one evaluation; throws when there were too many. */
  step(): void
  /** Counts characters of text that was made; throws when it is too much. */
  text(characters: number): void
  /** Counts values that were looked at or written within one evaluation; throws when there were too many. */
  values(count: number): void
  /** Runs `work` one level deeper; throws when that is too deep. */
  deeper<T>(work: () => T): T
}

const limits = { steps: 500_000, characters: 10_000_000, values: 5_000_000, depth: 60 }

export function createBudget(): Budget {
  let steps = 0
  let characters = 0
  let values = 0
  let depth = 0
  return {
    step() {
      steps += 1
      if (steps > limits.steps) throw renderError(`The template does more than ${limits.steps} steps`)
    },
    text(more) {
      characters += more
      if (characters > limits.characters) {
        throw renderError(`The template makes more than ${limits.characters} characters of text`)
      }
    },
    values(count) {
      values += count
      if (values > limits.values) throw renderError(`The template looks at more than ${limits.values} values`)
    },
    deeper(work) {
      if (depth >= limits.depth) throw renderError(`The template is nested deeper than ${limits.depth} levels`)
      depth += 1
      try {
        return work()
      } finally {
        depth -= 1
      }
    },
  }
}

let paying: Budget | undefined

/**
 * Runs a rendering at the expense of its budget. Rendering is synchronous, so whatever is written or compared meanwhile is
 * that rendering's, however deep in a value it happens.
 */
export function paidBy<T>(budget: Budget, rendering: () => T): T {
  const outer = paying
  paying = budget
  try {
    return rendering()
  } finally {
    paying = outer
  }
}

/** Counts values before they are looked at. A list that holds itself twice, 25 times over, is small until it is written. */
export const payForValues = (count: number): void => paying?.values(count)

/** Counts text before it is made or read: eight characters are as much work as a value. */
export const payForText = (characters: number): void => paying?.values(1 + (characters >>> 3))
