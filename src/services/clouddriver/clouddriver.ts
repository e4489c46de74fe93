import { randomUUID } from 'node:crypto'
import { createServer } from '../../platform/http/index.ts'
import { openLeases } from '../../platform/leases/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import { accountsOf, connectAccounts } from './accounts/index.ts'
import {
  accountRoutes,
  applicationRoutes,
  type ClouddriverContext,
  cacheRoutes,
  operationRoutes,
  resourceRoutes,
  serverGroupRoutes,
} from './api/index.ts'
import type { ClouddriverConfig } from './config.ts'
import { createInventory, refreshWith, runAgents, syncInventory } from './inventory/index.ts'
import { createTasks } from './operations/index.ts'
import type { Provider } from './provider.ts'
import { clouddriverMigrations, resourceStore, taskStore } from './store/index.ts'

export interface ClouddriverDeps extends ServiceDeps {
  readonly config: ClouddriverConfig
  readonly providers: readonly Provider[]
}

/** Builds Clouddriver: its tables, the accounts of its clouds, the inventory with its agents, the operations, its routes. */
export async function createClouddriver(deps: ClouddriverDeps): Promise<Service> {
  const { store, clock, logger, metrics, events, config, providers } = deps
  await store.migrate('clouddriver', clouddriverMigrations)
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
  const refresh = refreshWith(ofAccounts, sync)
  const agents = runAgents({
    agents: ofAccounts,
    sync,
    leases,
    leaseMs: config.caching.leaseMs,
    clock,
    logger,
    metrics,
  })
  const tasks = createTasks({
    tasks: taskStore(store),
    accounts,
    inventory,
    refresh,
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
  const context: ClouddriverContext = { accounts, config, inventory, refresh, agents, tasks }
  for (const routes of [
    operationRoutes,
    accountRoutes,
    applicationRoutes,
    serverGroupRoutes,
    cacheRoutes,
    resourceRoutes,
  ]) {
    await server.register(routes(context))
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
      for (const { account } of connected) await account.close?.()
      await server.close()
    },
  }
}
