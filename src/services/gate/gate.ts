import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import { createServer } from '../../platform/http/index.ts'
import type { Service, ServiceDeps, ServiceName } from '../../platform/service/index.ts'
import {
  addETags,
  adminRoutes,
  applicationRoutes,
  authRoutes,
  callerOf,
  createCors,
  credentialRoutes,
  entityTagRoutes,
  eventRoutes,
  executionRoutes,
  furnitureRoutes,
  guard,
  headersFor,
  infrastructureRoutes,
  pipelineConfigRoutes,
  projectRoutes,
  referenceDataRoutes,
  spotRoutes,
  taskRoutes,
  templateRoutes,
  triggerRoutes,
  webhookRoutes,
} from './api/index.ts'
import { backendsOf } from './backends.ts'
import type { GateConfig } from './config.ts'
import { stockMessage } from './errors.ts'
import { createEventStream } from './events/index.ts'
import { limitRates } from './rate-limit/index.ts'
import { createExecutionWaiter } from './tasks/index.ts'
import { activityRoutes } from './v1/activity-routes.ts'
import { boardRoutes } from './v1/board.ts'
import { bootstrapRoutes } from './v1/bootstrap.ts'
import { createCatalogue } from './v1/catalogue.ts'
import { clusterListRoutes } from './v1/clusters.ts'
import { cronRoutes } from './v1/cron.ts'
import { homeRoutes } from './v1/home.ts'
import { overviewRoutes } from './v1/overview.ts'
import { createPipelineDigests } from './v1/pipeline-digests.ts'
import { pipelineListRoutes } from './v1/pipelines.ts'
import { searchRoutes } from './v1/search.ts'
import { stageTypeRoutes } from './v1/stages.ts'
import { templateListRoutes } from './v1/templates.ts'

export interface GateDeps extends ServiceDeps {
  readonly config: GateConfig
  /** What `GET /version` says. */
  readonly version: string
  /** Whether only this machine reaches Gate. */
  readonly isLocal?: boolean
  /** Whether the Echo behind Gate starts pipelines by their schedules. */
  readonly schedulesStart?: boolean
}

/** Builds Gate: the one door for people, their tools and Deck. It keeps nothing; it asks the services behind it. */
export async function createGate(deps: GateDeps): Promise<Service> {
  const { config, events, clock, isLocal = false, schedulesStart = true } = deps
  const stream = createEventStream(clock)
  const waiter = createExecutionWaiter(clock)
  const backends = backendsOf(deps, waiter)
  const catalogue = createCatalogue(backends.front50)
  const digests = createPipelineDigests(backends.front50)
  const schedules = { clock, timeZone: config.scheduler.cron.timezone, starts: schedulesStart }
  const cors = createCors(config, isLocal)
  const server = await createServer({
    ...deps,
    name: 'gate',
    errorTimestamp: 'iso',
    errorMessage: stockMessage,
    openApi: true,
    identify: callerOf(cors),
    headers: headersFor(cors),
    health: healthOf(deps),
  })

  guard(server, config, { cors, isLocal })
  limitRates(server, { ...deps, limits: config['rate-limit'] })
  server.options('/*', { schema: { hide: true } }, async (_request, reply) => reply.code(200).send())
  addETags(server)
  await server.register(compress, {
    global: true,
    encodings: ['br', 'gzip'],
    threshold: 2_048,
    // Quick rather than small: who asks for a list of megabytes is waiting for it.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
    zlibOptions: { level: 1 },
  })
  await server.register(authRoutes(config, backends))
  await server.register(applicationRoutes(backends, config))
  await server.register(pipelineConfigRoutes(backends))
  await server.register(triggerRoutes(backends))
  await server.register(executionRoutes(backends))
  await server.register(taskRoutes(backends))
  await server.register(adminRoutes(backends))
  await server.register(spotRoutes(backends))
  await server.register(credentialRoutes(backends))
  await server.register(infrastructureRoutes(backends, config))
  await server.register(clusterListRoutes(backends))
  await server.register(referenceDataRoutes(backends))
  await server.register(entityTagRoutes(backends))
  await server.register(projectRoutes(backends))
  await server.register(templateRoutes(backends))
  await server.register(webhookRoutes(backends))
  await server.register(furnitureRoutes(deps.version, clock))
  await server.register(pipelineListRoutes(backends, digests, schedules))
  await server.register(boardRoutes(backends, digests))
  await server.register(activityRoutes(backends, digests))
  await server.register(overviewRoutes(backends))
  await server.register(eventRoutes(stream))
  await server.register(bootstrapRoutes(backends, deps.version))
  await server.register(homeRoutes(backends, catalogue, clock))
  await server.register(searchRoutes(backends, catalogue))
  await server.register(stageTypeRoutes(backends))
  await server.register(templateListRoutes(backends))
  await server.register(cronRoutes(schedules))

  let unsubscribe = async () => {}
  return {
    name: 'gate',
    server,
    async start() {
      const hear = (event: Parameters<typeof stream.publish>[0]) => {
        waiter.heard(event)
        catalogue.heard(event)
        digests.heard(event)
        stream.publish(event)
      }
      unsubscribe = await events.subscribe(hear, () => {
        catalogue.forget()
        digests.gap()
        stream.gap()
      })
    },
    async stop() {
      await unsubscribe()
      stream.close()
      await server.close()
    },
  }
}

/**
 * Gate is up by itself; who asks for the services behind it (`downstreamServices=true`) hears of them too. So nobody restarts a
 * Gate because Orca restarts.
 */
function healthOf(deps: ServiceDeps) {
  const check = (service: ServiceName) => async () =>
    (await deps.transport(service).call({ method: 'GET', path: '/health', timeoutMs: 5_000 })).status === 200
  const behind = ['orca', 'clouddriver', 'front50', 'echo'] as const
  return ({ downstreamServices, checkDownstreamServices }: Readonly<Record<string, unknown>>) => {
    const isAsked = downstreamServices === 'true' || checkDownstreamServices === 'true'
    return Object.fromEntries(isAsked ? behind.map((service) => [service, check(service)]) : [])
  }
}
