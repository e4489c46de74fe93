import { GennakerError, problem } from '../../platform/errors/index.ts'

/** 404: what was asked for is not there. */
export function notFound(message: string): GennakerError {
  return problem('notFound', message)
}

/** 400: what was asked for can't be done with what is stored, duplicates among it, as in the original. */
export function invalid(message: string): GennakerError {
  return problem('invalid', message)
}

/** 403: the user may not do that. */
export function forbidden(message: string): GennakerError {
  return problem('forbidden', message)
}

/** 422: something that every document of its kind needs is missing. */
export function unprocessable(message: string): GennakerError {
  return problem('invalid', message, { status: 422 })
}

/** What is wrong with an application, all at once. It is answered in a form of its own, see `api/applications.ts`. */
export class ApplicationInvalid extends Error {
  readonly errors: readonly string[]

  constructor(errors: readonly string[]) {
    super(errors.join('; '))
    this.errors = errors
  }
}

/** Why `attempt` was refused, in the words for the client; undefined when it was not. Failures of ours are thrown on. */
export async function messageOfRefusal(attempt: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    if (error instanceof GennakerError && error.status < 500) return error.message
    throw error
  }
}
