import { Agent, request } from 'undici'
import { problem } from '../errors/index.ts'
import type { HttpServer } from '../http/index.ts'
import { currentIdentity, headersOf } from '../identity/index.ts'
import type { Answer, Call, Transport } from './transport.ts'

/** Calls a service in this process, through the same routes that HTTP would reach. `server` is asked at each call, so order of construction is free. */
export function inProcess(service: string, server: () => HttpServer): Transport {
  return {
    service,
    async call(call) {
      const response = await server().inject({
        method: call.method,
        url: urlOf(call),
        headers: headersFor(call),
        ...(hasBody(call) ? { payload: textOf(call) } : {}),
      })
      return answerOf(response.statusCode, response.headers as Answer['headers'], response.body)
    },
  }
}

/** Calls a service at `baseUrl`. An unreachable one is `unavailable` and may be tried again. */
export function overHttp(service: string, baseUrl: string): Transport & { close(): Promise<void> } {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 30_000 })
  return {
    service,
    async call(call) {
      const timeoutMs = call.timeoutMs ?? 30_000
      try {
        const response = await request(baseUrl.replace(/\/$/, '') + urlOf(call), {
          dispatcher: agent,
          method: call.method,
          headers: headersFor(call),
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          ...(hasBody(call) ? { body: textOf(call) } : {}),
        })
        return answerOf(response.statusCode, response.headers, await response.body.text())
      } catch (error) {
        throw problem(
          'unavailable',
          `${service} could not be reached at ${baseUrl} (${call.method} ${call.path}): ${(error as Error).message}`,
          {
            cause: error,
          },
        )
      }
    },
    close: () => agent.close(),
  }
}

function headersFor(call: Call): Record<string, string> {
  const headers = { ...call.headers, ...headersOf(currentIdentity()) }
  if (hasBody(call)) headers['content-type'] = call.contentType ?? 'application/json'
  return headers
}

const hasBody = ({ body, text }: Call) => body !== undefined || text !== undefined

const textOf = ({ body, text }: Call) => text ?? JSON.stringify(body)

function urlOf({ path, query = {} }: Call): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) search.append(name, String(each))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

function answerOf(status: number, headers: Answer['headers'], text: string): Answer {
  let parsed: { readonly body: unknown } | undefined
  return {
    status,
    headers,
    text,
    get body() {
      parsed ??= { body: parse(text) }
      return parsed.body
    },
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the caller gets the text.
    return text
  }
}
