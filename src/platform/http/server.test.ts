import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { currentIdentity } from '../identity/index.ts'
import { createLogger, createMetrics } from '../telemetry/index.ts'
import { createServer, type HttpServer } from './index.ts'

let server: HttpServer
afterEach(() => server.close())

async function listening(): Promise<string> {
  server = await createServer({
    name: 'test',
    logger: createLogger('silent'),
    metrics: createMetrics(),
    clock: systemClock,
    bodyLimit: 1_000,
  })
  server.post('/things', async () => ({}))
  return server.listen({ host: '127.0.0.1', port: 0 })
}

describe('a body that is larger than allowed', () => {
  it('is answered when the client has sent it, for a client that is still sending would lose the answer', async () => {
    const { port } = new URL(await listening())
    const arrived = once(server.server, 'request')
    const client = connect(Number(port), '127.0.0.1')
    let answer = ''
    client.setEncoding('utf8').on('data', (text: string) => {
      answer += text
    })
    client.write('POST /things HTTP/1.1\r\nHost: test\r\nContent-Length: 2000\r\n\r\n')
    client.write('x'.repeat(1_000))
    await arrived
    // Client and server share this thread: an answer that did not wait would be here after a few of its turns.
    for (let turn = 0; turn < 100; turn += 1) await nextTurn()
    expect(answer).toBe('')
    client.write('x'.repeat(1_000))
    await once(client, 'end')
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
  })

  it('is refused as well when its length is not told beforehand', async () => {
    const url = await listening()
    const body = Readable.toWeb(
      Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(100_000))),
    ) as ReadableStream
    const answer = await fetch(`${url}/things`, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ status: 413 })
  })
})

it('a request has one id: in its answer, in the log and for all that it calls', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) })
  const called: string[] = []
  server = await createServer({ name: 'test', logger, metrics: createMetrics(), clock: systemClock })
  server.get('/things', async () => {
    called.push(currentIdentity().requestId)
    throw new Error('unforeseen')
  })
  const given = await server.inject({ url: '/things', headers: { 'x-spinnaker-request-id': 'mine' } })
  const made = await server.inject({ url: '/things' })
  const answered = [given, made].map(({ headers }) => headers['x-spinnaker-request-id'])
  expect(answered).toEqual(['mine', expect.stringMatching(/^[0-9a-f-]{36}$/)])
  expect(called).toEqual(answered)
  const logged = lines.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50)
  expect(logged.map(({ requestId }) => requestId)).toEqual(answered)
})
