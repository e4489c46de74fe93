import { type ErrorCode, problem } from '../errors/index.ts'

/** One call to another service. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Already percent-encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
  readonly body?: unknown
  /** Instead of `body`: what is sent as it is, e.g. what somebody has signed. */
  readonly text?: string
  readonly contentType?: string
  /** Beside those of the identity, which win. Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parsed JSON, the text where it was not JSON, undefined where it was empty. Parsed when it is first looked at. */
  readonly body: unknown
  /** As it came: for who passes it on, and has no need to look at it. */
  readonly text?: string
}

/** How a service's client reaches it: in this process or over HTTP. Carries the current identity's headers either way. */
export interface Transport {
  readonly service: string
  call(call: Call): Promise<Answer>
}

/**
 * Calls and returns the parsed body. An answer of 400 or more becomes an error that names the call and keeps the other
 * service's status, words and body (`attributes.downstream`).
 */
export async function callJson<T = unknown>(transport: Transport, call: Call): Promise<T> {
  return (await callForAnswer(transport, call)).body as T
}

/** As `callJson`, for who wants to know the status too. */
export async function callForAnswer(transport: Transport, call: Call): Promise<Answer> {
  const answer = await transport.call(call)
  if (answer.status < 400) return answer
  const body = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as Record<string, unknown>
  const words =
    typeof body['message'] === 'string' ? body['message'] : typeof answer.body === 'string' ? answer.body : ''
  throw problem(
    codes[answer.status] ?? (answer.status < 500 ? 'invalid' : 'internal'),
    words || `${transport.service} answered ${answer.status}`,
    {
      status: answer.status,
      retryable: [429, 502, 503, 504].includes(answer.status),
      attributes: {
        ...(Array.isArray(body['errors']) ? { errors: body['errors'] } : {}),
        downstream: { service: transport.service, method: call.method, path: call.path, body: answer.body },
      },
    },
  )
}

const codes: Record<number, ErrorCode | undefined> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'notFound',
  405: 'notAllowed',
  409: 'conflict',
  410: 'gone',
  429: 'rateLimited',
  503: 'unavailable',
}
