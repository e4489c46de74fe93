import { GennakerError } from '../../../../platform/errors/index.ts'
import type { IgorClient } from '../../../igor/client.ts'
import type { Json } from '../../model.ts'
import type { StageView, TaskResult } from '../../stage.ts'
import { json, list, number } from '../../values.ts'
import { exception, minutes, running, seconds } from '../results.ts'

/** Igor, or an error that says how to have one. */
export function requireIgor(igor: IgorClient | undefined): IgorClient {
  if (igor !== undefined) return igor
  throw exception(
    'UnsupportedOperationException',
    'No Igor is configured, which starts and watches builds: give its address as igor.baseUrl in orca.yml',
  )
}

/** Igor may not see a build at once, or be busy: the answer to such a question is to ask again. */
export async function orAgain(ask: () => Promise<TaskResult>): Promise<TaskResult> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof GennakerError && [404, 500, 503].includes(error.status)) return running()
    throw error
  }
}

const mostErrors = 5

/** Asks again up to five times in a row when Igor is busy or away (orca: RetryableIgorTask). */
export async function withFewErrors({ context }: StageView, ask: () => Promise<TaskResult>): Promise<TaskResult> {
  const errors = number(context.consecutiveErrors) ?? 0
  try {
    const result = await ask()
    return { ...result, context: { ...result.context, consecutiveErrors: 0 } }
  } catch (error) {
    const mayPass = error instanceof GennakerError && (error.status === 500 || error.status === 503)
    if (mayPass && errors < mostErrors) return running({ consecutiveErrors: errors + 1 })
    throw error
  }
}

/** How patient the small questions are. */
export const fewErrorsPatience = { backoffMs: seconds(5), timeoutMs: minutes(1) }

/** Beside the errors that the stage tells of already. */
export function withError({ context }: StageView, error: string): Json {
  const before = json(context.exception)
  const details = json(before.details)
  return { exception: { ...before, details: { ...details, errors: [...list(details.errors), error] } } }
}
