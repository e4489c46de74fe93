import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOwnOutbound } from '../../../platform/outbound/index.ts'
import { awaitHealth, type Gate, healthOf, type Place, staysUp } from './health.ts'

const outbound = createOwnOutbound()
let server: Server
let statuses: number[]
let place: Place
beforeEach(async () => {
  statuses = []
  server = createServer((_, response) => {
    const status = statuses.length > 1 ? statuses.shift()! : (statuses[0] ?? 200)
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ status: status === 200 ? 'UP' : 'DOWN' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  place = {
    service: 'gate',
    host: 'localhost',
    port: (server.address() as AddressInfo).port,
    scheme: 'http',
    healthEndpoint: '/health',
  }
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

const signal = new AbortController().signal
const gate = (more: Partial<Gate> = {}): Gate => ({ timeoutMs: 5_000, signal, ended: async () => undefined, ...more })

describe('the health of a service', () => {
  it('is what it says itself', async () => {
    expect(await healthOf(place, outbound)).toEqual({ health: 'UP', says: 'UP' })
    statuses = [503]
    expect(await healthOf(place, outbound)).toEqual({ health: 'DOWN', says: 'DOWN' })
    expect(await healthOf({ ...place, healthEndpoint: null }, outbound)).toMatchObject({ health: 'UP' })
    expect(await healthOf({ ...place, port: 1 }, outbound)).toMatchObject({ health: 'UNREACHED' })
  })

  it('is waited for, and has to last', async () => {
    statuses = [503, 503, 200]
    expect(await awaitHealth(place, outbound, gate())).toBeUndefined()
    expect(await staysUp([place], outbound, { forMs: 20, signal })).toBeUndefined()
    statuses = [200, 503]
    expect(await staysUp([place, place], outbound, { forMs: 60_000, signal })).toEqual({
      service: 'gate',
      reason: 'it came up, and went down again within 60 s (DOWN)',
    })
  })

  it('is not waited for longer than it makes sense', async () => {
    statuses = [503]
    expect(await awaitHealth(place, outbound, gate({ timeoutMs: 1 }))).toBe('it was not healthy within 0.001 s (DOWN)')
    statuses = [503]
    expect(await awaitHealth(place, outbound, gate({ ended: async () => 'its process ended with code 1' }))).toBe(
      'its process ended with code 1',
    )
    expect(await awaitHealth(place, outbound, gate({ signal: AbortSignal.abort() }))).toBe('the apply was interrupted')
  })
})
