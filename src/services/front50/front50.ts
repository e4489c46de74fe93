import { createServer } from '../../platform/http/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import { type Authorization, openToAll } from './access/index.ts'
import {
  adminRoutes,
  applicationRoutes,
  type Front50Context,
  notificationRoutes,
  permissionRoutes,
  pipelineRoutes,
  pipelineTemplateRoutes,
  projectRoutes,
  reorderRoutes,
  serviceAccountRoutes,
  v1PipelineTemplateRoutes,
} from './api/index.ts'
import type { Front50Config } from './config.ts'
import { eventOf } from './events.ts'
import { type Documents, openDocuments } from './store/index.ts'

/** What Front50 stands on. */
export interface Front50Deps extends ServiceDeps {
  readonly config: Front50Config
  /** Who may do what; without it everybody may do everything. */
  readonly authorization?: Authorization
}

/** Builds the service: its tables, its configured service accounts, its routes. It has no background work. */
export async function createFront50(deps: Front50Deps): Promise<Service> {
  const { store, clock, config, events, logger, metrics } = deps
  const documents = await openDocuments(store, clock, async (tx, changes) => {
    for (const event of changes.map(eventOf)) if (event) await events.publish(tx, event)
  })
  await keepServiceAccounts(documents, config)
  const context: Front50Context = {
    documents,
    authorization: deps.authorization ?? openToAll,
    nameRule: config.validation['application-name-validator'],
    tokenEligible: config.serviceAccounts,
  }
  const server = await createServer({
    name: 'front50',
    logger,
    metrics,
    clock,
    health: { store: () => documents.find('application', 'health').then(() => true) },
    openApi: true,
  })
  const routes = [
    applicationRoutes(context),
    permissionRoutes(context),
    pipelineRoutes(context, 'pipeline'),
    pipelineRoutes(context, 'strategy'),
    reorderRoutes(context),
    projectRoutes(context),
    notificationRoutes(context),
    pipelineTemplateRoutes(context),
    v1PipelineTemplateRoutes(context),
    serviceAccountRoutes(context),
    adminRoutes(context),
  ]
  for (const plugin of routes) await server.register(plugin)
  return { name: 'front50', server, start: async () => {}, stop: () => server.close() }
}

async function keepServiceAccounts(documents: Documents, { serviceAccounts }: Front50Config): Promise<void> {
  if (serviceAccounts.length === 0) return
  await documents.write('front50', async (writer) => {
    for (const account of serviceAccounts) {
      await writer.put({ kind: 'serviceAccount', id: account.name, name: account.name, body: account })
    }
  })
}
