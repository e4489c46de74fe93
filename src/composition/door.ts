import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as Listener, type Socket } from 'node:net'

/** A listening server that can be left without anybody noticing. */
export interface Door {
  /** Serves a connection that another process gave away. */
  take(connection: Socket): void
  /**
   * Accepts nothing more, ends event streams, and lets what was asked be answered. `give` gets each connection on which nothing is
   * under way, to be served by the next process: closing it could cross a request. Resolves when no connection is left; those that are
   * still busy after `graceMs` are cut.
   */
  leave(options: { readonly graceMs: number; give(connection: Socket): void }): Promise<void>
}

interface Guest {
  answering: ServerResponse | undefined
  /** The bytes that had been read when the last answer was complete: more means that a request has begun. */
  readAtRest: number
}

export function doorOf(server: Server): Door {
  const guests = new Map<Socket, Guest>()
  let giveAway: ((connection: Socket) => void) | undefined
  let empty = () => {}

  const forget = (connection: Socket) => {
    guests.delete(connection)
    if (guests.size === 0) empty()
  }
  const enter = (connection: Socket) => {
    guests.set(connection, { answering: undefined, readAtRest: 0 })
    connection.once('close', () => forget(connection))
  }
  const isAtRest = (connection: Socket, guest: Guest) =>
    guest.answering === undefined && connection.bytesRead === guest.readAtRest && connection.writableLength === 0
  const giveIfAtRest = (connection: Socket) => {
    const guest = guests.get(connection)
    if (giveAway === undefined || guest === undefined || connection.destroyed || !isAtRest(connection, guest)) return
    forget(connection)
    hold(connection)
    giveAway(connection)
  }
  const answer = ({ socket }: IncomingMessage, response: ServerResponse) => {
    const guest = guests.get(socket)
    if (guest === undefined) return
    guest.answering = response
    if (giveAway !== undefined) hurry(response)
    response.once('close', () => {
      guest.answering = undefined
      guest.readAtRest = socket.bytesRead
      // The server has its own to tidy up first.
      setImmediate(giveIfAtRest, socket)
    })
  }
  server.on('connection', enter)
  server.prependListener('request', answer)

  return {
    take(connection) {
      server.emit('connection', connection)
    },
    async leave({ graceMs, give }) {
      giveAway = give
      // Of the server's own `close`, idle connections would not survive.
      Listener.prototype.close.call(server)
      const gone = new Promise<void>((resolve) => {
        empty = resolve
      })
      for (const [connection, { answering }] of [...guests])
        if (answering === undefined) giveIfAtRest(connection)
        else hurry(answering)
      if (guests.size === 0) return
      const late = setTimeout(() => {
        for (const connection of guests.keys()) connection.destroy()
      }, graceMs)
      await gone
      clearTimeout(late)
    },
  }
}

/** The client asks for its next answer on another connection; one that listens to events comes back by itself. */
function hurry(response: ServerResponse): void {
  if (!response.headersSent) response.shouldKeepAlive = false
  else if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.end()
}

/**
 * Reads nothing more of a connection that another process is to serve: what was read here would be lost for that one. Node would go on
 * until the connection is sent, and begins to read one that has arrived; only its own handle can be stopped at once.
 */
export function hold(connection: Socket): void {
  const inner = connection as unknown as { _handle: { reading: boolean; readStop(): void } | null; server?: unknown }
  // The server would wait for the end of a connection of which it knows that somebody else has it.
  inner.server = undefined
  const { _handle: handle } = inner
  connection.setTimeout(0)
  if (handle === null) return
  handle.reading = false
  handle.readStop()
}

/** A socket that is bound and that nobody listens on yet, as it comes from another process: a handle of Node's own. */
export type BoundSocket = object

/** Listens on a socket that another process has bound. */
export async function openDoor(server: Server, socket: BoundSocket): Promise<Door> {
  const door = doorOf(server)
  server.listen(socket)
  await once(server, 'listening')
  return door
}
