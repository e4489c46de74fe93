import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launched, type Shop, startShop } from '../testing/index.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({
    aws: { reads: { scalingActivities: async (_account, group) => [{ description: `grew ${group.name}` }] } },
  })
})
afterAll(() => shop.stop())

const clusters = '/applications/shop/clusters'
const onAws = `${clusters}/prod/shop-prod/aws`

describe('applications', () => {
  it('are listed by name, an entry for each cloud that knows them, also by what is no server group', async () => {
    expect(await shop.get('/applications')).toEqual([
      { name: 'cart', attributes: { name: 'cart' }, clusterNames: { 'spot-prod': ['cart--canary'] } },
      { name: 'only-raw', attributes: { name: 'only-raw' }, clusterNames: {} },
      { name: 'shop', attributes: { name: 'shop' }, clusterNames: { prod: ['shop-prod'] } },
      { name: 'shop', attributes: { name: 'shop' }, clusterNames: { 'spot-prod': ['shop-prod'] } },
    ])
    expect((await shop.get('/applications?expand=false&restricted=false'))[0]).toEqual({
      name: 'cart',
      attributes: { name: 'cart' },
      clusterNames: {},
    })
  })

  it('are shown over all clouds, whatever the case of their name', async () => {
    expect(await shop.get('/applications/SHOP')).toEqual({
      name: 'shop',
      attributes: { name: 'shop', cloudProviders: 'aws,spot' },
      clusters: {
        prod: [
          {
            name: 'shop-prod',
            provider: 'aws',
            loadBalancers: ['shop-classic'],
            serverGroups: ['shop-prod-v011', 'shop-prod-v012'],
          },
        ],
        'spot-prod': [
          { name: 'shop-prod', provider: 'spot', loadBalancers: ['web'], serverGroups: ['shop-prod-v003'] },
        ],
      },
    })
    expect(await shop.get('/applications/only-raw')).toEqual({
      name: 'only-raw',
      attributes: { name: 'only-raw', cloudProviders: 'aws' },
      clusters: {},
    })
  })

  it('that nobody knows are a 404 with Spinnaker’s body', async () => {
    expect(await shop.ask('GET', '/applications/nobody')).toMatchObject({
      status: 404,
      body: {
        error: 'Not Found',
        exception: 'com.netflix.spinnaker.kork.web.exceptions.NotFoundException',
        message: 'Application does not exist (name: nobody)',
        status: 404,
        timestamp: expect.any(Number),
      },
    })
  })
})

describe('clusters', () => {
  it('are names by account; of an unknown application there are none', async () => {
    expect(await shop.get(clusters)).toEqual({ prod: ['shop-prod'], 'spot-prod': ['shop-prod'] })
    expect(await shop.ask('GET', '/applications/nobody/clusters')).toMatchObject({ status: 200, body: {} })
  })

  it('of an account have the names of what is in them', async () => {
    expect(await shop.get(`${clusters}/prod`)).toEqual([
      {
        name: 'shop-prod',
        account: 'prod',
        moniker: { app: 'shop', cluster: 'shop-prod', stack: 'prod' },
        loadBalancers: ['shop-classic'],
        serverGroups: ['shop-prod-v011', 'shop-prod-v012'],
      },
    ])
    expect((await shop.ask('GET', `${clusters}/nowhere`)).status).toBe(404)
  })

  it('of a name are one for each cloud; with the cloud it is the one', async () => {
    expect(await shop.get(`${clusters}/prod/shop-prod`)).toMatchObject([{ name: 'shop-prod', type: 'aws' }])
    const cluster = await shop.get(onAws)
    expect(cluster).toMatchObject({
      name: 'shop-prod',
      type: 'aws',
      accountName: 'prod',
      moniker: { app: 'shop', cluster: 'shop-prod', stack: 'prod' },
      serverGroups: [
        { name: 'shop-prod-v011' },
        { name: 'shop-prod-v012', instances: [{ name: 'i-1' }, { name: 'i-2' }] },
      ],
      loadBalancers: [{ name: 'shop-classic' }, { name: 'shop-prod' }],
      targetGroups: [{ name: 'shop-tg', port: 7001, serverGroups: [{ name: 'shop-prod-v012' }] }],
    })
    // What is behind a load balancer that no cloud here has is named all the same.
    expect((await shop.get(`${clusters}/spot-prod/shop-prod/spot`)).loadBalancers).toEqual([
      { name: 'web', account: 'spot-prod', type: 'spot' },
    ])
    for (const missing of [`${clusters}/prod/shop-test`, `${clusters}/prod/shop-prod/gce`]) {
      expect((await shop.ask('GET', missing)).status).toBe(404)
    }
  })

  it('without expansion leave the instances out, and count them', async () => {
    const { serverGroups } = await shop.get(`${onAws}?expand=false`)
    expect(serverGroups[1]).toMatchObject({ instances: [], instanceCounts: { total: 2, up: 1, starting: 1 } })
  })

  it('have their load balancers at a path of their own', async () => {
    expect(await shop.get(`${onAws}/loadBalancers`)).toMatchObject([{ name: 'shop-classic' }, { name: 'shop-prod' }])
  })
})

