import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Shop, startShop } from '../../clouddriver/testing/index.ts'
import { type GateUnderTest, startGate } from '../testing.ts'

type Json = Record<string, unknown>

let gate: GateUnderTest
let shop: Shop
beforeAll(async () => {
  shop = await startShop({
    front50: ({ path }) => (path === '/v2/projects/retail' ? { id: '1', name: 'retail', config: {} } : undefined),
    aws: {
      description: { accountId: '111', permissions: { READ: ['Ops'], WRITE: [' Admins '] } },
      reads: {
        findImages: async (filters) => [{ imageName: filters['q'], region: filters['region'] }],
        imageTags: async (_account, repository) => [`${repository}:1`],
        image: async (_account, _region, id) => (id === 'ami-1' ? [{ imageName: 'one' }] : undefined),
        job: async (_account, { name }) =>
          name === 'job-1' ? { name, jobState: 'Running', cloudProvider: 'aws' } : undefined,
        cloudMetrics: async (_account, _region, filters) => [{ name: filters['metricName'] }],
        scalingActivities: async (_account, { name }) => [{ description: name }],
      },
    },
    spot: { description: { requiredGroupMembership: ['Sailors'] } },
  })
  const link = (what: string, more: Json = {}) => ({
    url: `https://logs/\${account}/\${${what}}`,
    label: 'Logs',
    ...more,
  })
  gate = await startGate({
    insights: {
      serverGroup: [link('serverGroup'), link('serverGroup', { cloudProvider: 'gce' }), link('nothing')],
      instance: [link('instanceId')],
      loadBalancer: [link('loadBalancer')],
      job: [link('jobName')],
    },
  })
  gate.clouddriver.play = async ({ method, path, query = {}, body }) => {
    const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
    return shop.ask(method, `${path}?${new URLSearchParams(pairs)}`, body)
  }
})
afterAll(async () => {
  await gate.stop()
  await shop.stop()
})

const get = async (url: string) => (await gate.ask('GET', url)).body
const logs = (path: string) => [{ url: `https://logs/${path}`, label: 'Logs' }]
const cluster = '/applications/shop/clusters/prod/shop-prod'

describe('accounts at Gate', () => {
  it('have their roles in lower case, also those of the older list of groups', async () => {
    expect(await get('/credentials?expand=true')).toMatchObject([
      { name: 'prod', authorized: true, permissions: { READ: ['ops'], WRITE: ['admins'] } },
      { name: 'spot-prod', authorized: true, permissions: { READ: ['sailors'], WRITE: ['sailors'] } },
    ])
    expect(await get('/credentials/type/aws')).toMatchObject([{ name: 'prod', type: 'aws' }])
    expect((await gate.ask('POST', '/credentials', { name: 'x', type: 'aws' })).status).toBe(404)
    expect((await gate.ask('DELETE', '/credentials/x')).status).toBe(404)
  })
})

describe('clusters at Gate', () => {
  it.each<[string, unknown]>([
    ['/applications/shop/clusters', { prod: ['shop-prod'], 'spot-prod': ['shop-prod'] }],
    ['/applications/shop/clusters/prod', [{ name: 'shop-prod' }]],
    [cluster, { name: 'shop-prod', type: 'aws' }],
    ['/applications/shop/clusters/prod/none', {}],
    [`${cluster}/serverGroups`, [{ name: 'shop-prod-v011' }, { name: 'shop-prod-v012' }]],
    [`${cluster}/serverGroups/shop-prod-v012`, [{ name: 'shop-prod-v012' }]],
    [`${cluster}/serverGroups/none`, []],
    [
      `${cluster}/serverGroups/shop-prod-v012/scalingActivities?provider=aws&region=us-east-1`,
      [{ description: 'shop-prod-v012' }],
    ],
    [`${cluster}/aws/loadBalancers`, [{ name: 'shop-classic' }, { name: 'shop-prod' }]],
    [`${cluster}/aws/us-east-1/serverGroups/target/current?onlyEnabled=true`, { name: 'shop-prod-v012' }],
    ['/applications/shop/serverGroups?cloudProvider=spot', [{ name: 'shop-prod-v003' }]],
    ['/applications/shop/serverGroups?clusters=', []],
    ['/serverGroups?ids=prod:us-east-1:shop-prod-v012&ids=spot-prod:us-east-1:shop-prod-v003', [{}, {}]],
    ['/applications/shop/serverGroupManagers', [{ name: 'deployment shop' }]],
    ['/applications/shop/functions', [{ functionName: 'shop-resize' }]],
    ['/applications/only-raw/rawResources', [{ name: 'configMap settings' }]],
    ['/instances/prod/us-east-1/i-1/console?provider=aws', { output: '' }],
    ['/projects/retail/clusters', []],
  ])('%s', async (url, expected) => {
    expect(await get(url)).toMatchObject(expected as Json)
  })

  it('that are not there are 404s with Clouddriver’s words', async () => {
    expect(await gate.ask('GET', '/applications/shop/clusters/nowhere')).toMatchObject({
      status: 404,
      body: { message: expect.stringMatching(/Message: No clusters found \(application: shop, account: nowhere\)$/) },
    })
    for (const url of [
      `${cluster}/aws/us-east-1/serverGroups/target/fail`,
      '/projects/none/clusters',
      '/instances/prod/us-east-1/i-0',
    ]) {
      expect((await gate.ask('GET', url)).status).toBe(404)
    }
  })
})

