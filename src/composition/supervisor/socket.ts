import * as net from 'node:net'
import type { BoundSocket } from '../door.ts'

/** A socket that is bound and not listened on: its owner accepts nothing, and those whom it is given do. */
export interface Bound {
  readonly host: string
  readonly port: number
  readonly handle: BoundSocket
  isOpen(): boolean
  close(): void
}

interface Handle {
  getsockname(out: { port?: number }): number
  close(): void
}

/**
 * Nothing public of Node binds a socket without accepting on it; its own cluster does it with this function.
 */
const { _createServerHandle: createServerHandle } = net as unknown as {
  _createServerHandle(host: string, port: number, family: 4 | 6): Handle | number
}

export type BindFailure = 'taken' | 'forbidden' | 'no such address'

/** Binds `host` and `port`, an address of IP; port 0 takes a free one. */
export function bind(host: string, port: number): Bound | BindFailure {
  const address = host === 'localhost' ? '127.0.0.1' : host
  const handle = createServerHandle(address, port, net.isIPv6(address) ? 6 : 4)
  if (typeof handle === 'number') return failure(handle)
  const name: { port?: number } = {}
  // That an address is taken is only said when it is asked for.
  const error = handle.getsockname(name)
  if (error !== 0) {
    handle.close()
    return failure(error)
  }
  let open = true
  return {
    host,
    port: name.port!,
    handle,
    isOpen: () => open,
    close() {
      if (open) handle.close()
      open = false
    },
  }
}

/** libuv's numbers on Linux and macOS. */
function failure(error: number): BindFailure {
  if (error === -13) return 'forbidden'
  return error === -98 || error === -48 ? 'taken' : 'no such address'
}
