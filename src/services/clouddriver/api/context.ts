import type { Accounts } from '../accounts/index.ts'
import type { ClouddriverConfig } from '../config.ts'
import type { AgentRunner, Inventory, Refresh } from '../inventory/index.ts'
import type { Tasks } from '../operations/index.ts'

/** What the routes call. */
export interface ClouddriverContext {
  readonly accounts: Accounts
  readonly config: ClouddriverConfig
  readonly inventory: Inventory
  readonly refresh: Refresh
  readonly agents: AgentRunner
  readonly tasks: Tasks
}
