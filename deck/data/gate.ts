import { settings } from './settings.ts'

/** What Gate answered instead of success; `status` 0 means that it could not be reached. */
export class GateError extends Error {
  readonly status: number
  /** By which those who run the installation find the request in their logs. */
  readonly requestId: string | undefined
  /** Of what has several things wrong with it: each of them, as the service told it. */
  readonly errors: readonly unknown[]
  constructor(message: string, status: number, requestId?: string, errors: readonly unknown[] = []) {
    super(message)
    this.status = status
    this.requestId = requestId
    this.errors = errors
  }
}

/** Whether Gate answered that there is no such thing. */
export const isMissing = (error: unknown): boolean => error instanceof GateError && error.status === 404

/** What helps where somebody may not do something; undefined where it is something else. */
export const whoGrants = (error: unknown): string | undefined =>
  error instanceof GateError && error.status === 403
    ? 'Who owns the application grants that in its settings; for an account, who runs this installation does.'
    : undefined

type Query = Record<string, string | number | boolean | readonly string[] | undefined>

/** A path of Gate with each part escaped: `path('applications', app, 'pipelines')`. */
export const path = (...parts: readonly string[]): string => `/${parts.map(encodeURIComponent).join('/')}`

const queryString = (query: Query = {}): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) search.append(key, String(each))
  }
  const text = search.toString()
  return text && `?${text}`
}

const call = async <T>(method: string, route: string, query?: Query, body?: unknown, signal?: AbortSignal) => {
  const { gateUrl } = await settings()
  let response: Response
  try {
    response = await fetch(`${gateUrl}${route}${queryString(query)}`, {
      method,
      credentials: 'include',
      // A read without headers of its own needs no permission beforehand from a Gate of another origin.
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new GateError(
      `Gate at ${gateUrl} cannot be reached. It may be restarting; this page tries again by itself.`,
      0,
    )
  }
  const text = await response.text()
  const parsed = parse(text)
  if (!response.ok)
    throw new GateError(
      messageOf(parsed) ?? `Gate answered ${response.status} to ${route}.`,
      response.status,
      response.headers.get('x-spinnaker-request-id') ?? undefined,
      errorsOf(parsed),
    )
  return parsed as T
}

const parse = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

/** Which call of which backend failed is for logs; people read what that backend said (gate: `Status: 404, …`). */
const CALL = /^Status: \d+, Method: \w+, URL: \S+, Message: /

const messageOf = (body: unknown): string | undefined => {
  const message = (body as { message?: unknown } | undefined)?.message
  if (typeof message !== 'string') return undefined
  return message.replace(CALL, '') || undefined
}

const errorsOf = (body: unknown): readonly unknown[] => {
  const errors = (body as { errors?: unknown } | undefined)?.errors
  return Array.isArray(errors) ? errors : []
}

export const get = <T>(route: string, query?: Query, signal?: AbortSignal) =>
  call<T>('GET', route, query, undefined, signal)
export const post = <T>(route: string, body: unknown) => call<T>('POST', route, undefined, body)
export const put = <T>(route: string, query?: Query) => call<T>('PUT', route, query, {})
export const patch = <T>(route: string, body: unknown) => call<T>('PATCH', route, undefined, body)
export const remove = <T>(route: string) => call<T>('DELETE', route)
