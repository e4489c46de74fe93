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
    if (listener.response.destroyed) return
    listener.response.write(text)
    if (listener.response.writableLength > mostBuffered) listener.response.destroy()
  }

  const frame = (id: number, event: ChangeEvent) =>
    `id: ${epoch}-${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  const wants = (listener: Listener, event: ChangeEvent) =>
    listener.application === undefined || listener.application === event.application

  /** What happened after an event; undefined when that is not known any more. */
  function since(lastId: string): typeof history | undefined {
    const [itsEpoch, number] = lastId.split('-')
    const from = Number(number)
    const isKnown = itsEpoch === epoch && from <= last && from >= (history[0]?.id ?? last + 1) - 1
    return isKnown ? history.filter(({ id }) => id > from) : undefined
  }

  return {
    publish(event) {
      last += 1
      history.push({ id: last, event })
      if (history.length > kept) history.shift()
      // Written once, however many listen.
      const text = frame(last, event)
      for (const listener of listeners) if (wants(listener, event)) write(listener, text)
    },
    gap() {
      // Who comes back from before it has to be told as well.
      last += 1
      history.length = 0
      for (const listener of listeners) write(listener, `id: ${epoch}-${last}\nevent: gap\ndata: {}\n\n`)
    },
    attach(response, { lastId, application, headers }) {
      // Where it can be read again: a process that leaves ends the streams of events and no others.
      response.setHeader('content-type', 'text/event-stream; charset=utf-8')
      response.writeHead(200, {
        ...headers,
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      const listener: Listener = application === undefined ? { response } : { response, application }
      const missed = lastId === undefined ? [] : since(lastId)
      // An id goes out with what it says is known, never before: the connection may end anywhere in between.
      const now = `id: ${epoch}-${last}\n`
      write(listener, `retry: 1000\n${lastId === undefined ? now : ''}event: hello\ndata: {}\n\n`)
      if (missed === undefined) write(listener, `${now}event: gap\ndata: {}\n\n`)
      for (const { id, event } of missed ?? []) if (wants(listener, event)) write(listener, frame(id, event))
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
