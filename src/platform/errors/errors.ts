/** Every kind of error that leaves a boundary, with the status and the exception name that Spinnaker's clients know it by. */
export const errorCodes = {
  invalid: {
    status: 400,
    reason: 'Bad Request',
    exception: 'com.netflix.spinnaker.kork.web.exceptions.InvalidRequestException',
  },
  unauthenticated: {
    status: 401,
    reason: 'Unauthorized',
    exception: 'org.springframework.security.core.AuthenticationException',
  },
  forbidden: {
    status: 403,
    reason: 'Forbidden',
    exception: 'org.springframework.security.access.AccessDeniedException',
  },
  notFound: {
    status: 404,
    reason: 'Not Found',
    exception: 'com.netflix.spinnaker.kork.web.exceptions.NotFoundException',
  },
  notAllowed: {
    status: 405,
    reason: 'Method Not Allowed',
    exception: 'com.netflix.spinnaker.kork.web.exceptions.InvalidRequestException',
  },
  conflict: {
    status: 409,
    reason: 'Conflict',
    exception: 'com.netflix.spinnaker.kork.web.exceptions.ConflictException',
  },
  gone: { status: 410, reason: 'Gone', exception: 'com.netflix.spinnaker.kork.web.exceptions.NotFoundException' },
  tooLarge: {
    status: 413,
    reason: 'Payload Too Large',
    exception: 'org.springframework.web.multipart.MaxUploadSizeExceededException',
  },
  unsupportedMedia: {
    status: 415,
    reason: 'Unsupported Media Type',
    exception: 'org.springframework.web.HttpMediaTypeNotSupportedException',
  },
  rateLimited: {
    status: 429,
    reason: 'Too Many Requests',
    exception: 'com.netflix.spinnaker.kork.exceptions.IntegrationException',
  },
  internal: {
    status: 500,
    reason: 'Internal Server Error',
    exception: 'com.netflix.spinnaker.kork.exceptions.SystemException',
  },
  unavailable: {
    status: 503,
    reason: 'Service Unavailable',
    exception: 'com.netflix.spinnaker.kork.exceptions.IntegrationException',
  },
} as const

export type ErrorCode = keyof typeof errorCodes

/** A call to another service that did not succeed, and what that service answered. */
export interface Downstream {
  readonly service: string
  readonly method: string
  readonly path: string
  readonly body: unknown
}

export interface ProblemOptions {
  /**
   * Further top-level attributes of the error body, e.g. `errors: [...]`. Never a secret. `downstream` stays in the process:
   * it holds another service's error body, which would hold that of the next one, and so on.
   */
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly retryable?: boolean
  readonly cause?: unknown
  /** Overrides the code's exception name, where clients know this very error by another. */
  readonly exception?: string
  /** Overrides the code's status, for an answer passed on from another service. */
  readonly status?: number
}

/** The one error family. Its message is for people: what failed, on what, what to do next. */
export class GennakerError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly retryable: boolean
  /** The Java class by which Spinnaker's clients know it. */
  readonly exception: string
  readonly attributes: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'GennakerError'
    this.code = code
    this.status = options.status ?? errorCodes[code].status
    this.exception = options.exception ?? errorCodes[code].exception
    this.retryable = options.retryable ?? (code === 'unavailable' || code === 'rateLimited')
    this.attributes = options.attributes ?? {}
  }
}

/** Makes an error of the family; `throw problem('notFound', 'Application not found (id: x)')`. */
export function problem(code: ErrorCode, message: string, options?: ProblemOptions): GennakerError {
  return new GennakerError(code, message, options)
}

export function isRetryable(error: unknown): boolean {
  return error instanceof GennakerError && error.retryable
}

/** Any thrown value as an error of the family. What was not foreseen is `internal`; its message is kept for the log and the client. */
export function toGennakerError(error: unknown): GennakerError {
  if (error instanceof GennakerError) return error
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  const code = typeof statusCode === 'number' ? codeOfStatus(statusCode) : 'internal'
  return new GennakerError(code, message ?? String(error), { cause: error })
}

function codeOfStatus(status: number): ErrorCode {
  const found = Object.entries(errorCodes).find(([, known]) => known.status === status)
  if (found) return found[0] as ErrorCode
  return status >= 400 && status < 500 ? 'invalid' : 'internal'
}

/** The call of another service that an error came of, where it came of one. */
export const downstreamOf = (error: unknown): Downstream | undefined =>
  error instanceof GennakerError ? (error.attributes['downstream'] as Downstream | undefined) : undefined

/**
 * The body that Spinnaker's clients expect (gate: GenericExceptionHandlers).
 * Gate writes `timestamp` as ISO text, the other services as milliseconds.
 */
export function errorBody(error: GennakerError, now: number, timestamp: 'iso' | 'ms' = 'iso'): Record<string, unknown> {
  const { downstream: _, ...attributes } = error.attributes
  return {
    ...attributes,
    error: reasonOf(error),
    exception: error.exception,
    message: error.message,
    status: error.status,
    timestamp: timestamp === 'ms' ? now : new Date(now).toISOString().replace('Z', '+00:00'),
  }
}

function reasonOf(error: GennakerError): string {
  const known = Object.values(errorCodes).find(({ status }) => status === error.status)
  return (known ?? errorCodes[error.code]).reason
}
