import { GennakerError, problem } from '../../../platform/errors/index.ts'

interface SpotError {
  readonly code?: string
  readonly message: string
}

/**
 * What Spot said, as an error for people: HTTP status, Spot's request id and every reason. `what` is the call in words; the
 * body is Spot's error envelope, or any text, already without the token.
 */
export function refused(what: string, status: number, body: unknown): GennakerError {
  const { errors, requestId, text } = said(body)
  const reasons = errors.map(({ code, message }) => (code ? `${code}: ${message}` : message))
  const words = reasons.join('; ') || text || 'without a reason'
  const message = `Spot refused to ${what}: ${words} (HTTP ${status}${requestId ? `, request ${requestId}` : ''})`
  const attributes = { spotCodes: errors.flatMap(({ code }) => code ?? []), errors: reasons }
  if (status === 401 || status === 403) {
    return problem('forbidden', `${message}. Check the account's apiToken and accountId.`, { attributes })
  }
  if (status === 404) return problem('notFound', message, { attributes })
  if (status === 429) return problem('rateLimited', message, { attributes, retryable: true })
  if (status >= 500) return problem('unavailable', message, { attributes, retryable: true })
  return problem('invalid', message, { attributes })
}

/** No answer, or one that is none of Spot's. May be tried again. */
export function noAnswer(what: string, reason: string): GennakerError {
  return problem('unavailable', `Spot did not answer when asked to ${what}: ${reason}`, { retryable: true })
}

/** The call was not made, because it would have been refused. May be tried again. */
export function notAsked(what: string, waitMs: number | undefined): GennakerError {
  const when = waitMs === undefined ? 'later' : `in ${Math.ceil(waitMs / 1_000)} s`
  return problem(
    'rateLimited',
    `Spot was not asked to ${what}: the calls that it allows in a minute are used up; try again ${when}`,
    { retryable: true, attributes: { spotNotAsked: true } },
  )
}

/** Whether the call was held back, so that nothing is known of how it would have ended. */
export function wasNotAsked(error: unknown): boolean {
  return error instanceof GennakerError && error.attributes['spotNotAsked'] === true
}

/** Whether the group that the call was about does not exist. */
export function isGone(error: unknown): boolean {
  return codesOf(error).includes('GROUP_DOESNT_EXIST')
}

/** Whether the route itself is not there, in whichever words: what is undocumented may be taken away. */
export function isUnsupported(error: unknown): boolean {
  if (!(error instanceof GennakerError) || isGone(error)) return false
  return error.code === 'notFound' || (error.code === 'invalid' && noRoute.test(error.message))
}

const noRoute = /\((HTTP (405|410))|method not allowed|(route|resource|path|endpoint|url)\b.{0,40}\bnot found/i

/** Whether the wait was ended because the process stops: the work is to be done again by the next one. */
export const isAborted = (error: unknown): boolean => (error as Error | undefined)?.name === 'AbortError'

/** Why there was no answer, in words; the network's own error is not passed on, for it may carry the request. */
export function networkReason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return `${reasons[code ?? ''] ?? message ?? 'no reason was given'}${code ? ` (${code})` : ''}`
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'the connection was broken off',
  EAI_AGAIN: 'its name could not be looked up',
  ENOTFOUND: 'its name is not known',
  UND_ERR_SOCKET: 'the connection was broken off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half way',
}

function codesOf(error: unknown): readonly string[] {
  const codes = error instanceof GennakerError ? error.attributes['spotCodes'] : undefined
  return Array.isArray(codes) ? codes : []
}

const longestText = 300

function said(body: unknown): { errors: SpotError[]; requestId?: string; text: string } {
  if (typeof body === 'string') return { errors: [], text: readable(body) }
  const { request, response } = (body ?? {}) as {
    request?: { id?: unknown } | null
    response?: { errors?: unknown; data?: unknown; status?: { message?: unknown } | null } | null
  }
  const errors = Array.isArray(response?.errors) ? response.errors.flatMap(readError) : []
  const text = [response?.data, response?.status?.message].find((each) => typeof each === 'string' && each !== '')
  const requestId = typeof request?.id === 'string' ? { requestId: request.id } : {}
  return { errors, text: (text as string | undefined) ?? '', ...requestId }
}

function readError(error: unknown): SpotError[] {
  if (typeof error === 'string') return [{ message: error }]
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  const named = typeof code === 'string' && code !== '' ? { code } : {}
  if (typeof message === 'string') return [{ ...named, message }]
  return typeof code === 'string' ? [{ code, message: 'without a message' }] : []
}

/** The words of a page that a gateway answered with. */
const readable = (page: string) =>
  page
    .slice(0, 20 * longestText)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestText)
