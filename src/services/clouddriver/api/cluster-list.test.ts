import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  emptyCloud,
  instance,
  launched,
  madeUpProvider,
  resource,
  serverGroup,
  startClouddriver,
} from '../testing/index.ts'

const aws = { provider: 'aws', account: 'prod' }
const cloud = {
  ...emptyCloud(),
  serverGroups: [
    serverGroup('shop-prod-v001', { ...aws, disabled: true, tags: { owner: 'Ada' } }),
    serverGroup('shop-prod-v002', {
      ...aws,
      instances: [
        instance('i-3', 'Down', { launchTime: launched + 2, zone: 'us-east-1b' }),
        instance('i-1', 'Up', { launchTime: launched }),
        instance('i-2', 'Up', { launchTime: launched + 1 }),
      ],
      loadBalancers: ['front'],
      securityGroups: ['sg-1'],
      image: { imageId: 'ami-2', imageName: 'shop-1.2' },
      extra: {
        vpcId: 'vpc-1',
        launchConfig: { instanceType: 'm5.large' },
        labels: { tier: 'web', team: 'checkout' },
        buildInfo: { package_name: 'shop', jenkins: { host: 'https://ci/', name: 'shop-build', number: '12' } },
      },
    }),
    serverGroup('shop-prod-v003', {
      ...aws,
      region: 'us-west-2',
      instances: [instance('i-9', 'Starting', { extra: { type: 'C5_XLARGE' } })],
    }),
    serverGroup('shop-test-blue-v000', { ...aws, account: 'test', instances: [instance('i-7', 'OutOfService')] }),
    serverGroup('cart-v000', { ...aws, instances: [instance('i-8')] }),
  ],
  resources: {
    securityGroup: [resource('web', { id: 'sg-1', attributes: { vpcId: 'vpc-1' } }), resource('other', { id: 'sg-2' })],
    loadBalancer: [resource('shop-front', { attributes: { securityGroups: ['sg-1'] } })],
  },
}

type Answer = {
  total: number
  serverGroups: { name: string; states: string }[]
  facets: Record<string, { value: string; count: number }[]>
  clusters: { account: string; name: string; enabled: number; regions: { region: string; sizes: number[] }[] }[]
  [other: string]: unknown
}

let clouddriver: Awaited<ReturnType<typeof startClouddriver>>
const list = (query = ''): Promise<Answer> => clouddriver.get(`/v1/applications/shop/clusters?${query}`)
const names = async (query: string) => (await list(query)).serverGroups.map(({ name }) => name)

beforeAll(async () => {
  const ofAccount = (name: string) => ({
    ...cloud,
    serverGroups: cloud.serverGroups.filter(({ account }) => account === name),
    resources: name === 'prod' ? cloud.resources : {},
  })
  clouddriver = await startClouddriver({
    providers: [madeUpProvider('aws', ofAccount)],
    config: { aws: { accounts: [{ name: 'prod' }, { name: 'test' }] } },
  })
  for (const account of ['prod', 'test']) await clouddriver.client.refreshCache('aws', 'ServerGroup', { account })
})
afterAll(() => clouddriver.stop())