describe('server groups of a cluster', () => {
  it('are a list, of one region if asked', async () => {
    const names = async (query: string) =>
      (await shop.get(`${onAws}/serverGroups${query}`)).map(({ name }: { name: string }) => name)
    expect(await names('')).toEqual(['shop-prod-v011', 'shop-prod-v012'])
    expect(await names('?region=eu-west-1')).toEqual([])
  })

  it('of one name are a list without a region, and the one with it', async () => {
    const at = `${onAws}/serverGroups/shop-prod-v012`
    expect(await shop.get(at)).toMatchObject([{ name: 'shop-prod-v012' }])
    expect(await shop.get(`${at}?region=us-east-1`)).toMatchObject({ name: 'shop-prod-v012', region: 'us-east-1' })
    expect((await shop.ask('GET', `${at}?region=eu-west-1`)).status).toBe(404)
  })

  it('tell the cloud’s own log of their scaling', async () => {
    const at = `${onAws}/serverGroups/shop-prod-v012/scalingActivities?region=us-east-1`
    expect(await shop.get(at)).toEqual([{ description: 'grew shop-prod-v012' }])
    const onSpot = `${clusters}/spot-prod/shop-prod/spot/serverGroups/shop-prod-v003/scalingActivities`
    expect(await shop.get(onSpot)).toEqual([])
  })
})

describe('a target', () => {
  const target = async (which: string, scope = 'us-east-1') => {
    const { status, body } = await shop.ask('GET', `${onAws}/${scope}/serverGroups/target/${which}`)
    return status === 200 ? body.name : status
  }

  it.each([
    ['current', 'shop-prod-v012'],
    ['NEWEST', 'shop-prod-v012'],
    ['current_asg_dynamic', 'shop-prod-v012'],
    ['ancestor_asg', 'shop-prod-v011'],
    ['previous', 'shop-prod-v011'],
    ['oldest', 'shop-prod-v011'],
    ['largest', 'shop-prod-v012'],
    ['current?onlyEnabled=true', 'shop-prod-v012'],
    // With the disabled one out of sight there is only one.
    ['ancestor?onlyEnabled=true', 404],
    ['oldest?onlyEnabled=true', 404],
    ['oldest?onlyEnabled=true&validateOldest=false', 'shop-prod-v012'],
    ['fail', 404],
    ['fail?onlyEnabled=true', 'shop-prod-v012'],
    ['nonsense', 404],
  ])('%s is %s', async (which, expected) => {
    expect(await target(which)).toBe(expected)
  })

  it('is looked for in a zone as well as in a region', async () => {
    expect(await target('current', 'us-east-1b')).toBe('shop-prod-v012')
    expect(await target('current', 'us-west-2')).toBe(404)
  })

  it('has a summary of its image, also when it is the only one', async () => {
    const at = `${onAws}/us-east-1/serverGroups/target`
    const image = {
      serverGroupName: 'shop-prod-v012',
      imageId: 'ami-2',
      imageName: 'shop-1.2',
      buildInfo: { package_name: 'shop' },
    }
    expect(await shop.get(`${at}/current/image`)).toMatchObject(image)
    expect(await shop.get(`${at}/oldest/images?onlyEnabled=true`)).toMatchObject({ summaries: [image] })
    expect((await shop.ask('GET', `${at}/current/flavour`)).status).toBe(404)
  })
})

describe('lists of server groups', () => {
  const summary = {
    name: 'shop-prod-v012',
    account: 'prod',
    region: 'us-east-1',
    cluster: 'shop-prod',
    vpcId: 'vpc-1',
    type: 'aws',
    cloudProvider: 'aws',
    instanceType: 'm5.large',
    application: 'shop',
    isDisabled: false,
    moniker: { app: 'shop', cluster: 'shop-prod', stack: 'prod', sequence: 12 },
    createdTime: launched + 12_000,
    capacity: { min: 1, max: 3, desired: 2, pinned: false },
    loadBalancers: ['shop-classic'],
    targetGroups: ['shop-tg'],
    securityGroups: ['sg-1'],
    instanceCounts: { total: 2, up: 1, down: 0, unknown: 0, outOfService: 0, starting: 1 },
    tags: { owner: 'shop' },
    serverGroupManagers: [],
  }

  it('are summaries, whose instances tell their health in few words', async () => {
    const [, found] = await shop.get('/applications/shop/serverGroups')
    expect(found).toMatchObject(summary)
    expect(found).not.toHaveProperty('asg')
    expect(found).not.toHaveProperty('disabled')
    expect(found.instances[0]).toEqual({
      id: 'i-1',
      name: 'i-1',
      healthState: 'Up',
      launchTime: launched,
      availabilityZone: 'us-east-1a',
      health: [
        { type: 'Amazon', state: 'Unknown' },
        { type: 'TargetGroup', state: 'Up', targetGroups: [{ name: 'shop-tg', state: 'healthy', healthState: 'Up' }] },
      ],
    })
  })

  it('are whole objects with expansion', async () => {
    const [, found] = await shop.get('/applications/shop/serverGroups?expand=true')
    expect(found).toMatchObject({
      name: 'shop-prod-v012',
      accountName: 'prod',
      account: 'prod',
      cluster: 'shop-prod',
      application: 'shop',
      stack: 'prod',
      disabled: false,
      asg: { vpczoneIdentifier: 'subnet-1' },
    })
  })

  it.each([
    ['?cloudProvider=spot', ['shop-prod-v003']],
    ['?clusters=spot-prod:shop-prod,nowhere:shop', ['shop-prod-v003']],
    ['?clusters=prod:shop-prod&expand=true', ['shop-prod-v011', 'shop-prod-v012']],
    // Nothing is chosen: that is not everything.
    ['?clusters=', []],
  ])('are narrowed by %s', async (query, names) => {
    const found = await shop.get(`/applications/shop/serverGroups${query}`)
    expect(found.map(({ name }: { name: string }) => name)).toEqual(names)
  })

  it('are found by applications or by ids, not by both or neither', async () => {
    const names = async (query: string) =>
      (await shop.get(`/serverGroups?${query}`)).map(({ name }: { name: string }) => name)
    expect(await names('applications=cart,shop&cloudProvider=spot')).toEqual(['cart--canary-v000', 'shop-prod-v003'])
    expect(await names('ids=prod:us-east-1:shop-prod-v012&ids=prod:us-east-1:gone')).toEqual(['shop-prod-v012'])
    for (const query of ['', 'applications=shop&ids=a:b:c', 'ids=prod:us-east-1']) {
      expect((await shop.ask('GET', `/serverGroups?${query}`)).status).toBe(400)
    }
  })
})

