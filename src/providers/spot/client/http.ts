import { Agent, request } from 'undici'
import type { Clock } from '../../../platform/clock.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import type { Metrics } from '../../../platform/telemetry/index.ts'
import { noAnswer, refused } from './problems.ts'
import { createRateLimits } from './rate-limits.ts'

export interface SpotCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** The call in words, for errors: `create group demo-v001`. */
  readonly what: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  /** Whether doing it twice is the same as once. Default: all but POST. */
  readonly repeatable?: boolean
}

export interface SpotHttpOptions {
  readonly endpoint: string
  readonly accountId: string
  readonly token: string
  readonly clock: Clock
  readonly metrics: Metrics
  readonly timeoutMs?: number
}

/** Calls at once for an account: Spot counts calls in a minute, so more of them only get refused sooner. */
const mostAtOnce = 10
const attempts = 4
/** Waits of a whole minute are left to whoever asks again: a call must end. */
const longestWaitMs = 20_000

/**
 * Calls Spot's API and returns `response.items`. Rate limits are honoured from the headers; what failed in a way that
 * may pass is tried again with growing, jittered waits, but only where doing it twice does no harm: after a 429 nothing
 * was done, otherwise the call must be repeatable.
 */
export function createSpotHttp({ endpoint, accountId, token, clock, metrics, timeoutMs = 15_000 }: SpotHttpOptions) {
  const agent = new Agent({ connections: mostAtOnce, keepAliveTimeout: 30_000, connect: { timeout: 10_000 } })
  const limits = createRateLimits(clock)
  const calls = metrics.counter('spot_calls_total', 'Calls to the API of Spot', ['method', 'route', 'status'])
  const queue: (() => void)[] = []
  let underWay = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (underWay >= mostAtOnce) await new Promise<void>((resolve) => queue.push(resolve))
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
      queue.shift()?.()
    }
  }

  const pause = (ms: number) => new Promise<void>((resolve) => clock.setTimer(resolve, ms))

  async function once(call: SpotCall): Promise<unknown[]> {
    const route = `${call.method} ${call.path.replace(/\/(sig|sbgd|i|scr)-[^/]+/g, '/{id}')}`
    await pause(Math.min(limits.waitMs(route), longestWaitMs))
    const query = new URLSearchParams({ accountId })
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.set(name, value)
    const { status, text, headers } = await inTurn(() => send(call, query)).catch((error: unknown) => {
      calls.inc({ method: call.method, route, status: 'none' })
      throw noAnswer(call.what, (error as Error).message, error)
    })
    calls.inc({ method: call.method, route, status: String(status) })
    limits.heard(route, status, headers)
    const body = parse(text)
    if (status !== 200) throw refused(call.what, status, body)
    if (typeof body !== 'object' || body === null) throw noAnswer(call.what, 'the answer was not JSON')
    const { items } = (body as { response?: { items?: unknown } }).response ?? {}
    return Array.isArray(items) ? items : []
  }

  async function send(call: SpotCall, query: URLSearchParams) {
    const response = await request(`${endpoint.replace(/\/$/, '')}${call.path}?${query}`, {
      dispatcher: agent,
      method: call.method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'Gennaker/1 Spinnaker/1.0.0',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
    return { status: response.statusCode, headers: response.headers, text: await response.body.text() }
  }

  return {
    async call(call: SpotCall): Promise<unknown[]> {
      const repeatable = call.repeatable ?? call.method !== 'POST'
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(call)
        } catch (error) {
          if (!(error instanceof GennakerError) || !error.retryable || attempt >= attempts) throw error
          if (error.status !== 429 && !repeatable) throw error
          await pause(2 ** attempt * 100 * (0.5 + Math.random()))
        }
      }
    },
    close: () => agent.close(),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A gateway's page: its text is what there is to say.
    return text
  }
}
