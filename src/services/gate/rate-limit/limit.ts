import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock.ts'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Logger, Metrics } from '../../../platform/telemetry/index.ts'
import type { RateLimits } from './config.ts'
import { type Asker, principalOf } from './principal.ts'
import { createWindows } from './windows.ts'

interface Parts {
  readonly limits: RateLimits
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

/** How long who was refused by a service behind Gate waits before it asks again. */
const patienceMs = 5_000

/** Limits how often one asks (gate: RateLimitingFilter). Counts are this process's own. Does nothing unless it is enabled. */
export function limitRates(server: FastifyInstance, { limits, clock, logger, metrics }: Parts): void {
  if (!limits.enabled) return
  const windows = createWindows(clock)
  const tooMany = metrics.counter('gate_rate_limit_exceeded_total', 'Requests that were too many', ['learning'])

  server.addHook('onRequest', async (request, reply) => {
    const principal = isCounted(request) ? principalOf(limits, askerOf(request)) : undefined
    if (principal === undefined) return
    const { name, capacity, windowMs, learning } = principal
    const { remaining, reset, exceeded, isFirstTooMany } = windows.count(principal)
    tell(reply, { capacity, remaining, reset, learning })
    if (!exceeded) return
    tooMany.inc({ learning: String(learning) })
    if (isFirstTooMany) logger.warn({ principal: name, capacity, windowMs, learning }, 'A principal asks too often')
    if (learning) return
    reply.header('Retry-After', Math.ceil((reset - clock.now()) / 1_000))
    throw problem('rateLimited', 'Rate capacity exceeded')
  })

  // A service behind Gate may refuse too; its answer says when to come back as Gate's own does.
  server.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode !== 429 || reply.hasHeader('x-ratelimit-reset')) return
    tell(reply, { capacity: -1, remaining: 0, reset: clock.now() + patienceMs, learning: false })
  })
}

/** Probes are not counted, nor are the questions that browsers ask before they ask. */
const isCounted = ({ method, url }: FastifyRequest) => method !== 'OPTIONS' && !/^\/(health|metrics)($|\?)/.test(url)

function askerOf({ headers, ip }: FastifyRequest): Asker {
  const { user = 'anonymous', origin } = currentIdentity()
  const [sourceApp] = [headers['x-ratelimit-app']].flat()
  const [forwardedFor] = [headers['x-forwarded-for']].flat()
  return {
    user,
    ...(sourceApp ? { sourceApp } : {}),
    address: forwardedFor?.split(',')[0]?.trim() || ip,
    isDeck: origin === 'deck',
  }
}

function tell(
  reply: FastifyReply,
  { capacity, remaining, reset, learning }: { capacity: number; remaining: number; reset: number; learning: boolean },
): void {
  reply.headers({
    'X-RateLimit-Capacity': capacity,
    'X-RateLimit-Remaining': remaining,
    // A date has whole seconds: who comes back then is let in.
    'X-RateLimit-Reset': new Date(Math.ceil(reset / 1_000) * 1_000).toUTCString(),
    'X-RateLimit-Learning': String(learning),
  })
}
