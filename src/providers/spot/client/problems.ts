import { GennakerError, problem } from '../../../platform/errors/index.ts'

interface SpotError {
  readonly code?: string
  readonly message: string
}

/** What Spot said, as an error for people. `what` is the call in words; the body is Spot's error envelope, or any text. */
export function refused(what: string, status: number, body: unknown): GennakerError {
  const { errors, requestId, text } = said(body)
  const words =
    errors.map(({ code, message }) => (code ? `${code}: ${message}` : message)).join('; ') || text || 'without a reason'
  const message = `Spot refused to ${what}: ${words} (HTTP ${status}${requestId ? `, request ${requestId}` : ''})`
  const attributes = { spotCodes: errors.flatMap(({ code }) => code ?? []), errors: errors.map((each) => each.message) }
  if (status === 401 || status === 403) {
    return problem('forbidden', `${message}. Check the account's apiToken and accountId.`, { attributes })
  }
  if (status === 404) return problem('notFound', message, { attributes })
  if (status === 429) return problem('rateLimited', message, { attributes, retryable: true })
  if (status >= 500) return problem('unavailable', message, { attributes, retryable: true })
  return problem('invalid', message, { attributes })
}

/** No answer, or one that is none of Spot's. May be tried again. */
export function noAnswer(what: string, reason: string, cause?: unknown): GennakerError {
  return problem('unavailable', `Spot did not answer when asked to ${what}: ${reason}`, { retryable: true, cause })
}

/** Whether the group that the call was about does not exist. */
export function isGone(error: unknown): boolean {
  return codesOf(error).includes('GROUP_DOESNT_EXIST')
}

/** Whether the route itself is not there: what is undocumented may be taken away. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof GennakerError && error.status === 404 && !isGone(error)
}

function codesOf(error: unknown): readonly string[] {
  const codes = error instanceof GennakerError ? error.attributes.spotCodes : undefined
  return Array.isArray(codes) ? codes : []
}

const longestText = 300

function said(body: unknown): { errors: SpotError[]; requestId?: string; text: string } {
  if (typeof body === 'string') {
    const text = body
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, longestText)
    return { errors: [], text }
  }
  const { request, response } = (body ?? {}) as {
    request?: { id?: string }
    response?: { errors?: SpotError[]; data?: unknown; status?: { message?: string } }
  }
  const errors = Array.isArray(response?.errors)
    ? response.errors.filter((each) => typeof each?.message === 'string')
    : []
  const text = typeof response?.data === 'string' ? response.data : (response?.status?.message ?? '')
  return { errors, text, ...(request?.id === undefined ? {} : { requestId: request.id }) }
}
