import { overHttp, type Transport } from '../../platform/clients/index.ts'
import { createServer } from '../../platform/http/index.ts'
import { openLeases } from '../../platform/leases/index.ts'
import { createOutbound, type Outbound } from '../../platform/outbound/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import { clouddriverClient } from '../clouddriver/client.ts'
import { echoClient } from '../echo/client.ts'
import { front50Client } from '../front50/client.ts'
import { igorClient } from '../igor/client.ts'
import {
  adminRoutes,
  applicationPipelineRoutes,
  controlRoutes,
  dryRunRoutes,
  expressionRoutes,
  lookUpRoutes,
  type OrcaContext,
  pipelineRoutes,
  queueAdminRoutes,
  recentRoutes,
  searchRoutes,
  stageRoutes,
  stageTypeRoutes,
  startRoutes,
  taskRoutes,
  templateRoutes,
} from './api/index.ts'
import type { OrcaConfig } from './config.ts'
import { createDeploymentMonitors } from './deployment-monitors.ts'
import { createDryRun } from './dry-run/index.ts'
import { createEngine, createPlanner, type Engine, executionMessage } from './engine/index.ts'
import { openOutbox } from './events/index.ts'
import { createExpressions } from './expressions/index.ts'
import { createLauncher } from './launch/index.ts'
import type { Json } from './model.ts'
import { createRetention } from './retention/index.ts'
import type { Capabilities, ExecutionControl, StageDefinition } from './stage.ts'
import { outboundOptions } from './stages/webhook/index.ts'
import { openExecutions } from './store/index.ts'
import { createTemplateSources, createTemplates } from './templates/index.ts'

export interface OrcaDeps extends ServiceDeps {
  readonly config: OrcaConfig
  readonly stages: readonly StageDefinition[]
  /** Echo, where it is not at the configured address but in this process or played by a test. */
  readonly echo?: Transport
  readonly igor?: Transport
  /** Sends notifications in place of Echo. */
  readonly notifications?: NonNullable<Capabilities['notifications']>
  /** Knows who has which roles; absent where authorisation is off. */
  readonly authorization?: NonNullable<Capabilities['authorization']>
  /** Calls user-given URLs in place of the real thing. */
  readonly outbound?: Outbound
}

const resources = [
  startRoutes,
  taskRoutes,
  pipelineRoutes,
  applicationPipelineRoutes,
  searchRoutes,
  controlRoutes,
  stageRoutes,
  stageTypeRoutes,
  expressionRoutes,
  adminRoutes,
  queueAdminRoutes,
  recentRoutes,
  lookUpRoutes,
  templateRoutes,
  dryRunRoutes,
]

