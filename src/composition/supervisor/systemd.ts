import { run } from '../../platform/subprocess/index.ts'

/** Tells systemd how a unit of `Type=notify` fares; says nothing where there is none. */
export interface Systemd {
  ready(): void
  stopping(): void
  /** Says that all is well as often as systemd wants to hear it, for as long as `isWell` says so. */
  watch(isWell: () => Promise<boolean>): void
  close(): void
}

/**
 * Node has no datagrams on Unix sockets, so systemd's own `systemd-notify` sends them; the unit needs `NotifyAccess=all`.
 * `$NOTIFY_SOCKET` and `$WATCHDOG_USEC` are as systemd sets them.
 */
export function systemdOf(env: NodeJS.ProcessEnv, log: (line: string) => void): Systemd {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog } = env
  let timer: NodeJS.Timeout | undefined
  const say = (...words: string[]) => {
    if (socket === undefined) return
    void run('systemd-notify', [`--pid=${process.pid}`, ...words], { env, timeoutMs: 10_000 })
      .then(({ code, stderr }) => {
        if (code !== 0) log(`gennaker: systemd-notify ended with code ${code}. ${stderr.trim()}`)
      })
      .catch((error: Error) => log(`gennaker: systemd was not told. ${error.message}`))
  }
  return {
    ready: () => say('READY=1'),
    stopping: () => say('STOPPING=1'),
    watch(isWell) {
      if (socket === undefined || watchdog === undefined) return
      // Twice as often as it must be: once may come late.
      timer = setInterval(() => {
        void isWell().then((well) => {
          if (well) say('WATCHDOG=1')
        })
      }, Number(watchdog) / 2_000)
    },
    close: () => clearInterval(timer),
  }
}
