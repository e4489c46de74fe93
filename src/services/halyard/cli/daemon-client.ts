import { readFileSync } from 'node:fs'
import { type Call, callJson, overHttp } from '../../../platform/clients/index.ts'
import { GennakerError } from '../../../platform/errors/index.ts'
import { isLoopback } from '../../../platform/http/loopback.ts'
import type { HalHome } from '../home.ts'

/** Where a daemon listens unless it is told otherwise. */
export const defaultDaemonEndpoint = 'http://localhost:8064'

/** The Halyard daemon, ours or the original. */
export interface DaemonClient {
  isHealthy(signal: AbortSignal): Promise<boolean>
  /** Throws `unavailable` when no daemon answers. */
  call<T>(call: Call): Promise<T>
}

export interface DaemonClientOptions {
  readonly home: HalHome
  readonly env: NodeJS.ProcessEnv
  readonly endpoint?: string | undefined
}

export function createDaemonClient({ home, env, endpoint = defaultDaemonEndpoint }: DaemonClientOptions): DaemonClient {
  async function call<T>(call: Call): Promise<T> {
    const token = tokenOf(home, env, endpoint)
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const transport = overHttp('the Halyard daemon', endpoint)
    try {
      return await callJson<T>(transport, { ...call, headers: { ...call.headers, ...headers } })
    } catch (error) {
      if (!(error instanceof GennakerError) || error.code !== 'unavailable') throw error
      throw new GennakerError(
        'unavailable',
        `No Halyard daemon answers at ${endpoint}. Is your daemon running? 'hal daemon' starts one.`,
        { cause: error },
      )
    } finally {
      await transport.close()
    }
  }
  return {
    call,
    async isHealthy(signal) {
      try {
        const { status } = await call<{ status?: string }>({ method: 'GET', path: '/health', timeoutMs: 5000 })
        return status === 'UP' && !signal.aborted
      } catch {
        return false
      }
    },
  }
}

/** Of `HAL_DAEMON_TOKEN`; or that of the daemon of this machine, which no other machine is told. */
function tokenOf(home: HalHome, env: NodeJS.ProcessEnv, endpoint: string): string | undefined {
  const given = env.HAL_DAEMON_TOKEN?.trim()
  if (given) return given
  const isHere = URL.canParse(endpoint) && isLoopback(new URL(endpoint).hostname)
  if (!isHere) return undefined
  try {
    return readFileSync(home.daemonToken, 'utf8').trim()
  } catch {
    return undefined
  }
}