describe('the list of clusters', () => {
  it('goes by account, cluster and region, the newest first, with instances as letters', async () => {
    const { serverGroups, total } = await list()
    expect(total).toBe(4)
    expect(serverGroups.map(({ name, states }) => [name, states])).toEqual([
      ['shop-prod-v002', '2U1D'],
      ['shop-prod-v001', ''],
      ['shop-prod-v003', '1S'],
      ['shop-test-blue-v000', '1O'],
    ])
    expect(serverGroups[0]).toMatchObject({
      account: 'prod',
      region: 'us-east-1',
      isDisabled: false,
      capacity: { min: 1, max: 3, desired: 2 },
      instanceCounts: { total: 3, up: 2, down: 1 },
      instanceType: 'm5.large',
      image: { imageId: 'ami-2', name: 'shop-1.2' },
      buildInfo: { jenkins: { name: 'shop-build', number: '12' } },
      loadBalancers: ['front'],
    })
    expect(serverGroups[0]).not.toHaveProperty('instances')
  })

  it('tells how all of it looks, so that rows can be fetched where somebody looks', async () => {
    const answer = await list('limit=0')
    expect(answer.serverGroups).toEqual([])
    expect(answer).toMatchObject({
      all: { serverGroups: 4, instances: 5 },
      matched: { serverGroups: 4, instances: 5, counts: { up: 2, down: 1, starting: 1, outOfService: 1 } },
      clusters: [
        {
          account: 'prod',
          name: 'shop-prod',
          enabled: 2,
          regions: [
            { region: 'us-east-1', sizes: [3, 0] },
            { region: 'us-west-2', sizes: [1] },
          ],
        },
        { account: 'test', name: 'shop-test-blue', regions: [{ region: 'us-east-1', sizes: [1] }] },
      ],
    })
    const page = await list('outline=false&offset=1&limit=2')
    expect(page).not.toHaveProperty('clusters')
    expect(page).toMatchObject({ total: 4, offset: 1 })
    expect(page.serverGroups.map(({ name }) => name)).toEqual(['shop-prod-v001', 'shop-prod-v003'])
  })

  it.each([
    ['q=west', ['shop-prod-v003']],
    ['q=PROD%20i-2', ['shop-prod-v002']],
    ['q=shop-build%20%2312', ['shop-prod-v002']],
    ['q=front', ['shop-prod-v002']],
    ['q=cluster:shop-test-blue', ['shop-test-blue-v000']],
    ['q=clusters:shop-test-blue,other', ['shop-test-blue-v000']],
    ['q=detail:blue', ['shop-test-blue-v000']],
    ['q=vpc:vpc-1', ['shop-prod-v002']],
    ['q=tag:owner=ada', ['shop-prod-v001']],
    ['q=tag:owner%3D%22nobody%22', []],
    ['q=labels:tier=web,team=checkout', ['shop-prod-v002']],
    ['q=labels:tier=web,team=other', []],
    ['q=ami-2%20detail:blue', []],
    ['acct=test', ['shop-test-blue-v000']],
    ['acct=test,prod&reg=us-west-2', ['shop-prod-v003']],
    ['stack=test', ['shop-test-blue-v000']],
    ['detail=(none)&acct=test', []],
    ['status=Disabled', ['shop-prod-v001']],
    ['status=Out%20of%20Service,Starting', ['shop-prod-v003', 'shop-test-blue-v000']],
    ['zone=us-east-1b', ['shop-prod-v002']],
    ['instanceType=m5.large', ['shop-prod-v002', 'shop-test-blue-v000']],
    ['instanceType=c5.xlarge', ['shop-prod-v003']],
    ['providerType=gce', []],
    ['labels=tier:web', ['shop-prod-v002']],
    ['minInstances=1&maxInstances=1', ['shop-prod-v003', 'shop-test-blue-v000']],
    ['clusters=test:shop-test-blue', ['shop-test-blue-v000']],
  ])('with %s is %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('counts what each value of a filter would let through while the others stay', async () => {
    const { facets } = await list('acct=prod&reg=us-west-2')
    expect(facets['reg']).toEqual([
      { value: 'us-east-1', count: 2 },
      { value: 'us-west-2', count: 1 },
    ])
    expect(facets['acct']).toEqual([{ value: 'prod', count: 1 }])
    expect(facets['status']).toEqual([{ value: 'Starting', count: 1 }])
  })

  it('keeps a chosen value in sight that nothing has any more', async () => {
    expect((await list('acct=gone')).facets['acct']).toContainEqual({ value: 'gone', count: 0 })
  })

  it('has the instances of a group in the order of its letters', async () => {
    const at = '/v1/applications/shop/instances?account=prod&region=us-east-1&serverGroup=shop-prod-v002'
    expect(await clouddriver.get(`${at}&limit=2`)).toMatchObject({
      total: 3,
      instances: [{ id: 'i-1' }, { id: 'i-2' }],
    })
    const newestFirst = 'instanceSort=-launchTime'
    expect((await list(newestFirst)).serverGroups[0]?.states).toBe('1D2U')
    expect(await clouddriver.get(`${at}&${newestFirst}&limit=1`)).toMatchObject({
      instances: [{ id: 'i-3', zone: 'us-east-1b' }],
    })
  })

  it('does not show another application’s instances, and finds an instance of its own by its id', async () => {
    expect((await clouddriver.ask('GET', '/v1/applications/shop/instances/i-8')).status).toBe(404)
    expect(await clouddriver.get('/v1/applications/shop/instances/i-7')).toEqual({
      id: 'i-7',
      account: 'test',
      region: 'us-east-1',
      serverGroup: 'shop-test-blue-v000',
      cloudProvider: 'aws',
    })
    const foreign = '/v1/applications/cart/instances?account=prod&region=us-east-1&serverGroup=shop-prod-v002'
    expect((await clouddriver.ask('GET', foreign)).status).toBe(404)
  })

  it('has the firewalls of an application with what uses them', async () => {
    expect(await clouddriver.get('/v1/applications/shop/firewalls')).toEqual([
      {
        id: 'sg-1',
        name: 'web',
        account: 'prod',
        region: 'us-east-1',
        cloudProvider: 'aws',
        vpcId: 'vpc-1',
        moniker: expect.objectContaining({ app: 'web' }),
        serverGroups: [{ name: 'shop-prod-v002', account: 'prod', region: 'us-east-1', isDisabled: false, total: 3 }],
        loadBalancers: ['shop-front'],
      },
    ])
    expect(await clouddriver.get('/v1/applications/cart/firewalls')).toEqual([])
  })

  it('refuses a page that is no number', async () => {
    expect(await clouddriver.ask('GET', '/v1/applications/shop/clusters?offset=x')).toMatchObject({ status: 400 })
  })
})