describe('a server group', () => {
  const at = 'serverGroups/prod/us-east-1/shop-prod-v012'

  it('is found in its application and by itself, never in another application', async () => {
    for (const path of [`/applications/shop/${at}`, `/${at}`]) {
      expect(await shop.get(path)).toMatchObject({
        name: 'shop-prod-v012',
        type: 'aws',
        disabled: false,
        labels: {},
        instances: [{ name: 'i-1', labels: {} }, { name: 'i-2' }],
        targetGroups: ['shop-tg'],
      })
      expect((await shop.get(`${path}?includeDetails=false`)).instances).toEqual([])
    }
    expect((await shop.ask('GET', `/applications/cart/${at}`)).status).toBe(404)
    expect((await shop.ask('GET', '/serverGroups/prod/us-east-1/gone')).body.message).toBe(
      'Server group not found (account: prod, region: us-east-1, name: gone)',
    )
  })

  it('that a manager made is named by it', async () => {
    expect(await shop.get('/applications/shop/serverGroupManagers')).toEqual([
      {
        id: 'deployment shop',
        name: 'deployment shop',
        account: 'prod',
        region: 'us-east-1',
        cloudProvider: 'aws',
        moniker: expect.anything(),
        labels: { tier: 'web' },
        serverGroups: [
          {
            name: 'shop-prod-v012',
            account: 'prod',
            region: 'us-east-1',
            moniker: expect.objectContaining({ sequence: 12 }),
          },
        ],
      },
    ])
  })
})

describe('an instance', () => {
  it('says whose it is', async () => {
    expect(await shop.get('/instances/prod/us-east-1/i-1')).toMatchObject({
      instanceId: 'i-1',
      name: 'i-1',
      healthState: 'Up',
      isHealthy: true,
      zone: 'us-east-1a',
      availabilityZone: 'us-east-1a',
      cloudProvider: 'aws',
      providerType: 'aws',
      application: 'shop',
      cluster: 'shop-prod',
      serverGroup: 'shop-prod-v012',
      instanceType: 'm5.large',
    })
  })

  it('may be in no server group', async () => {
    expect(await shop.get('/instances/prod/us-east-1/i-9')).toMatchObject({
      instanceId: 'i-9',
      labels: {},
      name: 'bastion',
      privateIpAddress: '10.0.0.9',
      cloudProvider: 'aws',
    })
  })

  it('that is not there is a 404, and so is its console', async () => {
    expect((await shop.ask('GET', '/instances/prod/us-east-1/i-0')).status).toBe(404)
    expect((await shop.ask('GET', '/instances/prod/us-east-1/i-0/console?provider=aws')).status).toBe(404)
    expect(await shop.get('/instances/prod/us-east-1/i-1/console?provider=aws')).toEqual({ output: '' })
  })
})

describe('what changed in the cloud', () => {
  it('is in every view after a refresh', async () => {
    const { aws } = shop.clouds
    const before = aws.serverGroups
    aws.serverGroups = before
      .filter(({ name }) => name !== 'shop-prod-v011')
      .map((group) => ({ ...group, disabled: true }))
    await shop.refresh()
    expect(await shop.get(`${clusters}/prod`)).toMatchObject([{ serverGroups: ['shop-prod-v012'] }])
    expect(await shop.get('/applications/shop/serverGroups?cloudProvider=aws')).toMatchObject([{ isDisabled: true }])
    aws.serverGroups = before
    await shop.refresh()
    expect((await shop.get(`${clusters}/prod`))[0].serverGroups).toHaveLength(2)
  })
})
