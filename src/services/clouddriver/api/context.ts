import type { Accounts } from '../accounts/index.ts'
import type { ClouddriverConfig } from '../config.ts'
import type { AgentRunner, Inventory, Refresh } from '../inventory/index.ts'
import type { OperationsKnown, Tasks } from '../operations/index.ts'
import type { TaggedEntities } from '../tags/index.ts'
import type { DetailViews } from '../views/index.ts'

/** What the routes call. */
export interface ClouddriverContext {
  readonly accounts: Accounts
  readonly config: ClouddriverConfig
  readonly inventory: Inventory
  readonly views: DetailViews
  readonly refresh: Refresh
  readonly agents: AgentRunner
  readonly operations: OperationsKnown
  readonly tasks: Tasks
  readonly entities: TaggedEntities
  readonly elsewhere: Elsewhere
}

type Json = Readonly<Record<string, unknown>>

/** What other services know. */
export interface Elsewhere {
  /** Front50's applications. */
  applications(): Promise<readonly Json[]>
  projects(): Promise<readonly Json[]>
  /** By name or id. */
  project(name: string): Promise<Json | undefined>
}
