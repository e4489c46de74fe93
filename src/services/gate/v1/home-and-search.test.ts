import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

type Json = Record<string, unknown>

let gate: GateUnderTest

beforeAll(async () => {
  gate = await startGate()
  for (const [name, email] of [
    ['checkout', 'payments@example.com'],
    ['search', 'discovery@example.com'],
  ]) {
    await gate.askFront50('POST', '/v2/applications', { name, email })
  }
  for (const [application, name, description] of [
    ['checkout', 'Deploy to production', 'Takes the money, exactly once'],
    ['checkout', 'Nightly', ''],
    ['search', 'Reindex', ''],
  ]) {
    await gate.askFront50('POST', '/pipelines', {
      application,
      name,
      description,
      stages: [{ name: 'Bake', type: 'bake' }],
    })
  }
  await gate.askFront50('POST', '/v2/projects', {
    name: 'storefront',
    email: 'a@b.co',
    config: { applications: ['checkout'] },
  })
})
afterAll(() => gate?.stop())

const search = async (q: string, more = '') =>
  (await gate.ask('GET', `/v1/search?q=${encodeURIComponent(q)}${more}`)).body as { results: Json[]; failed: string[] }
const names = async (q: string, more = '') => (await search(q, more)).results.map(({ type, name }) => `${type} ${name}`)

describe('a search', () => {
  it('finds what people configured by a part of any word', async () => {
    expect(await names('chec')).toEqual([
      'application checkout',
      'pipeline Deploy to production',
      'pipeline Nightly',
      'project storefront',
    ])
    expect(await names('produ', '&type=pipeline')).toEqual(['pipeline Deploy to production'])
  })

  it('forgives an error in typing', async () => {
    expect(await names('chekout', '&type=application')).toEqual(['application checkout'])
    expect(await names('porduction', '&type=pipeline')).toEqual(['pipeline Deploy to production'])
  })

  it('finds a pipeline that was saved a moment ago, and none that was deleted', async () => {
    await gate.askFront50('POST', '/pipelines', { application: 'search', name: 'Warm caches', stages: [] })
    await expect.poll(() => names('warm')).toEqual(['pipeline Warm caches'])
    await gate.askFront50('DELETE', '/pipelines/search/Warm%20caches')
    await expect.poll(() => names('warm')).toEqual([])
  })

  it('finds executions by what Orca knows of them, says who started them and in which value the words are', async () => {
    const execution = { id: '01HZ', name: 'Nightly', application: 'checkout', status: 'RUNNING', buildTime: 7 }
    gate.orca.play = ({ path, query }) =>
      path === '/v1/executions/search' && query?.words === 'ami-7' && query.limit === 3
        ? { body: { executions: [{ ...execution, user: 'ada', match: { name: 'image', value: 'ami-7' } }] } }
        : undefined
    expect((await search('ami-7', '&type=execution&limit=3')).results).toEqual([
      {
        type: 'execution',
        id: '01HZ',
        name: 'Nightly',
        application: 'checkout',
        status: 'RUNNING',
        at: 7,
        user: 'ada',
        detail: 'image: ami-7',
      },
    ])
    // Too few letters are in everything.
    expect(await search('am', '&type=execution')).toMatchObject({ results: [], failed: [] })
  })

  it('finds what runs in the clouds, and says what it could not ask', async () => {
    gate.clouddriver.play = ({ query }) => {
      if (query?.type === 'instances') return { status: 503, body: { message: 'away' } }
      if (query?.type !== 'serverGroups') return { body: [{ results: [] }] }
      const hit = {
        serverGroup: 'checkout-prod-v003',
        application: 'checkout',
        account: 'prod',
        region: 'us-east-1',
        provider: 'spot',
      }
      return { body: [{ results: [hit] }] }
    }
    const { results, failed } = await search('prod-v003', '&type=serverGroup,instance')
    expect(results).toEqual([
      {
        type: 'serverGroup',
        name: 'checkout-prod-v003',
        application: 'checkout',
        account: 'prod',
        region: 'us-east-1',
        provider: 'spot',
      },
    ])
    expect(failed).toEqual(['instance'])
  })

  it('without words, or of a type that there is not, is a 400', async () => {
    expect((await gate.ask('GET', '/v1/search?q=')).status).toBe(400)
    expect((await gate.ask('GET', '/v1/search?q=a&type=weather')).status).toBe(400)
  })
})

