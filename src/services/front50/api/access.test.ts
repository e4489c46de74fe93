import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Authorization, Right } from '../access/index.ts'
import { type Front50UnderTest, startFront50 } from '../testing.ts'

const told: (readonly string[] | undefined)[] = []
const rights: Record<string, Record<string, Right[]>> = {
  ann: { orders: ['READ', 'WRITE'], cart: ['READ', 'WRITE'] },
  bob: { cart: ['READ', 'WRITE'] },
  robot: { orders: ['EXECUTE'] },
}
const authorization: Authorization = {
  can: async (user, right, application) => rights[user]?.[application]?.includes(right) ?? false,
  canCreateApplication: async (user) => user === 'ann',
  canUseServiceAccount: async (user, account) => user === 'ann' && account === 'robot',
  isAdmin: async (user) => user === 'root',
  permissionsChanged: async (roles) => void told.push(roles),
}

let front50: Front50UnderTest
beforeEach(async () => {
  told.length = 0
  front50 = await startFront50({ authorization })
  await front50.ask('POST', '/v2/applications', { name: 'orders', email: 'a@example.org' })
  await front50.ask('POST', '/v2/applications', { name: 'cart', email: 'a@example.org' })
})
afterEach(() => front50.stop())

const as = (user: string, method: string, url: string, body?: unknown) => front50.ask(method, url, body, user)
const pipeline = { id: 'one', application: 'Orders', name: 'deploy' }

it('who may not do something with an application is told what is missing', async () => {
  const refused = {
    status: 403,
    body: { message: 'Access denied to application orders - required authorization: WRITE' },
  }
  expect(await as('bob', 'PATCH', '/v2/applications/Orders', { description: 'mine' })).toMatchObject(refused)
  expect(await as('bob', 'DELETE', '/v2/applications/orders')).toMatchObject(refused)
  expect(await as('bob', 'POST', '/pipelines', pipeline)).toMatchObject(refused)
  expect(await as('bob', 'DELETE', '/pipelines/orders/deploy')).toMatchObject(refused)
  expect(await as('bob', 'POST', '/notifications/application/orders', {})).toMatchObject(refused)
  expect(
    await as('bob', 'POST', '/actions/pipelines/reorder', { application: 'orders', idsToIndices: {} }),
  ).toMatchObject(refused)
})

it('lists hold what one may read, unless another service asks for everything', async () => {
  await as('ann', 'POST', '/pipelines', pipeline)
  expect((await as('bob', 'GET', '/v2/applications')).body).toMatchObject([{ name: 'CART' }])
  expect((await as('bob', 'GET', '/v2/applications?restricted=false')).body).toHaveLength(2)
  expect((await as('bob', 'GET', '/pipelines')).body).toEqual([])
  expect((await as('bob', 'GET', '/pipelines?restricted=false')).body).toHaveLength(1)
  expect((await as('bob', 'GET', '/pipelines/one/get')).status).toBe(403)
  expect((await as('bob', 'GET', '/pipelines/one/history')).status).toBe(403)
  expect((await as('bob', 'GET', '/pipelines/orders')).status).toBe(403)
})

it('nobody takes a pipeline out of an application that is not theirs', async () => {
  await as('ann', 'POST', '/pipelines', pipeline)
  expect((await as('bob', 'POST', '/pipelines', { ...pipeline, application: 'cart' })).status).toBe(403)
  expect((await as('ann', 'GET', '/pipelines/one/get')).body.application).toBe('Orders')
})

it.each([
  ['ann', 'robot', 'orders', 200],
  ['ann', 'robot', 'cart', 403],
  ['ann', 'stranger', 'orders', 403],
  ['bob', 'robot', 'cart', 403],
])('%s lets a trigger run as %s in %s: %i', async (user, runAsUser, application, status) => {
  const triggers = [{ type: 'git', enabled: true, runAsUser }]
  expect((await as(user, 'POST', '/pipelines', { application, name: 'deploy', triggers })).status).toBe(status)
})

it('PUT asks for the right to run as another too', async () => {
  await as('ann', 'POST', '/pipelines', pipeline)
  const triggers = [{ type: 'git', enabled: true, runAsUser: 'stranger' }]
  expect((await as('ann', 'PUT', '/pipelines/one', { ...pipeline, triggers })).status).toBe(403)
})

it('a batch saves what its author may, and says of the rest why not', async () => {
  const batch = [pipeline, { application: 'cart', name: 'deploy' }]
  expect((await as('bob', 'POST', '/pipelines/batchUpdate', batch)).body).toMatchObject({
    successful_pipelines: ['deploy'],
    failed_pipelines: [{ application: 'Orders', errorMsg: expect.stringContaining('required authorization: WRITE') }],
  })
})

it('only some create applications, and only administrators import or recover', async () => {
  expect((await as('bob', 'POST', '/v2/applications', { name: 'new', email: 'b@example.org' })).status).toBe(403)
  expect((await as('ann', 'POST', '/v2/applications/batch/applications', [])).status).toBe(403)
  expect((await as('ann', 'POST', '/admin/recover', { objectType: 'project', objectId: 'x' })).status).toBe(403)
  expect((await as('ann', 'POST', '/strategies/batchUpdate', [])).status).toBe(403)
  expect((await as('ann', 'POST', '/notifications/global', {})).status).toBe(403)
})

it('the authorization service hears whose rights have changed', async () => {
  told.length = 0
  const put = (permissions: object) =>
    as('ann', 'PUT', '/permissions/applications/orders', { name: 'orders', permissions })
  await put({ READ: ['devs'] })
  await put({ READ: ['ops'] })
  await as('ann', 'DELETE', '/permissions/applications/orders')
  await as('ann', 'POST', '/serviceAccounts', { name: 'robot', memberOf: ['Devs'] })
  expect(told).toEqual([['devs'], ['devs', 'ops'], ['ops'], ['devs']])
})
