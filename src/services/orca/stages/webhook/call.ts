import { GennakerError } from '../../../../platform/errors/index.ts'
import type { Json } from '../../model.ts'
import type { Capabilities } from '../../stage.ts'
import { isJson, present } from '../../values.ts'
import { allowedBy } from './allowed.ts'
import { statusName } from './status-names.ts'

export type Headers = Readonly<Record<string, string | readonly string[]>>

export interface Call {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly payload?: unknown
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface Failure {
  readonly kind: 'unknownHost' | 'timeout' | 'other'
  /** Whether the same call may be made again though nobody knows whether it had an effect. */
  readonly safeToRetry: boolean
  /** For people; without queries and header values. */
  readonly error: string
}

/** What a call needs of the outside. */
export type Caller = Pick<Capabilities, 'outbound' | 'settings'>

const mostRedirects = 10
const deepestBody = 500
const redirects = [301, 302, 303, 307, 308]
const unknownHost = ['ENOTFOUND', 'EAI_AGAIN']
const timeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']

/** Calls a URL that a user wrote, follows its redirects, and tells how it went; never throws. */
export async function callWebhook(caller: Caller, call: Call): Promise<Answer | Failure> {
  const { webhook } = caller.settings
  const isHarmless = call.method === 'GET' || call.method === 'HEAD'
  const safeToRetry = isHarmless || allowedBy(webhook, call.method, call.url)?.safeToRetry === true
  const failed = (error: string): Failure => ({ kind: 'other', safeToRetry, error })
  try {
    let current = call
    for (let followed = 0; ; followed++) {
      const answer = await request(caller, current)
      const next = redirects.includes(answer.status) ? redirected(current, answer) : undefined
      if (next === undefined) return answer
      if (!webhook.followRedirects)
        return failed(`${named(call)} was redirected, and redirects are disabled; it is not followed to ${named(next)}`)
      if (followed === mostRedirects) return failed(`${named(call)} was redirected more than ${mostRedirects} times`)
      current = next
    }
  } catch (error) {
    return { ...failureOf(error), safeToRetry }
  }
}

export const isFailure = (result: Answer | Failure): result is Failure => 'error' in result

/** An answer as the stage's context shows it. */
export const shown = ({ status, headers, body }: Answer): Json =>
  present({ statusCode: statusName(status), statusCodeValue: status, body, headers })

/** A URL as errors name it: queries and user names carry secrets, and stay out. */
export const withoutQuery = (url: string) => (url.split(/[?#]/)[0] ?? url).replace(/\/\/[^/]*@/, '//')

const named = ({ method, url }: { readonly method: string; readonly url: string }) => `${method} ${withoutQuery(url)}`

async function request({ outbound, settings }: Caller, call: Call): Promise<Answer> {
  const { method, url, headers, payload } = call
  const { allowedRequestsEnabled, maxRequestBytes, readTimeoutMs } = settings.webhook
  if (allowedRequestsEnabled && allowedBy(settings.webhook, method, url) === undefined)
    throw new Error(`http method '${method}', uri: '${named(call).slice(method.length + 1)}' not allowed`)
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyFor(payload, headers)
  const size = maxRequestBytes > 0 ? sizeOf(headers, body) : 0
  if (size > maxRequestBytes)
    throw new Error(`rejecting request to ${named(call)} with ${size} byte body, maxRequestBytes: ${maxRequestBytes}`)
  const answer = await outbound.request({
    method,
    url,
    headers,
    timeoutMs: readTimeoutMs,
    ...(body === undefined ? {} : { body }),
  })
  if (isDeeperThan(answer.body, deepestBody))
    throw new Error(`${named({ method, url })} answered JSON that is nested deeper than ${deepestBody}`)
  return { status: answer.status, headers: singleValues(answer.headers), body: answer.body }
}

/** Bytes of headers and body, about as they go over the wire. */
function sizeOf(headers: Headers, body: unknown): number {
  const lines = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`))
  const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return Buffer.byteLength(lines.join('\r\n')) + Buffer.byteLength(content)
}

/** A payload goes out as JSON, text as it is; as a form where the headers say so. */
function bodyFor(payload: unknown, headers: Headers): unknown {
  if (payload === undefined || payload === null) return undefined
  const [, type] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  if (!String(type).startsWith('application/x-www-form-urlencoded') || !isJson(payload)) return payload
  const fields = Object.entries(payload).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
  )
  return new URLSearchParams(fields).toString()
}

/** The call that a redirect asks for. Headers may hold credentials: they do not follow to another origin. */
function redirected(call: Call, { status, headers }: Answer): Call | undefined {
  const { location } = headers
  if (location === undefined || !URL.canParse(location, call.url)) return undefined
  const url = new URL(location, call.url)
  const keepsMethod = status === 307 || status === 308 || call.method === 'GET' || call.method === 'HEAD'
  const { payload, ...rest } = call
  return {
    ...rest,
    ...(keepsMethod ? { payload } : { method: 'GET' }),
    url: url.href,
    headers: url.origin === new URL(call.url).origin ? call.headers : {},
  }
}

/** What sets cookies is a credential, and is left out. */
function singleValues(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const [first] = Array.isArray(value) ? value : [value]
      return first === undefined || name === 'set-cookie' ? [] : [[name, first]]
    }),
  )
}

function failureOf(error: unknown): Omit<Failure, 'safeToRetry'> {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof GennakerError ? String((error.cause as { code?: unknown } | undefined)?.code) : ''
  if (unknownHost.includes(code)) return { kind: 'unknownHost', error: message }
  return { kind: timeouts.includes(code) ? 'timeout' : 'other', error: message }
}

/** Walks level by level, since what is asked is whether recursion is safe. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}
