import { Agent, request } from 'undici'
import type { Clock } from '../../../platform/clock.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import type { Metrics } from '../../../platform/telemetry/index.ts'
import { createLanes } from './lanes.ts'
import { type Priority, purposeOf } from './priority.ts'
import { isAborted, networkReason, noAnswer, notAsked, refused } from './problems.ts'
import { NoTurn, type RateLimits, type Ticket } from './rate-limits.ts'
import { routeOf } from './route.ts'

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
  /** Of the token: its accounts share them. */
  readonly limits: RateLimits
  readonly clock: Clock
  readonly metrics: Metrics
  readonly timeoutMs?: number
}

export interface SpotHttp {
  /** Returns `response.items`; throws the errors of `problems.ts`. */
  call(call: SpotCall): Promise<unknown[]>
  /** Ends all waiting with an AbortError, and waits for the calls that are under way. */
  close(): Promise<void>
}

/** Calls at once for an account; less urgent ones leave some of them to others. */
const mostAtOnce = { people: 10, waiting: 8, background: 6 }
/** An operation waits for a whole minute's calls to expire; who asks again and again, and a reading, will do so soon enough. */
const patience: Readonly<Record<Priority, { readonly ms: number; readonly attempts: number }>> = {
  people: { ms: 90_000, attempts: 4 },
  waiting: { ms: 5_000, attempts: 3 },
  background: { ms: 5_000, attempts: 2 },
}
const largestAnswer = 256 * 1024 * 1024

/**
 * Calls Spot's API. Rate limits are honoured from the headers; what failed in a way that may pass is tried again with
 * growing, jittered waits, but only where doing it twice does no harm: after a 429 nothing was done, otherwise the call
 * must be repeatable. Nothing that is thrown carries the token, not even where an answer repeats it.
 */
export function createSpotHttp(options: SpotHttpOptions): SpotHttp {
  const { endpoint, accountId, token, limits, clock, metrics, timeoutMs = 15_000 } = options
  const agent = new Agent({
    connections: mostAtOnce.people,
    keepAliveTimeout: 30_000,
    connect: { timeout: 10_000 },
    maxResponseSize: largestAnswer,
  })
  const lanes = createLanes(mostAtOnce)
  const calls = metrics.counter('spot_calls_total', 'Calls to the API of Spot', ['method', 'route', 'status'])
  const closing = new AbortController()
  const withoutToken = (text: string) => text.replaceAll(token, '[token]')

  /** One signal for all calls of a reading: each one made would hang on to that of the client. */
  const ends = new WeakMap<AbortSignal, AbortSignal>()
  const endOf = (reading: AbortSignal) => {
    const end = ends.get(reading) ?? AbortSignal.any([closing.signal, reading])
    ends.set(reading, end)
    return end
  }

  const pause = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const aborted = () => {
        cancel()
        reject(signal.reason)
      }
      const cancel = clock.setTimer(() => {
        signal.removeEventListener('abort', aborted)
        resolve()
      }, ms)
      signal.addEventListener('abort', aborted, { once: true })
    })

  async function once(call: SpotCall, turn: { priority: Priority; patienceMs: number; signal: AbortSignal }) {
    const route = `${call.method} ${routeOf(call.path)}`
    const ticket = await limits.admit(route, turn).catch((error: unknown) => {
      throw error instanceof NoTurn ? notAsked(call.what, error.waitMs) : error
    })
    let sent = false
    try {
      return await lanes.run(turn, () => {
        sent = true
        return exchange(call, route, ticket)
      })
    } finally {
      if (!sent) ticket.unused()
    }
  }

  async function exchange(call: SpotCall, route: string, ticket: Ticket): Promise<unknown[]> {
    const { status, text, headers } = await send(call).catch((error: unknown) => {
      ticket.lost()
      calls.inc({ method: call.method, route, status: 'none' })
      if (isAborted(error)) throw error
      throw noAnswer(call.what, withoutToken(networkReason(error)))
    })
    ticket.answered(status, headers)
    calls.inc({ method: call.method, route, status: String(status) })
    if (status !== 200) throw refused(call.what, status, parse(withoutToken(text)))
    const body = parse(text)
    if (typeof body !== 'object' || body === null) throw noAnswer(call.what, 'the answer was not JSON')
    const { items } = (body as { response?: { items?: unknown } | null }).response ?? {}
    if (Array.isArray(items)) return items
    // Taken for an empty list, it would say that everything is gone.
    if (call.method === 'GET') throw noAnswer(call.what, 'the answer had no items')
    return []
  }

  async function send(call: SpotCall) {
    const query = new URLSearchParams({ accountId })
    for (const [name, value] of Object.entries(call.query ?? {})) if (value !== undefined) query.set(name, value)
    const { signal } = purposeOf()
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
      ...(signal === undefined ? {} : { signal }),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
    return { status: response.statusCode, headers: response.headers, text: await response.body.text() }
  }

  return {
    async call(call) {
      const repeatable = call.repeatable ?? call.method !== 'POST'
      const { priority, signal: ending } = purposeOf()
      const signal = ending === undefined ? closing.signal : endOf(ending)
      const { ms, attempts } = patience[priority]
      const until = clock.now() + ms
      for (let attempt = 1; ; attempt += 1) {
        const left = Math.max(0, until - clock.now())
        try {
          return await once(call, { priority, patienceMs: left, signal })
        } catch (error) {
          if (!(error instanceof GennakerError) || !error.retryable || attempt >= attempts || left === 0) throw error
          // After a 429 the route's own wait comes first; what was not asked has waited already.
          if (error.code === 'rateLimited') {
            if (error.attributes['spotNotAsked'] === true) throw error
            continue
          }
          if (!repeatable) throw error
          await pause(2 ** attempt * 100 * (0.5 + Math.random()), signal)
        }
      }
    },
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      await agent.close()
    },
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
