import { createServer } from '../../platform/http/index.ts'
import { openQueue } from '../../platform/queue/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import { front50Client } from '../front50/client.ts'
import { orcaClient } from '../orca/client.ts'
import { cronRoutes, type EchoContext, eventRoutes, webhookRoutes } from './api/index.ts'
import type { EchoConfig } from './config.ts'
import { createIntake } from './events/index.ts'
import { createTriggeredPipelines } from './pipelines/index.ts'
import { createWorker, type EchoMessage, echoMessageSchema, retryDelaysMs } from './starts/index.ts'
import { echoMigrations, receivedStore } from './store/index.ts'
import { triggerKinds } from './triggers/index.ts'

export interface EchoDeps extends ServiceDeps {
  readonly config: EchoConfig
}

/** How long an event that is sent again is known. */
const rememberedMs = 7 * 24 * 3_600_000
const forgetEveryMs = 3_600_000

/** Builds Echo: its queue, the pipelines that events may start, its routes. */
export async function createEcho(deps: EchoDeps): Promise<Service> {
  const { store, clock, logger, metrics, events, config } = deps
  await store.migrate('echo', echoMigrations)
  const received = receivedStore(store)
  const queue = await openQueue<EchoMessage>({
    store,
    name: 'echo',
    clock,
    maxAttempts: retryDelaysMs.length + 1,
    parse: (json) => echoMessageSchema.parse(json),
    onDead: async (_tx, _message, reason) => logger.error({ reason }, 'What came in was given up'),
  })
  const front50 = front50Client(deps.transport('front50'))
  const triggerTypes = triggerKinds.map(({ type }) => type)
  const pipelines = createTriggeredPipelines({
    front50,
    events,
    clock,
    triggerTypes,
    maxAgeMs: config.front50['polling-interval-ms'],
  })
  const orca = orcaClient(deps.transport('orca'))
  const worker = createWorker({ store, clock, logger, metrics, queue, pipelines, front50, orca })
  const intake = createIntake({
    ...{ store, clock, metrics, queue, received },
    concerns: (type) => config.orca.enabled && triggerTypes.includes(type),
  })

  const server = await createServer({
    ...deps,
    name: 'echo',
    openApi: true,
    health: { queue: () => queue.depth().then(() => true) },
  })
  const context: EchoContext = { clock, config, intake }
  for (const routes of [eventRoutes, webhookRoutes, cronRoutes]) await server.register(routes(context))

  let stopTimer = () => {}
  const forgetOld = async () => {
    await received
      .forget(clock.now() - rememberedMs)
      .catch((error) => logger.warn({ err: error }, 'Old events could not be forgotten'))
    stopTimer = clock.setTimer(forgetOld, forgetEveryMs)
  }
  return {
    name: 'echo',
    server,
    async start() {
      await pipelines.start()
      await worker.start()
      stopTimer = clock.setTimer(forgetOld, forgetEveryMs)
    },
    async stop() {
      stopTimer()
      await worker.stop()
      await pipelines.stop()
      await queue.close()
      await server.close()
    },
  }
}
