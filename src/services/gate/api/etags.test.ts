import { afterAll, beforeAll, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
beforeAll(async () => {
  gate = await startGate()
  await gate.askFront50('POST', '/v2/applications', { name: 'orders', email: 'a@b.co' })
})
afterAll(() => gate?.stop())

it('who asks again while nothing changed gets a 304 without a body', async () => {
  const first = await gate.ask('GET', '/applications')
  const etag = String(first.headers.etag)
  expect(etag).toMatch(/^W\/"/)
  expect(first.headers['cache-control']).toBe('private, no-cache')
  const again = await gate.ask('GET', '/applications', undefined, { 'if-none-match': etag })
  expect(again).toMatchObject({ status: 304, text: '' })
  await gate.askFront50('POST', '/v2/applications', { name: 'cart', email: 'a@b.co' })
  expect((await gate.ask('GET', '/applications', undefined, { 'if-none-match': etag })).status).toBe(200)
})

it('errors and what is no GET have none', async () => {
  expect((await gate.ask('GET', '/applications/nobody')).headers.etag).toBeUndefined()
  expect((await gate.ask('POST', '/auth/roles/sync', {})).headers.etag).toBeUndefined()
})
