import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { bindDoors, type Doors } from './doors.ts'

const opened: Doors[] = []
const servers: Server[] = []
afterEach(() => {
  for (const doors of opened.splice(0)) doors.closeExcept(bindDoors({}))
  for (const server of servers.splice(0)) server.close()
})

const open = (from: Doors, places: Parameters<Doors['for']>[0]): Doors => {
  const doors = from.for(places)
  opened.push(doors)
  return doors
}
async function listen(on: object | number): Promise<number> {
  const server = createServer()
  servers.push(server)
  server.listen(on as number, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

it('a door stays as it is for whoever wants the same address, and can be listened on', async () => {
  const first = open(bindDoors({}), { gate: { host: '127.0.0.1', port: 0 } })
  const { port } = first.addresses().gate!
  const second = open(first, { gate: { host: '127.0.0.1', port }, deck: { host: '127.0.0.1', port: 0 } })
  expect(second.bound.gate).toBe(first.bound.gate)
  expect(await listen(second.handles().gate!)).toBe(port)
  first.closeExcept(second)
  expect(second.bound.gate?.isOpen()).toBe(true)
})

it('a port that others have is named before anything is given up', async () => {
  const port = await listen(0)
  const doors = open(bindDoors({}), { gate: { host: '127.0.0.1', port: 0 } })
  const wanted = { gate: { host: '127.0.0.1', port } }
  expect(() => doors.check(wanted)).toThrow(`Port ${port} of gate is taken on 127.0.0.1`)
  expect(doors.areInTheWayOf(wanted)).toBe(false)
  expect(doors.bound.gate?.isOpen()).toBe(true)
  expect(() => doors.check({ gate: { host: '192.0.2.1', port: 8084 } })).toThrow('is no address of this machine')
})

it('a door gives way to one on the same port of another address, and comes back when that one goes', () => {
  const narrow = open(bindDoors({}), { gate: { host: '127.0.0.1', port: 0 } })
  const { port } = narrow.addresses().gate!
  const wide = { gate: { host: '0.0.0.0', port } }
  expect(narrow.areInTheWayOf(wide)).toBe(true)
  narrow.check(wide)
  const tried = open(narrow, wide)
  expect(tried.addresses()).toEqual(wide)
  tried.closeExcept(narrow)
  const again = open(narrow, narrow.addresses())
  expect(again.addresses()).toEqual(narrow.addresses())
  expect(again.bound.gate?.isOpen()).toBe(true)
})
