import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Shop, startShop } from '../testing/index.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({
    aws: {
      reads: {
        findImages: async (filters, accounts) => [
          { imageName: filters['q'], accounts: accounts.map(({ name }) => name) },
        ],
        image: async (_account, region, id) =>
          id === 'ami-1' ? [{ imageName: 'one', amis: { [region]: [id] } }] : undefined,
        imageTags: async (account, repository) => [`${account.name}/${repository}:1`],
        console: async (_account, _region, id) => (id === 'i-1' ? 'booted' : undefined),
        job: async (_account, { name, location }) =>
          name === 'job-1' ? { name, location, jobState: 'Running' } : undefined,
        cancelJob: async (account, { name }) => void account.cloud.calls.push(`cancel ${name}`),
        jobFile: async (_account, _at, file) => (file === 'result.json' ? { answer: 42 } : undefined),
        cloudMetrics: async (_account, _region, filters) => [
          { namespace: filters['namespace'], name: 'CPU', dimensions: [] },
        ],
        metricStatistics: async (_account, _region, name) =>
          name === 'CPU' ? { unit: 'Percent', datapoints: [] } : undefined,
        report: async (name, version) => (name === 'reservation' ? { name, version } : undefined),
      },
      views: {
        resource: (view) => ({ ...view, seen: true }),
        loadBalancer: (view) => ({ ...view, seen: true }),
        securityGroup: (view) => ({ ...view, seen: true }),
        serverGroup: (view, group) => ({ ...view, seen: group.name }),
        instance: (view, instance) => ({ ...view, seen: instance.name }),
      },
    },
  })
})
afterAll(() => shop.stop())

describe('load balancers', () => {
  it('of an application are those named after it and those that its server groups are behind', async () => {
    const found = await shop.get('/applications/shop/loadBalancers')
    expect(found).toMatchObject([
      {
        name: 'shop-classic',
        account: 'prod',
        region: 'us-east-1',
        type: 'aws',
        cloudProvider: 'aws',
        loadBalancerType: 'classic',
        labels: {},
        targetGroups: [],
        serverGroups: [
          {
            name: 'shop-prod-v012',
            isDisabled: false,
            detachedInstances: [],
            instances: [
              { id: 'i-1', zone: 'us-east-1a', health: { state: 'InService' } },
              { id: 'i-2', health: { state: 'OutOfService' } },
            ],
          },
        ],
      },
      {
        name: 'shop-prod',
        vpcId: 'vpc-1',
        moniker: { app: 'shop', stack: 'prod' },
        listeners: [{ port: 443 }],
        serverGroups: [{ name: 'shop-prod-v012', instances: [{ id: 'i-1', health: { state: 'healthy' } }, {}] }],
        targetGroups: [
          { name: 'shop-tg', targetGroupName: 'shop-tg', port: 7001, instances: ['i-1', 'i-2'], serverGroups: [{}] },
        ],
      },
    ])
    expect(await shop.get('/applications/other/loadBalancers')).toMatchObject([{ name: 'other-lb' }])
    expect(await shop.get('/applications/nobody/loadBalancers')).toEqual([])
  })

  it('of a cloud are a tree; one of it by name, or nothing', async () => {
    const tree = await shop.get('/aws/loadBalancers')
    expect(tree.map(({ name }: { name: string }) => name)).toEqual(['other-lb', 'shop-classic', 'shop-prod'])
    const item = {
      name: 'shop-prod',
      accounts: [
        {
          name: 'prod',
          regions: [
            {
              name: 'us-east-1',
              loadBalancers: [
                {
                  account: 'prod',
                  region: 'us-east-1',
                  name: 'shop-prod',
                  vpcId: 'vpc-1',
                  type: 'aws',
                  loadBalancerType: 'application',
                  targetGroups: [{ name: 'shop-tg', targetType: 'instance' }],
                },
              ],
            },
          ],
        },
      ],
    }
    expect(tree[2]).toMatchObject(item)
    expect(await shop.get('/aws/loadBalancers/shop-prod')).toMatchObject(item)
    expect(await shop.ask('GET', '/aws/loadBalancers/nothing')).toMatchObject({ status: 200, text: '' })
    expect(await shop.get('/spot/loadBalancers')).toEqual([])
    expect((await shop.ask('GET', '/gce/loadBalancers')).status).toBe(404)
  })

  it('of one place are their attributes', async () => {
    expect(await shop.get('/aws/loadBalancers/prod/us-east-1/shop-prod')).toMatchObject([
      { name: 'shop-prod', listeners: [{ port: 443 }], targetGroups: [{ name: 'shop-tg', port: 7001 }] },
    ])
    expect(await shop.get('/aws/loadBalancers/prod/us-east-1/nothing')).toEqual([])
    expect(await shop.get('/spot/loadBalancers/prod/us-east-1/shop-prod')).toEqual([])
  })
})

