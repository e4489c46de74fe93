import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Front50UnderTest, startFront50 } from '../testing.ts'

let front50: Front50UnderTest
beforeEach(async () => {
  front50 = await startFront50()
})
afterEach(() => front50.stop())

const ask: Front50UnderTest['ask'] = (...request) => front50.ask(...request)
const create = (application: object) => ask('POST', '/v2/applications', { email: 'team@example.org', ...application })
const names = (items: { name: string }[]) => items.map(({ name }) => name)

describe('an application', () => {
  it('has an upper-case name, times as text and its guards, and keeps what Front50 does not know', async () => {
    const { status, body } = await create({
      name: ' orders ',
      cloudProviders: ['aws', 'spot'],
      slackChannel: { name: '#o' },
    })
    const now = String(front50.clock.now())
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        name: 'ORDERS',
        email: 'team@example.org',
        cloudProviders: 'aws,spot',
        slackChannel: { name: '#o' },
        trafficGuards: [],
        createTs: now,
        updateTs: now,
        lastModifiedBy: 'ann',
      },
    })
    expect((await ask('GET', '/v2/applications/Orders')).body).toEqual(body)
  })

  it('exists once', async () => {
    await create({ name: 'orders' })
    expect(await create({ name: 'ORDERS' })).toMatchObject({
      status: 400,
      body: { message: 'Application already exists' },
    })
    expect((await ask('GET', '/v2/applications/nobody')).status).toBe(404)
  })

  it('needs a name and an email, and says all that is wrong at once', async () => {
    expect(await ask('POST', '/v2/applications', { email: ' ' })).toEqual({
      status: 400,
      body: {
        error: 'Validation Failed.',
        errors: ['Application must have a non-empty name', 'Application must have a non-empty email'],
        message: 'Application must have a non-empty name; Application must have a non-empty email',
        status: 'BAD_REQUEST',
      },
    })
  })

  it('keeps on PATCH what is not mentioned, on PUT nothing', async () => {
    await create({ name: 'orders', description: 'old', instancePort: 80 })
    const patched = await ask('PATCH', '/v2/applications/orders', { name: 'Orders', description: 'new', email: null })
    expect(patched.body).toMatchObject({ email: 'team@example.org', description: 'new', instancePort: 80 })
    const put = await ask('PUT', '/v2/applications/orders', { name: 'orders', email: 'a@example.org' })
    expect(put.body).toMatchObject({ name: 'ORDERS', email: 'a@example.org', createTs: patched.body.createTs })
    expect(put.body).not.toHaveProperty('instancePort')
    expect((await ask('PATCH', '/v2/applications/orders', { name: 'cart' })).status).toBe(400)
    expect((await ask('PATCH', '/v2/applications/nobody', { name: 'nobody' })).status).toBe(404)
  })

  it('has a history, newest first', async () => {
    await create({ name: 'orders', description: '1' })
    await ask('PATCH', '/v2/applications/orders', { description: '2' }, 'bob')
    const { body } = await ask('GET', '/v2/applications/orders/history')
    expect(body).toMatchObject([
      { name: 'ORDERS', description: '2', lastModifiedBy: 'bob' },
      { name: 'ORDERS', description: '1', lastModifiedBy: 'ann' },
    ])
  })

  it('takes what is its own along when it is deleted', async () => {
    await create({ name: 'orders' })
    await create({ name: 'cart' })
    await ask('POST', '/pipelines', { application: 'orders', name: 'deploy' })
    await ask('POST', '/strategies', { application: 'orders', name: 'mine' })
    await ask('POST', '/notifications/application/orders', { slack: [] })
    await ask('POST', '/v2/projects', { name: 'only', config: { applications: ['Orders'] } })
    await ask('POST', '/v2/projects', { name: 'both', config: { applications: ['orders', 'cart'] } })
    expect(await ask('DELETE', '/v2/applications/ORDERS')).toEqual({ status: 204 })
    expect(names((await ask('GET', '/v2/applications')).body)).toEqual(['CART'])
    expect((await ask('GET', '/pipelines')).body).toEqual([])
    expect((await ask('GET', '/strategies')).body).toEqual([])
    expect((await ask('GET', '/notifications')).body).toEqual([])
    expect((await ask('GET', '/v2/projects')).body).toMatchObject([
      { name: 'both', config: { applications: ['cart'] } },
    ])
    expect((await ask('DELETE', '/v2/applications/orders')).status).toBe(404)
  })

  it('is found by parts of its attributes', async () => {
    for (const name of ['webshop', 'shop', 'bank']) await create({ name })
    expect(names((await ask('GET', '/v2/applications')).body)).toEqual(['BANK', 'SHOP', 'WEBSHOP'])
    expect(names((await ask('GET', '/v2/applications?name=SHOP&email=team')).body)).toEqual(['SHOP', 'WEBSHOP'])
    expect(names((await ask('GET', '/v2/applications?name=shop&pageSize=1')).body)).toEqual(['SHOP'])
  })

  it('has a name that fits the rule of the installation', async () => {
    await front50.stop()
    front50 = await startFront50({
      config: {
        validation: { 'application-name-validator': { validationRegex: '[A-Z]+', validationMessage: 'Letters only' } },
      },
    })
    expect((await create({ name: 'a1' })).body.errors).toEqual(['Letters only'])
    expect((await create({ name: 'a' })).status).toBe(200)
  })
})

describe('the permissions of an application', () => {
  const put = (permissions: object) => ask('PUT', '/permissions/applications/orders', { name: 'orders', permissions })

  it('are shown with it while it is restricted', async () => {
    await create({ name: 'orders', permissions: { READ: ['made-up'] } })
    expect((await ask('GET', '/v2/applications/orders')).body).not.toHaveProperty('permissions')
    await put({ READ: [' Devs', '', 'devs'], WRITE: ['ops'] })
    const permissions = { READ: ['devs'], WRITE: ['ops'] }
    expect((await ask('GET', '/v2/applications/orders')).body.permissions).toEqual(permissions)
    expect((await ask('GET', '/v2/applications')).body[0].permissions).toEqual(permissions)
    await put({ READ: [], WRITE: [] })
    expect((await ask('GET', '/v2/applications/orders')).body).not.toHaveProperty('permissions')
  })

  it('are listed for every application, made up for those without any', async () => {
    await create({ name: 'orders' })
    await create({ name: 'cart' })
    await ask('POST', '/permissions/applications', { name: 'orders', requiredGroupMembership: ['Devs'] })
    expect((await ask('GET', '/permissions/applications')).body).toEqual([
      {
        name: 'orders',
        permissions: { READ: ['devs'], WRITE: ['devs'] },
        lastModified: front50.clock.now(),
        lastModifiedBy: 'ann',
      },
      { name: 'CART', permissions: {}, lastModified: -1, lastModifiedBy: 'auto-generated' },
    ])
    expect((await ask('GET', '/permissions/applications/cart')).status).toBe(404)
    await ask('DELETE', '/permissions/applications/Orders')
    expect((await ask('GET', '/permissions/applications/orders')).status).toBe(404)
  })

  it('take only the known rights', async () => {
    expect((await put({ FLY: ['devs'] })).status).toBe(400)
  })
})
