import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Control, ControlError } from './control.ts'
import { SpotFailure } from './failure.ts'
import { faultRule, PRESETS } from './faults.ts'
import { EVENT_TYPES } from './model/notify.ts'
import { scenario } from './scenario.ts'

const health = z.enum(['HEALTHY', 'UNHEALTHY', 'INSUFFICIENT_DATA', 'UNKNOWN'])
const BODIES = {
  clock: z.strictObject({ speed: z.number().positive().max(100_000) }),
  advance: z.strictObject({ seconds: z.number().min(0) }),
  fault: faultRule.extend({ preset: z.string().optional() }).partial(),
  limits: z.strictObject({
    windowSeconds: z.number().min(1).optional(),
    default: z.int().min(0).optional(),
    routes: z.record(z.string(), z.int().min(0)).optional(),
  }),
  settings: z.strictObject({
    groupStandby: z.boolean().optional(),
    gcpWrapped: z.boolean().optional(),
    latencyMs: z.int().min(0).optional(),
    spotDiscount: z.number().min(0).max(1).optional(),
  }),
  seed: z.strictObject({
    accountId: z.string(),
    document: z.record(z.string(), z.unknown()),
    count: z.int().min(1).max(10_000).default(1),
    ageHours: z.number().min(0).default(0),
  }),
  image: z.strictObject({
    healthy: z.boolean().optional(),
    valid: z.boolean().optional(),
    name: z.string().nullable().optional(),
  }),
  health: z.strictObject({ health: health.nullable() }),
  market: z.strictObject({
    type: z.string(),
    zone: z.string(),
    open: z.boolean(),
    lifecycle: z.enum(['SPOT', 'ON_DEMAND']).default('SPOT'),
  }),
  price: z.strictObject({ type: z.string(), pricePerHour: z.number().min(0) }),
  webhook: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    accountId: z.string().optional(),
    events: z.array(z.enum(EVENT_TYPES)).optional(),
    eventFormat: z.record(z.string(), z.string()).optional(),
  }),
  notification: z.strictObject({
    groupId: z.string(),
    event: z.enum(EVENT_TYPES),
    instanceId: z.string().nullable().default(null),
  }),
  metric: z.strictObject({
    groupId: z.string(),
    namespace: z.string().optional(),
    metricName: z.string(),
    value: z.number().nullable(),
  }),
}

type Handler = (body: unknown, params: { [name: string]: string }) => unknown

/** The control side over HTTP, all under `/_sim` and without a token: the simulator listens on the loopback interface. */
export function registerControlRoutes(app: FastifyInstance, control: Control, changed: () => void): void {
  const on = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, handle: Handler) => {
    app.route({
      method,
      url: `/_sim${path}`,
      handler: async (request, reply) => {
        try {
          const text = typeof request.body === 'string' && request.body.trim() !== '' ? request.body : '{}'
          const result = await handle(JSON.parse(text), request.params as { [name: string]: string })
          if (method !== 'GET') changed()
          return reply
            .header('content-type', 'application/json; charset=utf-8')
            .send(JSON.stringify(result ?? { ok: true }))
        } catch (cause) {
          return reply.code(400).send({ error: messageOf(cause) })
        }
      },
    })
  }
  const clock = () => ({ now: new Date(control.now()).toISOString(), speed: control.speed() })

  on('GET', '/health', () => ({ status: 'UP', ...clock() }))
  on('GET', '/clock', clock)
  on('PUT', '/clock', (body) => {
    control.setSpeed(BODIES.clock.parse(body).speed)
    return clock()
  })
  on('POST', '/clock/advance', (body) => {
    control.advance(BODIES.advance.parse(body).seconds)
    return clock()
  })
  on('POST', '/reset', (body) =>
    control.reset(Object.keys(body as object).length > 0 ? scenario.parse(body) : undefined),
  )
  on('GET', '/groups', () => control.groups())
  on('POST', '/groups', (body) => seed(control, BODIES.seed.parse(body)))

  on('GET', '/faults', () => control.faults())
  on('GET', '/faults/presets', () => PRESETS)
  on('POST', '/faults', (body) => {
    const { preset, ...rule } = BODIES.fault.parse(body)
    return preset === undefined ? control.addFault(rule) : control.addPreset(preset, given(rule, body))
  })
  on('DELETE', '/faults', () => control.clearFaults())
  on('DELETE', '/faults/:id', (_body, { id = '' }) => ({ removed: control.removeFault(id) }))

  on('GET', '/calls', () => ({ counts: control.callCounts(), recent: control.calls() }))
  on('DELETE', '/calls', () => control.clearCalls())
  on('GET', '/limits', () => control.limits())
  on('PUT', '/limits', (body) => {
    control.setLimits(BODIES.limits.parse(body))
    return control.limits()
  })
  on('GET', '/settings', () => control.settings())
  on('PUT', '/settings', (body) => {
    control.setSettings(BODIES.settings.parse(body))
    return control.settings()
  })

  on('GET', '/notifications', () => control.notified())
  on('PUT', '/notifications', (body) => {
    const { url, ...wishes } = BODIES.webhook.parse(body)
    control.setWebhook(url, wishes)
  })
  on('DELETE', '/notifications', () => control.setWebhook(null))
  on('POST', '/notifications', (body) => {
    const { groupId, event, instanceId } = BODIES.notification.parse(body)
    return control.notify(groupId, event, instanceId)
  })

  on('GET', '/images', () => control.images())
  on('PUT', '/images/:id', (body, { id = '' }) => control.setImage(id, BODIES.image.parse(body)))
  on('PUT', '/instances/:id/health', (body, { id = '' }) => control.setHealth(id, BODIES.health.parse(body).health))
  on('POST', '/instances/:id/interrupt', (_body, { id = '' }) => control.interrupt(id))
  on('PUT', '/markets', (body) => {
    const { type, zone, open, lifecycle } = BODIES.market.parse(body)
    control.setMarket(type, zone, open, lifecycle)
  })
  on('PUT', '/prices', (body) => {
    const { type, pricePerHour } = BODIES.price.parse(body)
    control.setPrice(type, pricePerHour)
  })
  on('PUT', '/metrics', (body) => {
    const { groupId, metricName, value, namespace } = BODIES.metric.parse(body)
    control.setMetric(groupId, metricName, value, namespace)
  })
}

/** Only what the caller wrote: the schema's defaults must not undo what a preset says. */
const given = <T extends object>(rule: T, body: unknown): Partial<T> =>
  Object.fromEntries(Object.entries(rule).filter(([key]) => Object.hasOwn(body as object, key))) as Partial<T>

/** Adds one group, or many from one document: `{n}` in the name is its number, from 000. */
function seed(control: Control, { accountId, document, count, ageHours }: z.output<typeof BODIES.seed>) {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const name = String(document.name ?? '').replaceAll('{n}', String(index).padStart(3, '0'))
    ids.push(control.seedGroup(accountId, structuredClone({ ...document, name }), ageHours).id)
  }
  return { ids }
}

function messageOf(cause: unknown): string {
  if (cause instanceof z.ZodError) {
    return cause.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  }
  if (cause instanceof SyntaxError) return `The body is not valid JSON: ${cause.message}`
  if (cause instanceof ControlError || cause instanceof SpotFailure) return cause.message
  throw cause
}