describe('security groups', () => {
  const web = [
    { name: 'Web', id: 'sg-1', vpcId: 'vpc-1', moniker: { app: 'Web', cluster: 'Web' } },
    { name: 'Web', id: 'sg-2', vpcId: 'vpc-2', moniker: { app: 'Web', cluster: 'Web' } },
  ]
  const db = { name: 'db', id: 'sg-3', vpcId: 'vpc-3', moniker: { app: 'db', cluster: 'db' } }
  const regions = { 'us-east-1': web, 'eu-west-1': [db] }

  it.each([
    ['', { prod: { aws: regions } }],
    ['/prod', { aws: regions }],
    ['/prod?region=eu-west-1', { aws: [db] }],
    ['/prod/aws', regions],
    ['/prod/aws?region=us-east-1', web],
    ['/prod/aws/Web', { 'us-east-1': web }],
    ['/nowhere', {}],
    ['/prod/gce', {}],
  ])('are narrowed by %s', async (path, expected) => {
    expect(await shop.get(`/securityGroups${path}`)).toEqual(expected)
  })

  it('are one in full, by name in a network or by id; unless it is clear which, a 404', async () => {
    const at = '/securityGroups/prod/aws/us-east-1'
    const full = {
      type: 'aws',
      cloudProvider: 'aws',
      id: 'sg-1',
      name: 'Web',
      vpcId: 'vpc-1',
      accountName: 'prod',
      region: 'us-east-1',
      moniker: { app: 'Web' },
      application: 'Web',
      inboundRules: [{ class: 'x', protocol: 'tcp' }],
      labels: {},
      seen: true,
    }
    for (const query of ['/Web?vpcId=vpc-1', '/sg-1', '/sg-1?getById=true', '/sg-1?vpcId=*']) {
      expect(await shop.get(at + query)).toMatchObject(full)
    }
    for (const query of ['/Web', '/Web?vpcId=*', '/Web?vpcId=vpc-9', '/Web?getById=true&vpcId=vpc-1', '/none']) {
      expect(await shop.ask('GET', at + query)).toMatchObject({ status: 404, body: { error: 'Not Found' } })
    }
    expect((await shop.ask('GET', '/securityGroups/prod/gce/us-east-1/sg-1')).status).toBe(404)
  })
})

describe('small infrastructure', () => {
  const place = { account: 'prod', region: 'us-east-1' }

  it('networks are lists by cloud, sorted by name', async () => {
    const list = [
      { cloudProvider: 'aws', id: 'vpc-2', name: 'Backup', ...place, deprecated: true, seen: true },
      { cloudProvider: 'aws', id: 'vpc-1', name: 'vpc0', ...place, deprecated: false, seen: true },
    ]
    expect(await shop.get('/networks')).toEqual({ aws: list })
    expect(await shop.get('/networks/aws')).toEqual(list)
    expect(await shop.get('/vpcs')).toEqual(list)
    expect(await shop.get('/networks/gce')).toEqual([])
  })

  it.each([
    [
      '/subnets',
      {
        type: 'aws',
        id: 'subnet-1',
        ...place,
        state: 'available',
        vpcId: 'vpc-1',
        purpose: 'internal',
        deprecated: false,
      },
    ],
    ['/subnets/aws', { id: 'subnet-1' }],
    ['/keyPairs', { ...place, keyName: 'prod-keypair', keyFingerprint: 'ab:cd' }],
    ['/instanceTypes', { ...place, name: 'm5.large', defaultVCpus: 2, memoryInGiB: 8 }],
    ['/certificates', { arn: 'arn:cert', path: '/', serverCertificateName: 'web' }],
    ['/certificates/aws', { arn: 'arn:cert' }],
    [
      '/elasticIps/prod',
      { type: 'aws', address: '1.2.3.4', domain: 'vpc', attachedToId: 'i-1', accountName: 'prod', region: 'us-east-1' },
    ],
    ['/elasticIps/prod?region=us-east-1', { address: '1.2.3.4' }],
    ['/roles/aws', { id: 'arn:role', name: 'deployer', accountName: 'prod', trustRelationships: [] }],
    ['/functions', { functionName: 'shop-resize', runtime: 'nodejs', ...place }],
    ['/functions?functionName=shop-resize&region=us-east-1&account=prod', { functionName: 'shop-resize' }],
    ['/applications/shop/functions', { functionName: 'shop-resize' }],
    ['/applications/only-raw/rawResources', { name: 'configMap settings', kind: 'configMap', ...place }],
  ])('%s', async (path, element) => {
    expect(await shop.get(path)).toMatchObject([element])
  })

  it.each([
    '/subnets/spot',
    '/certificates/spot',
    '/elasticIps/prod?region=eu-west-1',
    '/elasticIps/spot-prod',
    '/roles/spot',
    '/functions?functionName=none',
    '/applications/cart/functions',
    '/applications/shop/rawResources',
    '/applications/cart/serverGroupManagers',
    '/installedPlugins',
    '/artifacts/credentials',
  ])('%s is empty', async (path) => {
    expect(await shop.ask('GET', path)).toMatchObject({ status: 200, body: [] })
  })

  it('an image says which server groups run it', async () => {
    expect(await shop.get('/images/aws/ami-2')).toEqual({
      id: 'ami-2',
      name: 'shop-1.2',
      region: 'us-east-1',
      architecture: 'x86_64',
      serverGroups: ['shop-prod-v012'],
    })
    expect((await shop.ask('GET', '/images/aws/ami-0')).status).toBe(404)
  })
})

