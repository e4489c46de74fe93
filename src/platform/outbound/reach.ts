import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface Reach {
  readonly host: string
  readonly port: number
  /** Whether it must show a certificate that is believed. */
  readonly tls: boolean
  readonly signal: AbortSignal
}

/** Whether somebody listens there, and can be believed. Why not, in the operating system's words; undefined when all is well. */
export function reach({ host, port, tls, signal }: Reach): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket: Socket = tls
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectPlain({ host, port })
    const end = (answer: string | undefined) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once(tls ? 'secureConnect' : 'connect', () => end(undefined))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    signal.addEventListener(
      'abort',
      () => {
        socket.destroy()
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })
}
