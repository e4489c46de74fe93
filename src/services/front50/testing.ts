import { virtualClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import { openStore } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import type { Authorization } from './access/index.ts'
import { createFront50, front50ConfigSchema } from './index.ts'

/** A Front50 of a test: its own routes over a temporary SQLite database, at a time that stands still. */
export async function startFront50({
  config = {},
  authorization,
}: {
  config?: object
  authorization?: Authorization
} = {}) {
  const store = await openStore({ temporary: true })
  const clock = virtualClock()
  const events = createEvents(store)
  const service = await createFront50({
    store,
    clock,
    events,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    transport: (name) => {
      throw new Error(`Front50 calls no other service, but asked for ${name}`)
    },
    config: front50ConfigSchema.parse(config),
    ...(authorization && { authorization }),
  })
  return {
    clock,
    events,
    server: service.server,
    /** Asks as `user`; the answer's body is parsed, undefined when empty. */
    async ask(method: string, url: string, body?: unknown, user = 'ann') {
      const answer = await service.server.inject({
        method: method as 'GET',
        url,
        headers: { 'x-spinnaker-user': user, 'content-type': 'application/json' },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      })
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
    },
    async stop() {
      await service.stop()
      await store.close()
    },
  }
}

export type Front50UnderTest = Awaited<ReturnType<typeof startFront50>>
