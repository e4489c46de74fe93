import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { problem } from '../../../../../platform/errors/index.ts'
import { callUnixSocket } from '../../../../../platform/http/unix-socket.ts'
import { isAlive, startDetached } from '../../../../../platform/subprocess/index.ts'
import { lastLines } from '../../log-files.ts'
import { type Reload, type ReloadLine, type SupervisorStatus, socketName } from './contract.ts'

/** The supervisor of a home, asked from outside. */
export interface SupervisorClient {
  /** Undefined when none runs. */
  status(): Promise<SupervisorStatus | undefined>
  /** Starts one that runs nothing yet, where none is. */
  start(): Promise<void>
  /** Resolves when it replaces nothing: whoever told it to may be gone, and it goes on. */
  settled(signal: AbortSignal): Promise<void>
  reload(wanted: Reload, tell: (message: string) => void, signal: AbortSignal): Promise<ReloadLine>
  /** Ends it and what it runs; whether there was one. */
  stop(): Promise<boolean>
}

/** `release`: the folder of this release. */
export function supervisorOf(home: string, release: string, env: NodeJS.ProcessEnv): SupervisorClient {
  const socket = join(home, socketName)
  const log = join(home, 'logs/supervisor.log')

  async function status(): Promise<SupervisorStatus | undefined> {
    const answer = await callUnixSocket(socket, { method: 'GET', path: '/status' })
    return answer === undefined ? undefined : (JSON.parse(answer.text) as SupervisorStatus)
  }

  return {
    status,
    async start() {
      if ((await status()) !== undefined) return
      const args = [join(release, 'src/supervisor.ts'), '--home', home, '--idle']
      const started = await startDetached(process.execPath, args, {
        out: log,
        env: { NODE_COMPILE_CACHE: join(home, 'cache'), ...env },
        cwd: release,
      })
      while ((await status()) === undefined) {
        if (!isAlive(started))
          throw problem('unavailable', `The supervisor did not start. ${lastLines(log, 5).join('\n')}`.trim())
        await pause(50)
      }
    },
    async settled(signal) {
      while ((await status())?.state === 'switching') await pause(100, undefined, { signal })
    },
    async reload(wanted, tell, signal) {
      let outcome: ReloadLine | undefined
      const answer = await callUnixSocket(socket, {
        method: 'POST',
        path: '/reload',
        body: wanted,
        signal,
        // Each line may be as late as what it waits for.
        idleMs: wanted.healthTimeoutMs * 2 + wanted.stabilisationMs + wanted.drainMs + 30_000,
        onLine(text) {
          const line = JSON.parse(text) as ReloadLine
          if ('tell' in line) tell(line.tell)
          else outcome = line
        },
      })
      if (answer !== undefined && answer.status >= 400)
        throw problem('conflict', (JSON.parse(answer.text) as { message: string }).message)
      if (outcome === undefined)
        throw problem('unavailable', 'The supervisor ended before it was done. Apply again: hal deploy apply')
      return outcome
    },
    async stop() {
      const running = await status()
      if (running === undefined) return false
      await callUnixSocket(socket, { method: 'POST', path: '/stop' })
      while ((await status().catch(() => undefined)) !== undefined) await pause(50)
      return true
    },
  }
}
