import { expect, it } from 'vitest'
import { type Answer, inProcess } from '../../platform/clients/index.ts'
import { virtualClock } from '../../platform/clock.ts'
import { createEvents } from '../../platform/events/index.ts'
import { openStore } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { startOrca } from '../orca/testing.ts'
import type { EchoEvent } from './client.ts'
import { createEcho, echoConfigSchema } from './index.ts'

it('takes what Orca tells of an execution, from its start to its end, and keeps none of it', async () => {
  const store = await openStore({ temporary: true })
  const echo = await createEcho({
    ...{ store, clock: virtualClock(), events: createEvents(store), metrics: createMetrics() },
    ...{ logger: createLogger('silent'), config: echoConfigSchema.parse({}) },
    transport: () => ({ service: 'none', call: async () => ({ status: 503, headers: {}, body: undefined }) }),
  })
  await echo.start()
  const real = inProcess('echo', () => echo.server)
  const told: { type: string; answer: Answer }[] = []
  const calls: never[] = []
  const transport = {
    service: 'echo',
    async call(call: Parameters<typeof real.call>[0]) {
      const answer = await real.call(call)
      told.push({ type: (call.body as EchoEvent).details.type, answer })
      return answer
    },
  }
  const orca = await startOrca({ services: { echo: { transport, calls } } })
  const wait = { refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'w', waitTime: 0 }
  await orca.run({ stages: [wait] })
  await orca.until(() => told.some(({ type }) => type === 'orca:pipeline:complete'))
  expect(told.map(({ type, answer }) => [type, answer.status, answer.body])).toEqual(
    [
      'pipeline:starting',
      'stage:starting',
      'task:starting',
      'task:complete',
      'stage:complete',
      'pipeline:complete',
    ].map((type) => [`orca:${type}`, 200, undefined]),
  )
  expect(await store.db.selectFrom('queue_messages').selectAll().where('queue', '=', 'echo').execute()).toEqual([])
  await orca.stop()
  await echo.stop()
  await store.close()
})
