import { describeCron } from './describe.ts'
import { withoutFuzz } from './fuzzy.ts'
import { CronError, parseCron } from './parse.ts'

/** What Echo says of an expression. */
export type CronAnswer =
  | { readonly valid: true; readonly description: string }
  /** `message`: in Echo's words, with Quartz's reason. */
  | { readonly valid: false; readonly message: string }

const NO_WORDS = 'No description available'

/**
 * Whether an expression can start pipelines, and what it says (echo: ValidationController). Where the original breaks off,
 * this says what is wrong, or that there is no description: fewer than six fields, and what its words have no place for.
 */
export function validateCron(expression: string, currentYear?: number): CronAnswer {
  const plain = withoutFuzz(expression, '')
  try {
    parseCron(plain?.expression ?? expression, currentYear)
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    return { valid: false, message: `Invalid CRON expression: '${expression}' explanation: ${error.message}` }
  }
  if (plain?.isFuzzy) return { valid: true, description: `${NO_WORDS} for fuzzy cron expressions` }
  return { valid: true, description: describeCron(expression) ?? NO_WORDS }
}
