import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { problem } from '../../../platform/errors/index.ts'
import { currentIdentity } from '../../../platform/identity/index.ts'
import type { Operation } from '../provider.ts'
import { type MadeUpAccount, resource, type Shop, startShop } from '../testing/index.ts'

type Json = Record<string, unknown>
const target = z.looseObject({ region: z.string(), serverGroupName: z.string(), capacity: z.number().optional() })

/** Whether the cloud has a bad day. */
let isAway = false

const resizeServerGroup: Operation<MadeUpAccount> = {
  phase: 'RESIZE',
  schema: target,
  // The older form: a list of groups.
  preprocess: ({ asgs, ...rest }) => ({ ...rest, ...(Array.isArray(asgs) ? (asgs[0] as Json) : {}) }),
  validate: ({ capacity }: z.infer<typeof target>, { account, inventory }) => [
    ...(capacity !== undefined && capacity < 0 ? ['resizeAsgDescription.capacity.transposed'] : []),
    ...(inventory.serverGroup(account.name, 'us-east-1', 'shop-prod-v012') ? [] : ['the inventory is empty']),
  ],
  async run({ serverGroupName, region, capacity = 0 }: z.infer<typeof target>, { account, status, requestId }) {
    if (isAway) throw problem('unavailable', 'The cloud is away')
    status(`Resizing ${serverGroupName} to ${capacity}...`)
    account.cloud.calls.push(`resize ${serverGroupName} ${requestId} for ${currentIdentity().user}`)
    account.cloud.serverGroups = account.cloud.serverGroups.map((group) =>
      group.name === serverGroupName
        ? { ...group, capacity: { min: capacity, max: capacity, desired: capacity } }
        : group,
    )
    return { touched: [{ region, name: serverGroupName }], outputs: [{ manifest: serverGroupName, stdOut: 'resized' }] }
  },
}

const upsertLoadBalancer: Operation<MadeUpAccount> = {
  phase: 'BALANCE',
  schema: z.looseObject({ name: z.string() }),
  async run({ name }: { name: string }, { account }) {
    account.cloud.resources.loadBalancer?.push(resource(name))
    return {
      resultObjects: [{ loadBalancer: name }],
      refresh: [{ type: 'LoadBalancer', data: { loadBalancerName: name } }],
    }
  },
}

const tellPrior: Operation<MadeUpAccount> = {
  phase: 'TELL',
  schema: z.looseObject({}),
  run: async (_description, { priorResults }) => ({ resultObjects: [{ priorResults }] }),
}

let shop: Shop
beforeEach(async () => {
  isAway = false
  shop = await startShop({
    aws: {
      operations: { resizeServerGroup, upsertLoadBalancer, tellPriorDescription: tellPrior },
      onDemand: ({ cloud }) => ({
        async loadbalancer({ loadBalancerName }) {
          const found = (cloud.resources.loadBalancer ?? []).filter(({ name }) => name === loadBalancerName)
          const gone = [{ kind: 'loadBalancer', region: 'us-east-1', id: String(loadBalancerName) }]
          const resources = { serverGroups: [], resources: { loadBalancer: found } }
          return { resources, gone: found.length === 0 ? gone : [] }
        },
      }),
    },
  })
})
afterEach(() => shop.stop())

const resize = (more: Json = {}) => ({
  resizeServerGroup: {
    credentials: 'prod',
    region: 'us-east-1',
    serverGroupName: 'shop-prod-v012',
    capacity: 7,
    ...more,
  },
})
const finished = (id: string) =>
  expect.poll(async () => (await shop.client.task(id))?.status.completed, { timeout: 10_000 }).toBe(true)
async function run(url: string, body: unknown, headers = {}) {
  const { status, body: answer } = await shop.ask('POST', url, body, headers)
  expect({ status, answer }).toEqual({
    status: 200,
    answer: { id: expect.any(String), resourceUri: `/task/${answer.id}` },
  })
  await finished(answer.id)
  return (await shop.client.task(answer.id))!
}

