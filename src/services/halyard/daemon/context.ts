import type { Clock } from '../../../platform/clock.ts'
import type { Command } from '../cli/command.ts'
import type { Environment } from '../deploy/environment.ts'
import type { Waiting } from '../deploy/environments.ts'
import type { HalHome } from '../home.ts'
import type { Deployment } from '../schema/index.ts'
import type { Tasks } from './tasks/index.ts'

/** How long tasks may take, in milliseconds. */
export interface Timeouts {
  /** Reads, edits, and everything else. */
  readonly task: number
  readonly prepare: number
  /** Deployments and rollbacks. */
  readonly deploy: number
}

/** What the routes of the daemon work with. */
export interface DaemonContext {
  /** `hal` itself, for the lines that another one sends. */
  readonly root: Command
  readonly home: HalHome
  readonly env: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly tasks: Tasks
  readonly timeouts: Timeouts
  environment(deployment: Deployment, waiting: Waiting): Promise<Environment>
}
