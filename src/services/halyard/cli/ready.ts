import { accessSync, constants, existsSync } from 'node:fs'
import type { HalHome } from '../home.ts'

/**
 * Whether `hal` can do its work. It needs no daemon: it does once its halconfig can be read and written. Where a daemon is named, by
 * `--daemon-endpoint` or `HAL_DAEMON_ENDPOINT`, that one must be healthy.
 */
export async function isReady(
  home: HalHome,
  env: NodeJS.ProcessEnv,
  endpoint: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const daemon = endpoint ?? env.HAL_DAEMON_ENDPOINT
  if (daemon !== undefined) {
    const { createDaemonClient } = await import('./daemon-client.ts')
    return createDaemonClient({ home, env, endpoint: daemon }).isHealthy(signal)
  }
  try {
    for (const path of [home.directory, home.config])
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