describe('operations', () => {
  it('are recorded tasks, whose effect is in the inventory when they are complete', async () => {
    const task = await run('/aws/ops?clientRequestId=r1', [resize()], { 'x-spinnaker-user': 'ann' })
    expect(task).toMatchObject({
      requestId: 'r1',
      startTimeMs: expect.any(Number),
      status: {
        phase: 'ORCHESTRATION',
        status: 'Orchestration completed.',
        complete: true,
        completed: true,
        failed: false,
        retryable: false,
      },
      history: [
        { phase: 'ORCHESTRATION', status: 'Initializing Orchestration Task' },
        { phase: 'ORCHESTRATION', status: 'Processing op: resizeServerGroup' },
        { phase: 'RESIZE', status: 'Resizing shop-prod-v012 to 7...' },
        { phase: 'ORCHESTRATION', status: 'Orchestration completed.' },
      ],
      outputs: [{ manifest: 'shop-prod-v012', stdOut: 'resized' }],
      retryable: false,
    })
    expect((await shop.client.serverGroup('shop', 'prod', 'us-east-1', 'shop-prod-v012'))?.capacity.desired).toBe(7)
    expect(shop.clouds.aws.calls.slice(-2)).toEqual(['resize shop-prod-v012 r1 for ann', 'refresh shop-prod-v012'])
  })

  it('are taken in every form that clients send them in', async () => {
    await run('/aws/ops/resizeServerGroup', resize().resizeServerGroup)
    await run('/ops', [resize({ cloudProvider: 'aws', account: 'prod', credentials: undefined })])
    await run('/ops/resizeServerGroup', { ...resize().resizeServerGroup, cloudProvider: 'aws' })
    await run('/aws/ops/resizeServerGroup@v2', resize().resizeServerGroup)
    await run('/aws/ops/resizeServerGroupDescription', resize().resizeServerGroup)
    await run('/aws/ops/tellPrior', { credentials: 'prod' })
    const { region, serverGroupName, credentials } = resize().resizeServerGroup
    const asgs = [{ region, serverGroupName, capacity: 2 }]
    await run('/aws/ops', [{ resizeServerGroup: { credentials, asgs } }])
    expect(shop.clouds.aws.calls.filter((call) => call.startsWith('resize'))).toHaveLength(6)
  })

  it('of one request run in their order and hear what those before them made', async () => {
    const balance = { upsertLoadBalancer: { credentials: 'prod', name: 'new-lb' } }
    const task = await run('/aws/ops', [{ ...balance, tellPrior: { credentials: 'prod' } }])
    expect(task.resultObjects).toEqual([{ loadBalancer: 'new-lb' }, { priorResults: [{ loadBalancer: 'new-lb' }] }])
    expect(await shop.get('/aws/loadBalancers/new-lb')).toMatchObject({ name: 'new-lb' })
  })

  it('that are asked for twice are one task', async () => {
    const first = await run('/aws/ops?clientRequestId=r2', [resize()])
    const again = await run('/aws/ops?clientRequestId=r2', [resize()])
    expect(again.id).toBe(first.id)
    expect(shop.clouds.aws.calls.filter((call) => call.startsWith('resize'))).toHaveLength(1)
  })

  it.each<[string, string, unknown, number, readonly string[]]>([
    ['names nothing', '/aws/ops', [], 400, []],
    ['is no list', '/aws/ops', { a: 1 }, 400, []],
    ['is no JSON', '/aws/ops', '[{', 400, []],
    ['has an unknown name', '/aws/ops', [{ launchRocket: { credentials: 'prod' } }], 400, []],
    ['names no account', '/aws/ops', [{ resizeServerGroup: { region: 'x' } }], 400, []],
    ['names another cloud’s account', '/aws/ops', [resize({ credentials: 'spot-prod' })], 400, []],
    ['names a cloud that is not there', '/gce/ops', [resize()], 404, []],
    ['names no cloud', '/ops', [resize()], 400, []],
    [
      'does not fit the schema',
      '/aws/ops',
      [resize({ region: 1 })],
      400,
      ['resizeServerGroup.region: Invalid input: expected string, received number'],
    ],
    [
      'is refused by the operation',
      '/aws/ops',
      [resize({ capacity: -1 })],
      400,
      ['resizeAsgDescription.capacity.transposed'],
    ],
  ])('whose request %s are refused before anything is recorded', async (_what, url, body, status, errors) => {
    const answer = await shop.ask('POST', `${url}?clientRequestId=bad`, body)
    expect(answer).toMatchObject({
      status,
      body: { status, message: expect.any(String), timestamp: expect.any(Number) },
    })
    if (errors.length > 0)
      expect(answer.body).toMatchObject({
        error: 'Bad Request',
        message: expect.stringContaining('Validation Failed'),
        errors,
      })
    await run('/aws/ops?clientRequestId=bad', [resize()])
  })
})

