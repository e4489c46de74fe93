import { problem } from '../../../platform/errors/index.ts'
import { isLoopback } from '../../../platform/http/index.ts'
import type { Command, Invocation } from '../cli/command.ts'
import { createDaemon, tokenOf } from './index.ts'

/** `hal daemon`, which does what `root` can: serves until Ctrl-C or `POST /shutdown`; what goes on then is interrupted, and left whole. */
export async function runDaemon({ home, env, flags, signal, say }: Invocation, root: Command): Promise<void> {
  const host = String(flags.host)
  const port = Number(flags.port)
  const isLocal = isLoopback(host)
  if (!isLocal && !env.HAL_DAEMON_TOKEN?.trim())
    throw problem(
      'invalid',
      `Others reach ${host}, and who reaches the daemon can do all that hal can: give it a token in HAL_DAEMON_TOKEN, and put TLS in front. Or leave --host out.`,
    )
  const seconds = (name: string) => Number(flags[name]) * 1000
  const stopping = Promise.withResolvers<void>()
  const stop = () => stopping.resolve()
  const server = await createDaemon({
    root,
    home,
    env,
    token: tokenOf(home, env),
    isLocal,
    timeouts: {
      task: seconds('task-timeout'),
      prepare: seconds('deploy-timeout'),
      deploy: seconds('deploy-timeout'),
    },
    shutdown: stop,
  })
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    await server.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE'
        ? problem(
            'conflict',
            `Port ${port} is taken, perhaps by another daemon: 'hal shutdown' stops it, --port chooses another.`,
          )
        : problem('invalid', `The daemon can't listen on ${host}:${port}: ${error.message}`)
    })
    const address = server.server.address()
    const shown = host.includes(':') ? `[${host}]` : host
    say.success(`The daemon listens on http://${shown}:${typeof address === 'object' ? (address?.port ?? port) : port}`)
    if (!env.HAL_DAEMON_TOKEN?.trim()) say.line(`Its token is in ${home.daemonToken}`)
    await stopping.promise
  } finally {
    signal.removeEventListener('abort', stop)
    await server.close()
  }
  say.success('The daemon stopped.')
}
