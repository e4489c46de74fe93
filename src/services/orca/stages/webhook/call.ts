import { GennakerError } from '../../../../platform/errors/index.ts'
import type { Json } from '../../model.ts'
import type { Outbound } from '../../stage.ts'
import { isJson, present } from '../values.ts'
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
  /** For people; without queries and header values. */
  readonly error: string
}

const timeoutMs = 20_000
const mostRedirects = 10
const deepestBody = 500
const redirects = [301, 302, 303, 307, 308]
const unknownHost = ['ENOTFOUND', 'EAI_AGAIN']
const timeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']

/** Calls a URL that a user wrote, follows its redirects, and tells how it went; never throws. */
export async function callWebhook(outbound: Outbound, call: Call): Promise<Answer | Failure> {
  try {
    let current = call
    for (let followed = 0; ; followed++) {
      const answer = await request(outbound, current)
      const next = redirects.includes(answer.status) ? redirected(current, answer) : undefined
      if (next === undefined) return answer
      if (followed === mostRedirects)
        return { kind: 'other', error: `${named(call)} was redirected more than ${mostRedirects} times` }
      current = next
    }
  } catch (error) {
    return failureOf(error)
  }
}

export const isFailure = (result: Answer | Failure): result is Failure => 'error' in result

/** An answer as the stage's context shows it. */
export const shown = ({ status, headers, body }: Answer): Json =>
  present({ statusCode: statusName(status), statusCodeValue: status, body, headers })

/** A URL as errors name it: queries and user names carry secrets, and stay out. */
export const withoutQuery = (url: string) => (url.split(/[?#]/)[0] ?? url).replace(/\/\/[^/]*@/, '//')

const named = ({ method, url }: { readonly method: string; readonly url: string }) => `${method} ${withoutQuery(url)}`

async function request(outbound: Outbound, { method, url, headers, payload }: Call): Promise<Answer> {
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyFor(payload, headers)
  const answer = await outbound.request({
    method,
    url,
    headers,
    timeoutMs,
    ...(body === undefined ? {} : { body }),
  })
  if (isDeeperThan(answer.body, deepestBody))
    throw new Error(`${named({ method, url })} answered JSON that is nested deeper than ${deepestBody}`)
  return { status: answer.status, headers: singleValues(answer.headers), body: answer.body }
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

function failureOf(error: unknown): Failure {
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