describe('what a cloud is asked at the moment of the question', () => {
  it('images', async () => {
    expect(await shop.get('/aws/images/find?q=shop')).toEqual([{ imageName: 'shop', accounts: ['prod'] }])
    expect(await shop.get('/aws/images/prod/us-east-1/ami-1')).toEqual([
      { imageName: 'one', amis: { 'us-east-1': ['ami-1'] } },
    ])
    expect((await shop.ask('GET', '/aws/images/prod/us-east-1/ami-0')).status).toBe(404)
    expect((await shop.ask('GET', '/aws/images/nowhere/us-east-1/ami-1')).status).toBe(400)
    expect(await shop.get('/aws/images/tags?account=prod&repository=web')).toEqual(['prod/web:1'])
    expect((await shop.ask('GET', '/aws/images/tags')).status).toBe(400)
    // A cloud without images has none; a cloud that is not there is an error.
    expect(await shop.get('/spot/images/find?q=shop')).toEqual([])
    expect((await shop.ask('GET', '/gce/images/find?q=shop')).status).toBe(404)
  })

  it('a console', async () => {
    expect(await shop.get('/instances/prod/us-east-1/i-1/console?provider=aws')).toEqual({ output: 'booted' })
    expect(await shop.get('/instances/prod/us-east-1/i-2/console')).toEqual({ output: '' })
  })

  it('jobs', async () => {
    const at = '/applications/shop/jobs/prod/us-east-1'
    const job = { name: 'job-1', location: 'us-east-1', jobState: 'Running' }
    expect(await shop.get(`${at}/job-1`)).toEqual(job)
    expect((await shop.ask('POST', `${at}/job-1`)).body).toEqual(job)
    expect((await shop.ask('GET', `${at}/job-0`)).status).toBe(404)
    expect(await shop.get(`${at}/job-1/result.json`)).toEqual({ answer: 42 })
    expect(await shop.get(`${at}/job-1/other`)).toEqual({})
    expect((await shop.ask('DELETE', `${at}/job-1`)).status).toBe(200)
    expect(shop.clouds.aws.calls).toContain('cancel job-1')
    expect((await shop.ask('GET', '/applications/shop/jobs/spot-prod/us-east-1/job-1')).status).toBe(404)
  })

  it('metrics and reports', async () => {
    expect(await shop.get('/cloudMetrics/aws/prod/us-east-1?namespace=AWS/EC2')).toEqual([
      { namespace: 'AWS/EC2', name: 'CPU', dimensions: [] },
    ])
    expect(await shop.get('/cloudMetrics/aws/prod/us-east-1/CPU/statistics?startTime=1')).toMatchObject({
      unit: 'Percent',
    })
    expect((await shop.ask('GET', '/cloudMetrics/aws/prod/us-east-1/other/statistics')).status).toBe(404)
    expect(await shop.get('/cloudMetrics/spot/spot-prod/us-east-1')).toEqual([])
    expect(await shop.get('/reports/reservation')).toEqual({ name: 'reservation', version: 'v3' })
    expect(await shop.get('/reports/reservation/v2')).toMatchObject({ version: 'v2' })
    expect((await shop.ask('GET', '/reports/weather')).status).toBe(404)
  })
})

describe('a cloud’s own views', () => {
  it('have the last word on what is shown in full, and none in lists', async () => {
    expect((await shop.get('/serverGroups/prod/us-east-1/shop-prod-v012')).seen).toBe('shop-prod-v012')
    expect((await shop.get('/instances/prod/us-east-1/i-1')).seen).toBe('i-1')
    expect((await shop.get('/applications/shop/loadBalancers'))[0].seen).toBe(true)
    expect((await shop.get('/serverGroups/spot-prod/us-east-1/shop-prod-v003')).seen).toBeUndefined()
    expect((await shop.get('/applications/shop/serverGroups'))[1].seen).toBeUndefined()
  })
})
