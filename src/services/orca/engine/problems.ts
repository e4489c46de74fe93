import { type Downstream, downstreamOf, GennakerError } from '../../../platform/errors/index.ts'
import type { Json } from '../model.ts'

/** Raised when a stage or a task took too long. */
export class TimeoutException extends Error {
  override readonly name = 'TimeoutException'
}

/** Raised when a stage's type is not known. */
export class NoSuchStageDefinitionBuilderException extends Error {
  override readonly name = 'NoSuchStageDefinitionBuilderException'
}

/** What went wrong, as Deck reads it from `context.exception` (orca: ExceptionHandler). */
export function exceptionDetails(thrown: unknown, operation: string, now: number, shouldRetry = false): Json {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const downstream = downstreamOf(error)
  return {
    timestamp: now,
    exceptionType: downstream === undefined ? nameOf(error) : 'SpinnakerHttpException',
    operation,
    shouldRetry,
    details:
      downstream === undefined
        ? {
            error: 'Unexpected Task Failure',
            errors: error.message === '' ? [] : [error.message],
            stackTrace: error.stack ?? '',
          }
        : httpDetails(error as GennakerError, downstream),
  }
}

function httpDetails(error: GennakerError, downstream: Downstream): Json {
  const call = {
    status: error.status,
    url: `http://${downstream.service}${downstream.path}`,
    method: downstream.method,
    kind: 'HTTP',
  }
  const { body } = downstream
  if (typeof body !== 'object' || body === null) return { ...call, error: error.message, errors: [] }
  const said = body as Json
  const errors = said['errors'] ?? said['messages'] ?? [error.message]
  return {
    ...call,
    error: said['error'] ?? error.message,
    errors: Array.isArray(errors) ? errors : [errors],
    ...(said['exception'] === undefined ? { stackTrace: error.stack ?? '' } : { rootException: said['exception'] }),
  }
}

function nameOf(error: Error): string {
  if (error instanceof GennakerError) return error.exception.split('.').at(-1) ?? error.exception
  return error.name === 'Error' ? 'RuntimeException' : error.name
}

/** Whether a task that threw this may simply run again (orca: retryable exceptions). */
export function mayRunAgain(thrown: unknown): boolean {
  if (!(thrown instanceof GennakerError) || !thrown.retryable) return false
  const method = downstreamOf(thrown)?.method
  return thrown.status === 503 || method === undefined || method !== 'POST'
}

/** Adds error texts to what the stage's exception already says. */
export function withErrors(exception: unknown, errors: readonly string[], title: string): Json {
  const before = (typeof exception === 'object' && exception !== null ? exception : {}) as Json
  const details = (typeof before['details'] === 'object' && before['details'] !== null ? before['details'] : {}) as Json
  const known = Array.isArray(details['errors']) ? details['errors'] : []
  return {
    ...before,
    details: { ...details, error: details['error'] ?? title, errors: [...known, ...errors] },
  }
}
