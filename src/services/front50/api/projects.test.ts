import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Front50UnderTest, startFront50 } from '../testing.ts'

let front50: Front50UnderTest
beforeEach(async () => {
  front50 = await startFront50()
})
afterEach(() => front50.stop())

const ask: Front50UnderTest['ask'] = (...request) => front50.ask(...request)
const shop = {
  name: 'shop',
  email: 'ops@example.org',
  config: { applications: ['orders'], clusters: [{ account: 'prod', applications: null }], pipelineConfigs: null },
}

it('a project has an id and times as numbers, and is found by name or id', async () => {
  const { body } = await ask('POST', '/v2/projects', shop)
  const now = front50.clock.now()
  expect(body).toEqual({ ...shop, id: expect.any(String), createTs: now, updateTs: now, lastModifiedBy: 'ann' })
  expect((await ask('GET', '/v2/projects/SHOP')).body).toEqual(body)
  expect((await ask('GET', `/v2/projects/${body.id}`)).body).toEqual(body)
  expect((await ask('GET', '/v2/projects/nothing')).status).toBe(404)
})

it('a project keeps the id that it comes with, and is saved again under it', async () => {
  await ask('POST', '/v2/projects', { ...shop, id: 'mine' })
  await ask('PUT', '/v2/projects/mine', { ...shop, name: 'market' })
  expect((await ask('GET', '/v2/projects')).body).toMatchObject([{ id: 'mine', name: 'market' }])
  expect((await ask('PUT', '/v2/projects/other', { ...shop, name: 'other' })).status).toBe(404)
})

it('no two projects have the same name', async () => {
  await ask('POST', '/v2/projects', shop)
  expect(await ask('POST', '/v2/projects', { ...shop, name: 'Shop' })).toMatchObject({
    status: 400,
    body: { message: "A Project named 'Shop' already exists" },
  })
  expect((await ask('POST', '/v2/projects', { ...shop, name: ' ' })).status).toBe(400)
})

it('projects are searched by name, saved many at once and deleted', async () => {
  expect((await ask('POST', '/v2/projects/batchUpdate', [{ name: 'a1' }, { name: 'b2', id: 'b' }])).status).toBe(202)
  expect((await ask('GET', '/v2/projects/search?q=B')).body).toMatchObject([{ name: 'b2', config: {} }])
  expect((await ask('GET', '/v2/projects?pageSize=1')).body).toMatchObject([{ name: 'a1' }])
  expect(await ask('DELETE', '/v2/projects/b')).toEqual({ status: 202 })
  expect((await ask('GET', '/v2/projects')).body).toHaveLength(1)
})
