import { once } from 'node:events'
import { Agent, get, type IncomingMessage, Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { type Door, doorOf } from './door.ts'

interface House {
  readonly door: Door
  readonly port: number
  readonly server: Server
}

const houses: Server[] = []
const agents: Agent[] = []
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy()
  for (const server of houses.splice(0)) server.closeAllConnections()
})

async function house(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<House> {
  const server = new Server(answer)
  houses.push(server)
  const door = doorOf(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, door, port: (server.address() as AddressInfo).port }
}

const one = () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.push(agent)
  return agent
}

async function ask(port: number, path: string, agent: Agent): Promise<string> {
  const [answer] = (await once(get({ port, host: '127.0.0.1', path, agent }), 'response')) as [IncomingMessage]
  return text(answer)
}

it('a connection without a request is given away as it is, for closing it could cross the next request', async () => {
  const { door, port } = await house((_request, response) => response.end('here'))
  expect(await ask(port, '/', one())).toBe('here')
  const given: Socket[] = []
  await door.leave({ graceMs: 10_000, give: (connection) => given.push(connection) })
  expect(given.map(({ destroyed }) => destroyed)).toEqual([false])
})

it('what was asked before is answered, and the connection closed with it', async () => {
  let answerIt = () => {}
  const asked = Promise.withResolvers<void>()
  const { door, port } = await house((_request, response) => {
    answerIt = () => response.end('done')
    asked.resolve()
  })
  const call = get({ port, host: '127.0.0.1', agent: one() })
  const answered = once(call, 'response') as Promise<[IncomingMessage]>
  await asked.promise
  const left = door.leave({ graceMs: 10_000, give: () => expect.unreachable() })
  answerIt()
  const [answer] = await answered
  expect(answer.headers.connection).toBe('close')
  expect(await text(answer)).toBe('done')
  await left
})

it('a request of which only a part has come is awaited and answered', async () => {
  const { door, port, server } = await house((_request, response) => response.end('whole'))
  const entered = once(server, 'connection') as Promise<[Socket]>
  const client = connect(port, '127.0.0.1')
  client.write('GET / HTTP/1.1\r\nHo')
  const [connection] = await entered
  await expect.poll(() => connection.bytesRead).toBeGreaterThan(0)
  const left = door.leave({ graceMs: 10_000, give: () => expect.unreachable() })
  client.write('st: test\r\n\r\n')
  expect(await text(client)).toMatch(/Connection: close[\s\S]*whole$/)
  await left
})

it('streams of events end, so that their readers come back; what never ends is cut after the grace', async () => {
  const { door, port } = await house((request_, response) => {
    const type = request_.url === '/events' ? 'text/event-stream' : 'text/plain'
    response.setHeader('content-type', type)
    response.write('data: x\n\n')
  })
  const [events] = (await once(get({ port, host: '127.0.0.1', path: '/events', agent: one() }), 'response')) as [
    IncomingMessage,
  ]
  const [endless] = (await once(get({ port, host: '127.0.0.1', path: '/', agent: one() }), 'response')) as [
    IncomingMessage,
  ]
  const read = text(events)
  const cut = text(endless)
  await Promise.all([door.leave({ graceMs: 50, give: () => {} }), expect(cut).rejects.toThrow('aborted')])
  expect(await read).toBe('data: x\n\n')
})