it('bootstrap says who one is, and shows accounts as the list of accounts does', async () => {
  const account = { name: 'prod', type: 'spot', requiredGroupMembership: ['Ops '] }
  gate.clouddriver.play = ({ path }) => (path === '/credentials' ? { body: [account] } : undefined)
  const { body } = await gate.ask('GET', '/v1/bootstrap', undefined, { 'x-spinnaker-user': 'ada' })
  expect(body).toMatchObject({ user: { username: 'ada' }, version: '1.2.3', banners: [] })
  expect(body.accounts).toEqual((await gate.ask('GET', '/credentials?expand=true')).body)
  expect(body.accounts[0].permissions).toEqual({ READ: ['ops'], WRITE: ['ops'] })
  expect(body).not.toHaveProperty('application')
})

it('bootstrap tells of an application as its own routes do, and leaves out what cannot be read of it', async () => {
  gate.orca.play = ({ path }) => ({ body: path.endsWith('/search') ? [] : [{ id: 'task' }] })
  const { body } = await gate.ask('GET', '/v1/bootstrap?application=checkout')
  expect(body.counts).toEqual({ executions: 0, tasks: 1, waiting: 0 })
  expect(body.application).toEqual((await gate.ask('GET', '/applications/checkout?expand=false')).body)
  expect(body.application.attributes.email).toBe('payments@example.com')
  gate.orca.play = () => ({ status: 500 })
  const { body: less } = await gate.ask('GET', '/v1/bootstrap?application=unheard-of')
  expect(less).not.toHaveProperty('counts')
  expect(less).not.toHaveProperty('application')
  expect(less.version).toBe('1.2.3')
})

describe('home', () => {
  const stage = (type: string, status: string, startTime = 1) => ({
    id: type,
    type,
    name: `The ${type}`,
    status,
    startTime,
  })
  const execution = (id: string, status: string, stages: object[]) => ({
    id,
    application: 'checkout',
    name: 'Nightly',
    status,
    stages,
    trigger: { type: 'manual', user: 'ada' },
    authentication: { user: 'ada' },
  })
  const waiting = execution('E1', 'RUNNING', [stage('wait', 'SUCCEEDED'), stage('manualJudgment', 'RUNNING')])
  const failed = execution('E2', 'TERMINAL', [stage('wait', 'TERMINAL')])

  it('tells what waits for somebody, what runs, what failed, and which version runs where', async () => {
    gate.orca.play = ({ path, query }) => {
      if (path === '/pipelines') return { body: [waiting] }
      return { body: query?.statuses === 'TERMINAL' ? [failed] : [waiting] }
    }
    const group = (name: string, createdTime: number, disabled: boolean, image: string) => ({
      name,
      account: 'prod',
      region: 'us-east-1',
      cloudProvider: 'spot',
      moniker: { app: 'checkout', stack: 'live' },
      disabled,
      createdTime,
      instanceCounts: { up: 2, total: 3 },
      buildInfo: { images: [image] },
    })
    gate.clouddriver.play = () => ({
      body: [
        group('checkout-live-v001', 1, false, 'ami-1'),
        group('checkout-live-v002', 2, false, 'ami-2'),
        group('checkout-live-v003', 3, true, 'ami-3'),
      ],
    })
    const { body } = await gate.ask('GET', '/v1/home?applications=checkout', undefined, { 'x-spinnaker-user': 'ada' })
    expect(body).toMatchObject({
      user: 'ada',
      waiting: [{ id: 'E1', stages: [{ type: 'manualJudgment' }] }],
      running: [{ id: 'E1', user: 'ada', stages: ['The manualJudgment'] }],
      failed: [{ id: 'E2', stages: ['The wait'] }],
      environments: [
        {
          application: 'checkout',
          account: 'prod',
          stack: 'live',
          version: 'ami-2',
          serverGroup: { name: 'checkout-live-v002', region: 'us-east-1' },
          up: 4,
          total: 6,
          serverGroups: 2,
        },
      ],
      applications: { shown: ['checkout'] },
      missing: [],
    })
  })

  it('shows the rest when a service is away, and names what is missing', async () => {
    gate.orca.play = () => ({ status: 503, body: { message: 'away' } })
    const { status, body } = await gate.ask('GET', '/v1/home?applications=checkout')
    expect(status).toBe(200)
    expect(body.missing).toEqual(['running executions', 'failed executions'])
    expect(body.environments).toHaveLength(1)
  })
})
