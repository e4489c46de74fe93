import { pino } from 'pino'
import { openTestStore } from '../../../test/support/test-store.ts'
import { type Answer, type Call, inProcess, type Transport } from '../../platform/clients/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import { currentIdentity, type Identity } from '../../platform/identity/index.ts'
import type { Service, ServiceDeps, ServiceName } from '../../platform/service/index.ts'
import { createMetrics } from '../../platform/telemetry/index.ts'
import { createFront50, front50ConfigSchema } from '../front50/index.ts'
import { createEcho, echoConfigSchema } from './index.ts'

type Json = Record<string, unknown>

/** Echo over a real Front50 in a temporary store, with Orca played by the test, which remembers what it was asked to start. */
export async function startEcho(config: Json = {}) {
  const store = await openTestStore()
  const said: string[] = []
  const logger = pino({ level: 'trace' }, { write: (line) => void said.push(line) })
  const built = new Map<ServiceName, Service>()
  const starts: Json[] = []
  const asked: Call[] = []
  /** As whom pipelines were started. */
  const identities: Identity[] = []
  const world = {
    /** What Orca answers to a start; undefined: yes. */
    orca: (_body: Json): { status: number; body?: unknown } | undefined => undefined,
    front50IsAway: false,
  }
  const orca: Transport = {
    service: 'orca',
    async call(call): Promise<Answer> {
      asked.push(call)
      const { executionId } = (call.body ?? {}) as { executionId?: string }
      if (call.method === 'GET') {
        const found = starts.some((each) => call.path.endsWith(`/${each.executionId}`))
        return { status: found ? 200 : 404, headers: {}, body: {} }
      }
      const answer = world.orca(call.body as Json)
      if (answer === undefined || answer.status < 300) starts.push(call.body as Json)
      identities.push(currentIdentity())
      return { status: 200, headers: {}, body: { ref: `/pipelines/${executionId}` }, ...answer }
    },
  }
  const deps: ServiceDeps = {
    ...{ store, clock: systemClock, events: createEvents(store), logger, metrics: createMetrics() },
    transport: (name) => {
      if (name === 'orca') return orca
      const real = inProcess(name, () => built.get(name)!.server)
      return {
        ...real,
        call: async (call) =>
          world.front50IsAway ? { status: 503, headers: {}, body: { message: 'away' } } : real.call(call),
      }
    },
  }
  built.set('front50', await createFront50({ ...deps, config: front50ConfigSchema.parse({}) }))
  const start = async () => {
    const echo = await createEcho({ ...deps, config: echoConfigSchema.parse(config) })
    built.set('echo', echo)
    await echo.start()
  }
  await start()

  const ask = async (service: ServiceName, method: string, url: string, body?: unknown, headers: Json = {}) => {
    const payload = body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }
    const type = { 'content-type': 'application/json' }
    const given = { ...type, ...(headers as Record<string, string>) }
    const answer = await built.get(service)!.server.inject({ method: method as 'GET', url, headers: given, ...payload })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
  return {
    world,
    starts,
    asked,
    identities,
    said,
    store,
    post: (url: string, body?: unknown, headers: Json = {}) => ask('echo', 'POST', url, body, headers),
    get: (url: string) => ask('echo', 'GET', url),
    /** Saves a pipeline with these triggers; answers its id. */
    async save(triggers: readonly Json[], more: Json = {}): Promise<string> {
      const pipeline = { application: 'demo', name: `p${Math.random()}`, stages: [], triggers, ...more }
      const { status, body } = await ask('front50', 'POST', '/pipelines', pipeline)
      if (status !== 200) throw new Error(JSON.stringify(body))
      return body.id
    },
    change: (id: string, body: Json) => ask('front50', 'PUT', `/pipelines/${id}`, body),
    /** As when the process dies and comes again: what was under way is under way no more. */
    async restart() {
      await built.get('echo')!.stop()
      await start()
    },
    stopEcho: () => built.get('echo')!.stop(),
    startEcho: start,
    async stop() {
      await built.get('echo')!.stop()
      await built.get('front50')!.stop()
      await store.close()
    },
  }
}

export type EchoUnderTest = Awaited<ReturnType<typeof startEcho>>
