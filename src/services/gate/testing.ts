import type { Answer, Call, Transport } from '../../platform/clients/index.ts'
import { inProcess } from '../../platform/clients/index.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import { openStore } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { createFront50, front50ConfigSchema } from '../front50/index.ts'
import { createGate, gateConfigSchema } from './index.ts'

/** What a service that is played by a test answers; undefined is a 404. */
export type Play = (
  call: Call,
) => { status?: number; body?: unknown } | Promise<{ status?: number; body?: unknown }> | undefined

export interface PlayedService {
  readonly transport: Transport
  /** What it was asked, the oldest first. */
  readonly calls: Call[]
  play: Play
}

function played(service: string): PlayedService {
  const made: PlayedService = {
    calls: [],
    play: () => undefined,
    transport: {
      service,
      async call(call): Promise<Answer> {
        made.calls.push(call)
        const answer = (await made.play(call)) ?? { status: 404, body: { message: `${service} has no ${call.path}` } }
        return { status: answer.status ?? 200, headers: {}, body: answer.body }
      },
    },
  }
  return made
}

/** Gate over a real Front50 in a temporary store, with Orca and Clouddriver played by the test. */
export async function startGate(
  config: object = {},
  {
    isLocal = false,
    schedulesStart = true,
    clock = systemClock,
  }: { isLocal?: boolean; schedulesStart?: boolean; clock?: Clock } = {},
) {
  const store = await openStore({ temporary: true })
  const events = createEvents(store)
  const platform = { store, events, clock, logger: createLogger('silent'), metrics: createMetrics() }
  const orca = played('orca')
  const clouddriver = played('clouddriver')
  const echo = played('echo')
  const front50 = await createFront50({
    ...platform,
    transport: () => orca.transport,
    config: front50ConfigSchema.parse({}),
  })
  const gate = await createGate({
    ...platform,
    version: '1.2.3',
    isLocal,
    schedulesStart,
    config: gateConfigSchema.parse(config),
    transport: (name) => {
      if (name === 'front50') return inProcess('front50', () => front50.server)
      if (name === 'echo') return echo.transport
      return name === 'orca' ? orca.transport : clouddriver.transport
    },
  })
  await gate.start()

  const asking =
    (server: typeof gate.server) =>
    async (method: string, url: string, body?: unknown, headers = {}) => {
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        text: answer.body,
        body: answer.headers['content-type']?.toString().includes('json') ? answer.json() : undefined,
      }
    }
  return {
    orca,
    clouddriver,
    echo,
    events,
    server: gate.server,
    /** Asks Gate; a text body is sent as it is. */
    ask: asking(gate.server),
    /** Asks Front50 behind it. */
    askFront50: asking(front50.server),
    async stop() {
      await gate.stop()
      await front50.stop()
      await store.close()
    },
  }
}

export type GateUnderTest = Awaited<ReturnType<typeof startGate>>
