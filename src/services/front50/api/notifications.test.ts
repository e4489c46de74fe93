import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Front50UnderTest, startFront50 } from '../testing.ts'

let front50: Front50UnderTest
beforeEach(async () => {
  front50 = await startFront50()
})
afterEach(() => front50.stop())

const ask: Front50UnderTest['ask'] = (...request) => front50.ask(...request)
const entry = (address: string) => ({ type: 'slack', address, level: 'application', when: ['pipeline.failed'] })

it('an application without notifications has none', async () => {
  expect(await ask('GET', '/notifications/application/orders')).toEqual({ status: 200, body: {} })
  expect(await ask('GET', '/notifications/global')).toEqual({ status: 200, body: {} })
})

it('an application keeps its notifications', async () => {
  const saved = { application: 'orders', slack: [entry('#orders')], email: [], pagerduty: [] }
  expect((await ask('POST', '/notifications/application/orders', { ...saved, application: 'x' })).status).toBe(200)
  const expected = { ...saved, lastModified: front50.clock.now(), lastModifiedBy: 'ann' }
  expect((await ask('GET', '/notifications/application/Orders')).body).toEqual(expected)
  expect((await ask('GET', '/notifications')).body).toEqual([expected])
  await ask('DELETE', '/notifications/application/orders')
  expect((await ask('GET', '/notifications')).body).toEqual([])
})

it("an application is told what everybody is told, and saving that again doesn't double it", async () => {
  await ask('POST', '/notifications/global', { slack: [entry('#all')], other: [entry('#none')] })
  await ask('POST', '/notifications/application/orders', { slack: [entry('#orders')] })
  const read = async () => (await ask('GET', '/notifications/application/orders')).body
  expect((await read()).slack).toEqual([entry('#orders'), entry('#all')])
  expect(await read()).not.toHaveProperty('other')
  await ask('POST', '/notifications/application/orders', await read())
  expect((await read()).slack).toEqual([entry('#orders'), entry('#all')])
})

it('there are notifications of applications and of everybody, and no others', async () => {
  expect((await ask('GET', '/notifications/galaxy/orders')).status).toBe(400)
})

it('many are saved at once', async () => {
  const batch = [
    { application: 'orders', slack: [] },
    { application: 'cart', slack: [] },
  ]
  expect((await ask('POST', '/notifications/batchUpdate', batch)).status).toBe(200)
  expect((await ask('GET', '/notifications')).body).toHaveLength(2)
  expect((await ask('POST', '/notifications/batchUpdate', [{ slack: [] }])).status).toBe(400)
})
