import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Clock } from '../../../platform/clock.ts'
import type { ChangeEvent } from '../../../platform/events/index.ts'

/** Serves the change feed to browsers as server-sent events. */
export interface EventStream {
  publish(event: ChangeEvent): void
  /** Tells every listener that events may have been missed. */
  gap(): void
  /** Streams to `response` until it closes. `lastId`: the last event that the client saw; `application`: only its events. */
  attach(
    response: ServerResponse,
    options: { lastId?: string; application?: string; headers: OutgoingHttpHeaders },
  ): void
  close(): void
}

/** Events kept for clients that come back. */
const kept = 2_000
const keepAliveMs = 15_000
/** A client that reads so slowly that this much waits for it is let go; it comes back and catches up. */
const mostBuffered = 1024 * 1024

interface Listener {
  readonly response: ServerResponse
  readonly application?: string
}

/** `clock` gives this stream its name: ids of an earlier process are told apart, and their owners told that they missed something. */
export function createEventStream(clock: Clock): EventStream {
  const epoch = clock.now().toString(36)
  const history: { id: number; event: ChangeEvent }[] = []
  const listeners = new Set<Listener>()
  let last = 0
  let stopKeepAlive = () => {}

  function keepAlive(): void {
    stopKeepAlive = clock.setTimer(() => {
      for (const listener of listeners) write(listener, ': still here\n\n')
      keepAlive()
    }, keepAliveMs)
  }

  function write(listener: Listener, text: string): void {
    listener.response.write(text)
    if (listener.response.writableLength > mostBuffered) listener.response.destroy()
  }

  const frame = (id: number, event: ChangeEvent) =>
    `id: ${epoch}-${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  const wants = (listener: Listener, event: ChangeEvent) =>
    listener.application === undefined || listener.application === event.application

  return {
    publish(event) {
      last += 1
      history.push({ id: last, event })
      if (history.length > kept) history.shift()
      for (const listener of listeners) if (wants(listener, event)) write(listener, frame(last, event))
    },
    gap() {
      for (const listener of listeners) write(listener, 'event: gap\ndata: {}\n\n')
    },
    attach(response, { lastId, application, headers }) {
      response.writeHead(200, {
        ...headers,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      const listener: Listener = application === undefined ? { response } : { response, application }
      write(listener, `retry: 1000\nid: ${epoch}-${last}\nevent: hello\ndata: {}\n\n`)
      if (lastId !== undefined) {
        const [itsEpoch, number] = lastId.split('-')
        const from = Number(number)
        const complete = itsEpoch === epoch && from >= (history[0]?.id ?? last + 1) - 1
        if (!complete) write(listener, 'event: gap\ndata: {}\n\n')
        else
          for (const { id, event } of history)
            if (id > from && wants(listener, event)) write(listener, frame(id, event))
      }
      if (listeners.size === 0) keepAlive()
      listeners.add(listener)
      response.on('close', () => {
        listeners.delete(listener)
        if (listeners.size === 0) stopKeepAlive()
      })
    },
    close() {
      stopKeepAlive()
      for (const { response } of listeners) response.end()
    },
  }
}
