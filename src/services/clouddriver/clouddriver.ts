import { randomUUID } from 'node:crypto'
import { createServer } from '../../platform/http/index.ts'
import { openLeases } from '../../platform/leases/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import { front50Client } from '../front50/client.ts'
import { accountsOf, connectAccounts } from './accounts/index.ts'
import {
  accountRoutes,
  applicationRoutes,
  type ClouddriverContext,
  cacheRoutes,
  cloudReadRoutes,
  clusterListRoutes,
  clusterRoutes,
  type Elsewhere,
  etags,
  infrastructureRoutes,
  loadBalancerRoutes,
  operationRoutes,
  projectRoutes,
  searchRoutes,
  securityGroupRoutes,
  serverGroupRoutes,
  tagAdminRoutes,
  tagRoutes,
} from './api/index.ts'
import type { ClouddriverConfig } from './config.ts'
import { createInventory, refreshWith, runAgents, syncInventory } from './inventory/index.ts'
import { createTasks, createTurns } from './operations/index.ts'
import type { Provider } from './provider.ts'
import {
  clouddriverMigrations,
  entityTagsStore,
  pastOperationStore,
  pastOperationsMigrations,
  resourceStore,
  taskStore,
} from './store/index.ts'
import { entityTagOperations, taggedEntities } from './tags/index.ts'
import { detailViews } from './views/index.ts'

export interface ClouddriverDeps extends ServiceDeps {
  readonly config: ClouddriverConfig
  readonly providers: readonly Provider[]
}

/** Builds Clouddriver: its tables, the accounts of its clouds, the inventory with its agents, the operations, its routes. */
export async function createClouddriver(deps: ClouddriverDeps): Promise<Service> {
  const { store, clock, logger, metrics, events, config, providers } = deps
  await store.migrate('clouddriver', clouddriverMigrations)
  await store.migrate('clouddriver past operations', pastOperationsMigrations)
  const pastOperations = pastOperationStore(store)
  const owner = `${process.pid}-${randomUUID().slice(0, 8)}`
  const leases = await openLeases({ store, holder: owner, clock })
  const connected = connectAccounts(providers, config, { clock, logger, metrics })
  const accounts = accountsOf(providers, connected)
  const ofAccounts = connected.flatMap(({ account, provider }) =>
    provider.agents(account).map((agent) => ({ agent, account: account.name, provider: provider.id })),
  )

  const inventory = createInventory()
  const names = new Set(ofAccounts.map(({ agent }) => agent.name))
  const sync = syncInventory({ store, resources: resourceStore(store), inventory, events, clock, agents: names })
  const refresh = refreshWith(ofAccounts, sync, clock)
  const agents = runAgents({
    agents: ofAccounts,
    sync,
    leases,
    leaseMs: config.caching.leaseMs,
    clock,
    logger,
    metrics,
  })
  const entities = taggedEntities(entityTagsStore(store), accounts, clock)
  const operations = { accounts, core: config.entityTags.enabled ? entityTagOperations(entities) : {} }
  const tasks = createTasks({
    tasks: taskStore(store),
    known: operations,
    gone: entities.removeOfServerGroup,
    inventory,
    refresh,
    pastOperations,
    turns: createTurns(leases, config.tasks.leaseMs, clock),
    clock,
    leases,
    owner,
    logger,
    ...config.tasks,
  })

  const server = await createServer({
    ...deps,
    name: 'clouddriver',
    health: { tasks: () => tasks.running().then(() => true) },
  })
  etags(server)
  const context: ClouddriverContext = {
    accounts,
    config,
    inventory,
    views: detailViews(accounts, inventory),
    refresh,
    agents,
    operations,
    tasks,
    entities,
    elsewhere: elsewhereIn(deps),
  }
  for (const routes of [
    operationRoutes,
    accountRoutes,
    applicationRoutes,
    clusterRoutes,
    clusterListRoutes,
    serverGroupRoutes,
    loadBalancerRoutes,
    securityGroupRoutes,
    infrastructureRoutes,
    cloudReadRoutes,
    searchRoutes,
    projectRoutes,
    tagRoutes,
    tagAdminRoutes,
    cacheRoutes,
  ]) {
    await server.register(routes(context))
  }
  for (const provider of providers) {
    const own = connected.filter((each) => each.provider === provider).map(({ account }) => account)
    const routes = provider.routes?.({ accounts: own, inventory, pastOperations, clock, logger, metrics })
    if (routes === undefined) continue
    await server.register(routes.own, { prefix: `/${provider.id}` })
    if (routes.elsewhere) await server.register(routes.elsewhere)
  }
  return {
    name: 'clouddriver',
    server,
    async start() {
      await sync.start()
      agents.start()
      tasks.start()
    },
    async stop() {
      await agents.stop()
      await tasks.stop()
      await sync.stop()
      // Routes of a cloud end what they are reading before its accounts close.
      await server.close()
      for (const { account } of connected) await account.close?.()
    },
  }
}

/** Front50, asked when something of it is wanted: Clouddriver starts and serves without it. */
function elsewhereIn({ transport }: ServiceDeps): Elsewhere {
  const front50 = () => front50Client(transport('front50'))
  return {
    applications: async () => front50().listApplications({ restricted: false }),
    projects: async () => front50().listProjects(),
    project: async (name) => front50().findProject(name),
  }
}