describe('a task', () => {
  it('that nobody knows is a 404', async () => {
    for (const url of ['/task/01J', '/aws/task/01J/owner']) {
      expect(await shop.ask('GET', url)).toMatchObject({ status: 404, body: { message: 'Task not found (id: 01J)' } })
    }
    expect((await shop.ask('POST', '/task/01J:resume')).status).toBe(404)
  })

  it('says who runs it', async () => {
    const { id, ownerId } = await run('/aws/ops', [resize()])
    expect(await shop.get(`/aws/task/${id}/owner`)).toEqual({ name: ownerId })
    expect(await shop.get('/task')).toEqual([])
  })

  it('that failed because the cloud was away is resumed, restarted with other operations, or given up', async () => {
    isAway = true
    const { id, status, resultObjects } = await run('/aws/ops', [resize()])
    expect(status).toMatchObject({
      failed: true,
      retryable: true,
      status: 'Orchestration failed: resizeServerGroup | GennakerError: [The cloud is away]',
    })
    expect(resultObjects).toMatchObject([
      { type: 'EXCEPTION', operation: 'resizeServerGroup', message: 'The cloud is away', retryable: true },
    ])

    await run(`/task/${id}:resume`, {})
    expect((await shop.client.task(id))?.status.failed).toBe(true)

    expect((await shop.ask('PATCH', `/aws/task/${id}`, { retry: false })).body.status).toMatchObject({
      failed: true,
      retryable: false,
    })
    expect((await shop.ask('POST', `/task/${id}:resume`)).status).toBe(400)
    expect((await shop.ask('PATCH', `/aws/task/${id}`, { retry: true })).body.status.retryable).toBe(true)
    expect((await shop.ask('PATCH', `/aws/task/${id}`, {})).status).toBe(400)

    isAway = false
    const after = await run(`/aws/task/${id}/restart`, [resize({ capacity: 5 })])
    expect(after).toMatchObject({ id, status: { completed: true, failed: false } })
    expect((await shop.client.serverGroup('shop', 'prod', 'us-east-1', 'shop-prod-v012'))?.capacity.desired).toBe(5)
    for (const [method, url, body] of [
      ['POST', `/aws/task/${id}/restart`, [resize()]],
      ['PATCH', `/aws/task/${id}`, { retry: true }],
    ] as const) {
      expect((await shop.ask(method, url, body)).status).toBe(400)
    }
  })
})

describe('a refresh on demand', () => {
  const refresh = (provider: string, type: string, body: unknown) =>
    shop.ask('POST', `/cache/${provider}/${type}`, body)

  it('of a server group is done when it is answered, so nothing is ever pending', async () => {
    const { aws } = shop.clouds
    aws.serverGroups = aws.serverGroups.filter(({ name }) => name !== 'shop-prod-v012')
    const data = { account: 'prod', region: 'us-east-1', serverGroupName: 'shop-prod-v012' }
    expect(await refresh('aws', 'serverGroup', data)).toMatchObject({
      status: 200,
      body: { cachedIdentifiersByType: { serverGroups: [] } },
    })
    expect((await shop.ask('GET', '/serverGroups/prod/us-east-1/shop-prod-v012')).status).toBe(404)
    expect((await refresh('aws', 'ServerGroup', { ...data, serverGroupName: 'shop-prod-v011' })).body).toEqual({
      cachedIdentifiersByType: { serverGroups: ['shop-prod-v011'] },
    })
    expect(await shop.get('/cache/aws/ServerGroup?id=x')).toEqual([])
  })

  it('of another type is what an agent makes of it', async () => {
    const { aws } = shop.clouds
    aws.resources.loadBalancer = [resource('fresh-lb')]
    expect((await refresh('aws', 'LoadBalancer', { account: 'prod', loadBalancerName: 'fresh-lb' })).body).toEqual({
      cachedIdentifiersByType: { loadBalancers: ['fresh-lb'] },
    })
    expect(await refresh('aws', 'LoadBalancer', { account: 'prod', loadBalancerName: 'other-lb' })).toMatchObject({
      status: 200,
    })
    const tree = await shop.get('/aws/loadBalancers')
    expect(tree.map(({ name }: { name: string }) => name)).toEqual(['fresh-lb', 'shop-classic', 'shop-prod'])
  })

  it.each([
    ['gce', 'ServerGroup', { account: 'prod', serverGroupName: 'x' }],
    ['aws', 'Weather', { account: 'prod' }],
    ['aws', 'ServerGroup', { account: 'nowhere', serverGroupName: 'x' }],
    ['aws', 'ServerGroup', {}],
  ])('that is nobody’s (%s %s) is no error', async (provider, type, body) => {
    expect(await refresh(provider, type, body)).toMatchObject({ status: 200, body: { cachedIdentifiersByType: {} } })
  })

  it('of nonsense is a 400', async () => {
    expect((await refresh('aws', 'ServerGroup', { account: 7 })).status).toBe(400)
  })

  it('and the cycles can be looked at', async () => {
    // A cycle is listed from its start; its length and what it found are known when it ends.
    const cycles = () => shop.get('/cache/introspection')
    await expect
      .poll(async () => (await cycles()).every(({ lastExecutionDurationMs: ms }: Json) => ms !== undefined))
      .toBe(true)
    expect((await cycles()).find(({ provider }: Json) => provider === 'aws')).toMatchObject({
      id: 'prod/MadeUpCachingAgent',
      totalAdditions: expect.any(Number),
      totalEvictions: 0,
      lastExecutionDurationMs: expect.any(Number),
      lastExecutionStartMs: expect.any(Number),
      lastExecutionStartDate: expect.stringContaining('T'),
      details: { account: 'prod' },
    })
    expect(await shop.get('/admin/scheduler/agents')).toMatchObject([
      { agentType: 'prod/MadeUpCachingAgent', leased: true },
      {},
    ])
  })
})
