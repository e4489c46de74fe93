import compress from '@fastify/compress'
import { createServer, type HealthCheck } from '../../platform/http/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import {
  adminRoutes,
  applicationRoutes,
  authRoutes,
  corsHeaders,
  eventRoutes,
  executionRoutes,
  furnitureRoutes,
  infrastructureRoutes,
  pipelineConfigRoutes,
  projectRoutes,
  taskRoutes,
  templateRoutes,
  triggerRoutes,
} from './api/index.ts'
import { backendsOf } from './backends.ts'
import type { GateConfig } from './config.ts'
import { createEventStream } from './events/index.ts'
import { createExecutionWaiter } from './tasks/index.ts'

export interface GateDeps extends ServiceDeps {
  readonly config: GateConfig
  /** What `GET /version` says. */
  readonly version: string
}

/** Builds Gate: the one door for people, their tools and Deck. It keeps nothing; it asks the services behind it. */
export async function createGate(deps: GateDeps): Promise<Service> {
  const { config, events, clock } = deps
  const stream = createEventStream(clock)
  const waiter = createExecutionWaiter(clock)
  const backends = backendsOf(deps, waiter)
  const server = await createServer({
    ...deps,
    name: 'gate',
    errorTimestamp: 'iso',
    openApi: true,
    health: backendHealth(deps),
  })

  server.addHook('onRequest', async (request, reply) => {
    reply.headers(corsHeaders(config, request.headers.origin))
  })
  server.options('/*', { schema: { hide: true } }, async (_request, reply) => reply.code(200).send())
  await server.register(compress, { global: true, encodings: ['br', 'gzip'], threshold: 2_048 })
  await server.register(authRoutes(config))
  await server.register(applicationRoutes(backends, config))
  await server.register(pipelineConfigRoutes(backends))
  await server.register(triggerRoutes(backends))
  await server.register(executionRoutes(backends))
  await server.register(taskRoutes(backends))
  await server.register(adminRoutes(backends))
  await server.register(infrastructureRoutes(backends))
  await server.register(projectRoutes(backends))
  await server.register(templateRoutes(backends))
  await server.register(furnitureRoutes(deps.version))
  await server.register(eventRoutes(stream, config))

  let unsubscribe = async () => {}
  return {
    name: 'gate',
    server,
    async start() {
      const hear = (event: Parameters<typeof stream.publish>[0]) => {
        waiter.heard(event)
        stream.publish(event)
      }
      unsubscribe = await events.subscribe(hear, () => stream.gap())
    },
    async stop() {
      await unsubscribe()
      stream.close()
      await server.close()
    },
  }
}

/** Gate is up when everything that it needs is. */
function backendHealth(deps: ServiceDeps): Record<string, HealthCheck> {
  const check = (service: 'orca' | 'clouddriver' | 'front50') => async () =>
    (await deps.transport(service).call({ method: 'GET', path: '/health', timeoutMs: 5_000 })).status === 200
  return { orca: check('orca'), clouddriver: check('clouddriver'), front50: check('front50') }
}