describe('details at Gate', () => {
  it('have the links to other systems that are configured for them', async () => {
    expect(
      await get('/applications/shop/serverGroups/prod/us-east-1/shop-prod-v012?includeDetails=false'),
    ).toMatchObject({
      instances: [],
      insightActions: logs('prod/shop-prod-v012'),
    })
    expect(await get('/instances/prod/us-east-1/i-1')).toMatchObject({ insightActions: logs('prod/i-1') })
    expect(await get('/loadBalancers/prod/us-east-1/shop-prod?provider=aws')).toMatchObject([
      { name: 'shop-prod', insightActions: logs('prod/shop-prod') },
    ])
    expect(await get('/applications/shop/jobs/prod/us-east-1/job-1')).toMatchObject({
      insightActions: logs('prod/job-1'),
    })
    expect(await get('/applications/shop/jobs/prod/us-east-1/job-0')).toEqual({})
  })
})

describe('load balancers and firewalls at Gate', () => {
  it.each<[string, unknown]>([
    ['/applications/shop/loadBalancers', [{ name: 'shop-classic' }, { name: 'shop-prod' }]],
    ['/loadBalancers', [{ name: 'other-lb' }, {}, {}]],
    ['/loadBalancers?provider=spot', []],
    ['/loadBalancers?provider=gce', []],
    ['/loadBalancers/shop-prod?provider=aws', { name: 'shop-prod' }],
    ['/loadBalancers/prod/us-east-1/none', []],
    ['/securityGroups', { prod: { aws: { 'eu-west-1': [{ id: 'sg-3' }] } } }],
    ['/firewalls?id=sg-2', { id: 'sg-2', vpcId: 'vpc-2' }],
    ['/securityGroups/prod', { 'us-east-1': [{}, {}] }],
    ['/firewalls/prod/us-east-1?provider=aws', [{ id: 'sg-1' }, { id: 'sg-2' }]],
    ['/securityGroups/prod/us-east-1/Web?provider=aws&vpcId=vpc-2', { id: 'sg-2' }],
    ['/securityGroups/prod/us-east-1/none', {}],
  ])('%s', async (url, expected) => {
    expect(await get(url)).toMatchObject(expected as Json)
  })

  it('of no such id are a 404', async () => {
    expect(await gate.ask('GET', '/securityGroups?id=sg-0')).toMatchObject({
      status: 404,
      body: { message: 'No security group found (id: sg-0)' },
    })
  })
})

