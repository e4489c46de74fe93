import { systemClock } from '../../../platform/clock.ts'
import { createServer, type HttpServer } from '../../../platform/http/index.ts'
import { createLogger, createMetrics, type Logger } from '../../../platform/telemetry/index.ts'
import { environmentOf } from '../deploy/environments.ts'
import { release } from '../versions/index.ts'
import { adminRoutes } from './api/admin.ts'
import { backupRoutes } from './api/backup.ts'
import { commandRoutes } from './api/commands.ts'
import { configRoutes } from './api/config.ts'
import { deployRoutes } from './api/deploy.ts'
import { createEdits } from './api/edits.ts'
import { manifestRoutes } from './api/manifests.ts'
import { taskRoutes } from './api/tasks.ts'
import { versionRoutes } from './api/versions.ts'
import type { DaemonContext, Timeouts } from './context.ts'
import { guard, headers } from './guard.ts'
import { createTasks } from './tasks/index.ts'

export interface DaemonOptions extends Pick<DaemonContext, 'home' | 'env' | 'root'> {
  readonly token: string
  /** Whether it listens for this machine alone. */
  readonly isLocal: boolean
  readonly timeouts?: Partial<Timeouts>
  /** For how long a task that ended is remembered. */
  readonly retentionMs?: number
  readonly clock?: DaemonContext['clock']
  readonly environment?: DaemonContext['environment']
  readonly logger?: Logger
  /** What `POST /shutdown` asks for. */
  shutdown(): void
}

const minute = 60_000
/** None is there to cut work short: they end what hangs. */
const defaultTimeouts: Timeouts = { task: 10 * minute, prepare: 60 * minute, deploy: 120 * minute }

/** The routes of the Halyard daemon over a home. Closing it interrupts what goes on. */
export async function createDaemon(options: DaemonOptions): Promise<HttpServer> {
  const { root, home, env, token, isLocal, clock = systemClock, retentionMs = 2 * minute } = options
  const tasks = createTasks({ clock, version: release(), retentionMs })
  const context: DaemonContext = {
    root,
    home,
    env,
    clock,
    tasks,
    timeouts: { ...defaultTimeouts, ...options.timeouts },
    environment: options.environment ?? ((deployment, waiting) => environmentOf(deployment, home, env, waiting)),
  }
  const server = await createServer({
    name: 'halyard',
    logger: options.logger ?? createLogger('warn'),
    metrics: createMetrics(),
    clock,
    headers: () => headers,
  })
  guard(server, { token, isLocal })
  const edits = createEdits(context)
  taskRoutes(server, context)
  deployRoutes(server, context)
  versionRoutes(server, context)
  backupRoutes(server, context, edits)
  commandRoutes(server, context)
  adminRoutes(server, context)
  manifestRoutes(server, context)
  configRoutes(server, context, edits)
  server.post('/shutdown', async () => {
    options.shutdown()
    return { message: 'Shutting down, bye...' }
  })
  server.addHook('onClose', () => tasks.close())
  return server
}
