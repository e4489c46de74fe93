import { CronError, nextRuns, parseCron, validateCron, withoutFuzz } from '../../../src/lib/cron/index.ts'
import { differences } from '../compare.ts'
import { casesIn, type VectorTheme } from '../theme.ts'

/** The answers were taken in this year; which years still come depends on it. */
const CURRENT_YEAR = 2026

interface ExpressionCase {
  readonly id: string
  readonly expression: string
  readonly valid: boolean
  readonly canonical?: string
  readonly error?: { readonly message: string; readonly offset: number }
  readonly starts?: readonly {
    readonly zone: string
    readonly after: string
    readonly next: readonly string[]
    readonly ends?: boolean
    readonly error?: unknown
  }[]
  readonly echoValidate: {
    readonly status: number
    readonly description?: string
    readonly error?: { readonly class: string; readonly message: string }
  }
}

interface FuzzCase {
  readonly id: string
  readonly triggerId: string
  readonly expression: string
  readonly fuzzy?: boolean
  readonly result?: string
  readonly error?: unknown
}

/** Quartz's schedules, the times that they name, and what Echo says of them. */
export const theme: VectorTheme = {
  load: (files) => ({
    cases: [
      ...casesIn<ExpressionCase>(files, 'expressions.json').map((vector) => ({
        id: vector.id,
        check: () => differences(expected(vector), answer(vector)),
      })),
      ...casesIn<FuzzCase>(files, 'fuzz.json').map(({ id, triggerId, expression, fuzzy, result, error }) => ({
        id,
        check: () =>
          differences(
            error === undefined ? { isFuzzy: fuzzy, expression: result } : null,
            withoutFuzz(expression, triggerId) ?? null,
          ),
      })),
    ],
  }),
}

function expected({ valid, canonical, error, starts, echoValidate }: ExpressionCase) {
  return {
    parsed: valid ? { canonical } : { message: error?.message, offset: error?.offset },
    // A field that holds nothing makes the original break off; here it names no time.
    starts: starts?.map(({ next, ends, error: broken }) => ({ next, ends: ends === true || broken !== undefined })),
    answer: expectedAnswer(valid, echoValidate),
  }
}

function expectedAnswer(valid: boolean, { status, description, error }: ExpressionCase['echoValidate']) {
  if (status === 200) return { valid: true, description }
  if (error?.class.endsWith('InvalidCronExpressionException')) return { valid: false, message: error.message }
  // Where the original breaks off with an error of Java's, only whether the expression is valid is an answer.
  return { valid }
}

function answer({ expression, starts, echoValidate }: ExpressionCase) {
  const said = validateCron(expression, CURRENT_YEAR)
  const isAnswer = echoValidate.status === 200 || echoValidate.error?.class.endsWith('InvalidCronExpressionException')
  return {
    parsed: parsed(expression),
    starts: starts?.map(({ zone, after, next }) => {
      const most = Math.max(next.length + 1, 1)
      const found = nextRuns(parseCron(expression, CURRENT_YEAR), Date.parse(after), zone, most)
      return {
        next: found.slice(0, next.length).map((instant) => new Date(instant).toISOString().replace('.000Z', 'Z')),
        ends: found.length < most,
      }
    }),
    answer: isAnswer ? said : { valid: said.valid },
  }
}

function parsed(expression: string) {
  try {
    return { canonical: parseCron(expression, CURRENT_YEAR).canonical }
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    return { message: error.message, offset: error.offset }
  }
}
