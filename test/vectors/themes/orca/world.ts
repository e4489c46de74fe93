import { inProcess } from '../../../../src/platform/clients/index.ts'
import { virtualClock } from '../../../../src/platform/clock.ts'
import { createEvents } from '../../../../src/platform/events/index.ts'
import type { Service, ServiceDeps } from '../../../../src/platform/service/index.ts'
import { openStore, statement } from '../../../../src/platform/store/index.ts'
import { createLogger, createMetrics } from '../../../../src/platform/telemetry/index.ts'
import { createFront50, front50ConfigSchema } from '../../../../src/services/front50/index.ts'
import { builtInStages, createOrca, orcaConfigSchema } from '../../../../src/services/orca/index.ts'
import { startWebhookStub } from './webhook-stub.ts'

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a vector says about an answer is compared, not typed
  readonly body: any
}

/** Orca and Front50 as they are, over a database of their own, in a time that goes by when it is told to. */
export interface World {
  readonly stubUrl: string
  orca(method: Method, url: string, body?: unknown): Promise<Reply>
  front50(method: Method, url: string, body?: unknown): Promise<Reply>
  /** Lets `ms` milliseconds go by, step by step, and all happen that falls due in them. */
  pass(ms: number): Promise<void>
  /** Lets time go by until `met`, at most `ms` milliseconds; answers whether it was met. */
  passUntil(met: () => Promise<boolean>, ms: number): Promise<boolean>
  close(): Promise<void>
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A Wednesday noon in Los Angeles, by whose clock execution windows go. */
const start = Date.UTC(2026, 0, 7, 20)

const busyMessages = statement<[number], { busy: number }>(
  `select count(*) as busy from queue_messages where queue = 'orca' and (worker is not null or due <= $1)`,
)
/** The original looks at its queue now and then: what is due at an instant happens a little later. */
const queueLatencyMs = 20
/** Real milliseconds after which something that is under way is given up. */
const patienceMs = 30_000

export async function createWorld(): Promise<World> {
  const [store, stub] = await Promise.all([openStore({ temporary: true }), startWebhookStub()])
  const clock = virtualClock(start)
  const services = new Map<string, Service>()
  const deps: ServiceDeps = {
    store,
    clock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    events: createEvents(store),
    transport: (name) =>
      inProcess(name, () => {
        const service = services.get(name)
        if (service === undefined) throw new Error(`The vectors have no ${name}`)
        return service.server
      }),
  }
  services.set('front50', await createFront50({ ...deps, config: front50ConfigSchema.parse({}) }))
  const urls = { 'reject-localhost': false, 'reject-link-local': false, 'reject-verbatim-ips': false }
  const config = orcaConfigSchema.parse({ 'user-configured-url-restrictions': urls })
  const notifications = { send: async () => {} }
  services.set('orca', await createOrca({ ...deps, stages: builtInStages, config, notifications }))
  await services.get('orca')!.start()

  const asking = (name: string) => async (method: Method, url: string, body?: unknown) => {
    const answer = await services.get(name)!.server.inject({
      method,
      url,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }

  /** Until no message is worked on or due: what happens then happens because time goes by. */
  async function settle(): Promise<void> {
    const started = performance.now()
    for (let looks = 0; ; looks += 1) {
      const { rows } = await store.run(busyMessages, [clock.now()])
      if (Number(rows[0]?.busy) === 0) return
      if (performance.now() - started > patienceMs) throw new Error('Orca does not come to rest')
      await new Promise((resolve) => (looks < 200 ? setImmediate(resolve) : setTimeout(resolve, 1)))
    }
  }

  async function step(end: number): Promise<void> {
    const next = Math.min((clock.nextTimer() ?? end) + queueLatencyMs, end)
    await clock.advance(Math.max(0, next - clock.now()))
    await settle()
  }

  return {
    stubUrl: stub.url,
    orca: asking('orca'),
    front50: asking('front50'),
    async pass(ms) {
      const end = clock.now() + ms
      await settle()
      while (clock.now() < end) await step(end)
    },
    async passUntil(met, ms) {
      const end = clock.now() + ms
      await settle()
      while (!(await met())) {
        if (clock.now() >= end) return false
        await step(end)
      }
      return true
    },
    async close() {
      for (const service of services.values()) await service.stop()
      await store.close()
      await stub.close()
    },
  }
}
