import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EventStreamReader, readEventStream } from '../../../../test/support/event-stream.ts'
import { systemClock } from '../../../platform/clock.ts'
import { createEventStream, type EventStream } from './stream.ts'

let stream: EventStream
let server: Server
let url = ''
const open: { close(): void }[] = []

beforeEach(async () => {
  stream = createEventStream(systemClock)
  server = createServer((request, response) => {
    const lastId = request.headers['last-event-id']
    stream.attach(response, { headers: {}, ...(typeof lastId === 'string' ? { lastId } : {}) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterEach(async () => {
  for (const each of open.splice(0)) each.close()
  stream.close()
  server.closeAllConnections()
  server.close()
})

const happen = (id: string) => stream.publish({ type: 'pipeline', application: 'orders', id })

async function listen(): Promise<EventStreamReader> {
  const reader = await readEventStream(url)
  open.push(reader)
  await reader.next(({ event }) => event === 'hello')
  return reader
}

async function back(lastEventId: string): Promise<EventStreamReader> {
  const reader = await readEventStream(url, { 'last-event-id': lastEventId })
  open.push(reader)
  await reader.next(({ event }) => event === 'hello')
  return reader
}

/** Asks for the stream and reads none of it. */
async function deaf(): Promise<{ response: ServerResponse }> {
  const attached = once(server, 'request')
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  open.push({ close: () => socket.destroy() })
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: gate\r\n\r\n')
  const [, response] = (await attached) as [IncomingMessage, ServerResponse]
  return { response }
}

describe('a listener that comes back', () => {
  it('is told what it missed, and only then what it knows', async () => {
    const first = await listen()
    happen('p1')
    const { id = '' } = await first.next()
    happen('p2')
    happen('p3')
    const again = await readEventStream(url, { 'last-event-id': id })
    open.push(again)
    const hello = await again.next()
    expect(hello).toEqual({ event: 'hello', data: {} })
    const [second, third] = [await again.next(), await again.next()]
    expect([second, third]).toMatchObject([{ data: { id: 'p2' } }, { data: { id: 'p3' } }])
    // An answer that was cut short after the second event goes on with the third.
    expect(await (await back(second.id ?? '')).next()).toMatchObject({ data: { id: 'p3' } })
  })

  it('is told that it missed more than is kept, or what nobody knows', async () => {
    const first = await listen()
    happen('p0')
    const { id = '' } = await first.next()
    for (let n = 1; n <= 2_000; n += 1) happen(`p${n}`)
    expect(await (await back(id)).next()).toMatchObject({ event: 'pipeline', data: { id: 'p1' } })
    happen('p2001')
    const gap = await (await back(id)).next()
    expect(gap).toMatchObject({ event: 'gap', id: expect.any(String) })
    // From there on it misses nothing.
    happen('p2002')
    expect(await (await back(gap.id ?? '')).next()).toMatchObject({ data: { id: 'p2002' } })
  })

  it('hears of a gap in what Gate itself heard while it was away', async () => {
    const first = await listen()
    happen('p1')
    const { id = '' } = await first.next()
    stream.gap()
    const gap = await first.next()
    expect(gap).toMatchObject({ event: 'gap' })
    expect(await (await back(id)).next()).toMatchObject({ event: 'gap' })
    happen('p2')
    expect(await (await back(gap.id ?? '')).next()).toMatchObject({ data: { id: 'p2' } })
  })

  it.each(['', 'nonsense', 'before-7', '-', 'x-NaN', `${'9'.repeat(400)}-1`])(
    'with an id that is none of this process, “%s”, is told that it missed something',
    async (id) => {
      happen('p1')
      expect(await (await back(id)).next()).toMatchObject({ event: 'gap' })
    },
  )
})

describe('a listener that does not read', () => {
  it('is let go, with little kept for it, and costs the others nothing', async () => {
    const slow = await deaf()
    const left = once(slow.response, 'close')
    const reader = await listen()
    const long = 'x'.repeat(100_000)
    let most = 0
    // The system's own buffers take some megabytes before anything waits here.
    for (let n = 0; !slow.response.destroyed; n += 1) {
      expect(n).toBeLessThan(1_000)
      happen(`${n}-${long}`)
      most = Math.max(most, slow.response.writableLength)
      expect(await reader.next()).toMatchObject({ data: { id: `${n}-${long}` } })
    }
    await left
    expect(most).toBeLessThan(2 * 1024 * 1024)
    happen('after')
    expect(await reader.next()).toMatchObject({ data: { id: 'after' } })
  })
})