describe('reference data at Gate', () => {
  it.each<[string, unknown]>([
    ['/networks', { aws: [{ id: 'vpc-2' }, { id: 'vpc-1' }] }],
    ['/networks/aws', [{}, {}]],
    ['/vpcs', [{}, {}]],
    ['/subnets', [{ id: 'subnet-1' }]],
    ['/subnets/aws', [{ id: 'subnet-1' }]],
    ['/subnets/spot', []],
    ['/keyPairs', [{ keyName: 'prod-keypair' }]],
    ['/instanceTypes', [{ name: 'm5.large' }]],
    ['/certificates', [{ arn: 'arn:cert' }]],
    ['/certificates/aws', [{ arn: 'arn:cert' }]],
    ['/roles/aws', [{ name: 'deployer' }]],
    ['/functions?functionName=shop-resize', [{ functionName: 'shop-resize' }]],
    ['/images/find?provider=aws&q=shop&region=us-east-1', [{ imageName: 'shop', region: 'us-east-1' }]],
    ['/images/find?q=shop&provider=gce', []],
    ['/images/tags?provider=aws&account=prod&repository=web', ['web:1']],
    ['/images/prod/us-east-1/ami-1?provider=aws', [{ imageName: 'one' }]],
    ['/images/prod/us-east-1/ami-0', []],
    ['/charts/find?provider=aws', []],
    ['/cloudMetrics/aws/prod/us-east-1?metricName=CPU', [{ name: 'CPU' }]],
  ])('%s', async (url, expected) => {
    const answer = await gate.ask('GET', url)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject(expected as Json)
  })
})

describe('a search at Gate', () => {
  it('is for at least three letters, unless it says otherwise', async () => {
    expect(await get('/search?q=sh&type=serverGroups')).toEqual([])
    expect(await get('/search?q=sh&type=serverGroups&allowShortQuery=true')).toMatchObject([{ totalMatches: 3 }])
    expect(await get('/search?q=shop&type=serverGroups&type=clusters&pageSize=1')).toMatchObject([
      { totalMatches: 5, pageSize: 1, results: [{}] },
    ])
    expect(await gate.ask('GET', '/search?q=shop')).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('type') },
    })
  })
})

describe('tags of entities at Gate', () => {
  const id = 'aws:servergroup:shop-prod-v012:111:us-east-1'
  beforeEach(() => {
    gate.orca.calls.length = 0
    gate.orca.play = () => ({ body: { ref: '/tasks/01' } })
  })

  it('are read from Clouddriver, by ids in any case', async () => {
    const entityRef = {
      entityType: 'serverGroup',
      entityId: 'shop-prod-v012',
      cloudProvider: 'aws',
      account: 'prod',
      region: 'us-east-1',
    }
    const { id: task } = await shop.client.submit({
      operations: [{ upsertEntityTags: { entityRef, tags: [{ name: 'owner', value: 'shop' }] } }],
      clientRequestId: 'tags',
    })
    await expect.poll(async () => (await shop.client.task(task))?.status.completed).toBe(true)
    expect(await get('/tags?entityType=servergroup&maxResults=5000')).toMatchObject([{ id }])
    expect(await get(`/tags/${id.toUpperCase()}`)).toMatchObject({ id, tags: [{ name: 'owner' }] })
    expect((await gate.ask('GET', '/tags/none')).status).toBe(404)
  })

  it('are written by a task', async () => {
    const url =
      '/tags?entityId=shop-prod-v012&entityType=serverGroup&account=prod&region=us-east-1&cloudProvider=aws&application=shop'
    expect(await gate.ask('POST', `${url}&isPartial=false`, [{ name: 'owner', value: 'shop' }])).toMatchObject({
      status: 202,
      body: { ref: '/tasks/01' },
    })
    expect(gate.orca.calls[0]?.body).toMatchObject({
      application: 'shop',
      job: [
        {
          type: 'upsertEntityTags',
          isPartial: false,
          entityRef: {
            entityId: 'shop-prod-v012',
            entityType: 'serverGroup',
            account: 'prod',
            region: 'us-east-1',
            cloudProvider: 'aws',
          },
          tags: [{ name: 'owner', value: 'shop' }],
        },
      ],
    })
    expect((await gate.ask('POST', '/tags', [])).status).toBe(400)
    expect((await gate.ask('POST', url, { name: 'owner' })).status).toBe(400)
  })

  it('are written in bulk and deleted by tasks', async () => {
    const tagged = [{ entityRef: { entityId: 'x' }, tags: [{ name: 'a' }] }]
    expect((await gate.ask('POST', '/batch/tags', tagged)).status).toBe(202)
    expect(gate.orca.calls[0]?.body).toMatchObject({
      application: 'adhoc',
      job: [{ type: 'bulkUpsertEntityTags', entityTags: tagged }],
    })
    expect((await gate.ask('DELETE', `/tags/${id.toUpperCase()}/a,b`)).status).toBe(202)
    expect(gate.orca.calls[1]?.body).toMatchObject({ job: [{ type: 'deleteEntityTags', id, tags: ['a', 'b'] }] })
  })
})
