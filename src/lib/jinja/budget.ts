import { renderError } from './errors.ts'

/** How much the templates that share it may still do: what a stranger writes must end, and fit into memory. */
export interface Budget {
  /** Counts one evaluation; throws when there were too many. */
  step(): void
  /** Counts characters of text that was made; throws when it is too much. */
  text(characters: number): void
  /** Runs `work` one level deeper; throws when that is too deep. */
  deeper<T>(work: () => T): T
}

export interface Limits {
  readonly steps: number
  readonly characters: number
  readonly depth: number
}

export const defaultLimits: Limits = { steps: 500_000, characters: 10_000_000, depth: 60 }

export function createBudget(limits: Limits = defaultLimits): Budget {
  let steps = 0
  let characters = 0
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