/** Builds Orca: its tables, its engine, its routes. */
export async function createOrca(deps: OrcaDeps): Promise<Service> {
  const { store, clock, logger, events, config } = deps
  const executions = await openExecutions(store)
  const front50 = front50Client(deps.transport('front50'))
  const outbound =
    deps.outbound ?? createOutbound(config['user-configured-url-restrictions'], outboundOptions(config.webhook))
  const fetchText = async (url: string) => {
    const { body } = await outbound.request({ method: 'GET', url })
    return typeof body === 'string' ? body : JSON.stringify(body)
  }
  const expressions = createExpressions({ fetchText }, () => clock.now())

  // Engine, launcher and tasks call each other: each is asked for when it is needed.
  let engine: Engine
  const templates = createTemplates({
    sources: createTemplateSources(front50, outbound),
    evaluate: expressions.evaluateWith,
    evaluatePipeline: expressions.planPipeline,
  })
  const launcher = createLauncher({
    engine: () => engine,
    executions,
    expressions,
    front50,
    templates,
    clock,
    defaultApplication: config.orca['default-application-name'],
    runsAsTriggers: deps.authorization !== undefined,
    includeAllowedAccounts: config.executions['include-allowed-accounts'],
  })
  const orca: ExecutionControl = {
    startChild: ({ pipelineConfigId, parent, parentStageId, parameters, user, identifier }) => {
      const more = { ...(user && { user }), ...(identifier && { identifier }) }
      return launcher.startChild(pipelineConfigId, parent, { stageId: parentStageId, parameters, ...more })
    },
    find: (id) => executions.read(id),
    latestOf: (configId, statuses) => executions.latestOf(configId, statuses),
    async cancel(id, user, reason) {
      const execution = await executions.read(id)
      if (execution === undefined || execution.canceled) return
      await engine.post({ ...executionMessage('cancelExecution', execution), user, ...(reason && { reason }) })
    },
  }
  const [reached, igor] = [reach('echo', deps), reach('igor', deps)]
  const echo = reached && echoClient(reached.transport)
  const notifications = deps.notifications ?? (echo && { send: async (each: Json) => void (await echo.notify(each)) })
  const deploymentMonitors = createDeploymentMonitors(config['monitored-deploy'], logger)
  const services: Capabilities = {
    ...(deploymentMonitors === undefined ? {} : { deploymentMonitors }),
    clouddriver: clouddriverClient(deps.transport('clouddriver')),
    front50,
    outbound,
    orca,
    templates,
    expressions: {
      evaluate: ({ execution, stage }, value) => expressions.evaluateValue(execution, stage, value),
      explain: ({ execution, stage }, template) => expressions.evaluateTemplate(execution, stage, template),
    },
    clock,
    settings: config,
    timeZone: config.tasks['execution-window'].timezone,
    ...(igor && { igor: igorClient(igor.transport) }),
    ...(notifications && { notifications }),
    ...(deps.authorization && { authorization: deps.authorization }),
  }
  const outbox =
    echo &&
    (await openOutbox({
      ...{ store, clock, logger, executions, expressions, front50, echo },
      includeFullExecution: config.echo.events['include-full-execution'],
      ignoreTaskEvents: config.echo.events['ignore-task-events'],
    }))
  const planner = createPlanner(deps.stages, expressions, services)
  const planExecution = createDryRun({
    draft: launcher.draft,
    definitions: deps.stages,
    expressions: createExpressions({}, () => clock.now()),
    services,
    transport: deps.transport,
    clock,
  })
  engine = await createEngine({
    store,
    clock,
    events,
    logger,
    executions,
    planner,
    startDependents: launcher.startDependents,
    ...(outbox && { witness: outbox.witness }),
  })

  const server = await createServer({
    ...deps,
    name: 'orca',
    openApi: true,
    health: { store: () => executions.read('any', 'none').then(() => true) },
  })
  const retention = createRetention({
    config: config.pollers,
    executions,
    leases: await openLeases({ store, holder: engine.activity().worker, clock }),
    clock,
    logger,
    metrics: deps.metrics,
    mayWork: () => engine.enabled,
  })
  const context: OrcaContext = {
    engine,
    planner,
    executions,
    expressions,
    launcher,
    planExecution,
    templates,
    front50,
    clock,
    events,
    config,
  }
  for (const routes of resources) await server.register(routes(context))
  return {
    name: 'orca',
    server,
    async start() {
      await engine.start()
      retention.start()
      await outbox?.start()
    },
    async stop() {
      await retention.stop()
      await engine.stop()
      await outbox?.stop()
      await reached?.close()
      await igor?.close()
      await outbound.close()
      await deploymentMonitors?.close()
      await server.close()
    },
  }
}

/** A service that may not be there: without it what it would do is not done, as in a Spinnaker without it. */
function reach(name: 'echo' | 'igor', { config, [name]: given }: OrcaDeps) {
  if (!config[name].enabled) return undefined
  if (given !== undefined) return { transport: given, close: async () => {} }
  const url = config[name]['base-url'] ?? config.services[name]?.['base-url']
  if (url === undefined) return undefined
  const transport = overHttp(name, url)
  return { transport, close: () => transport.close() }
}
