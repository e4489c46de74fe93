import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Shop, startShop } from '../testing/index.ts'

const applications = [
  { name: 'SHOP', email: 'shop@example.com' },
  { name: 'SHOPPING', email: 'other@example.com' },
]
const projects = [
  { id: '1', name: 'Retail', config: { applications: ['shop'] } },
  { id: '2', name: 'Other', config: { applications: null } },
]

let shop: Shop
let isFront50There = true
beforeAll(async () => {
  shop = await startShop({
    front50({ path }) {
      if (!isFront50There) return undefined
      return path === '/v2/applications' ? applications : path === '/v2/projects' ? projects : undefined
    },
  })
})
afterAll(() => shop.stop())

const search = async (query: string) => (await shop.get(`/search?${query}`))[0]
const names = async (query: string) => (await search(query)).results.map(({ name }: { name: string }) => name)

describe('a search', () => {
  it('is one page in a list of its own, from whatever cloud', async () => {
    expect(await shop.get('/search?q=v003&type=serverGroups')).toEqual([
      {
        pageNumber: 1,
        pageSize: 10_000,
        platform: 'aws',
        query: 'v003',
        totalMatches: 1,
        results: [
          {
            type: 'serverGroups',
            provider: 'spot',
            name: 'shop-prod-v003',
            serverGroup: 'shop-prod-v003',
            cluster: 'shop-prod',
            account: 'spot-prod',
            application: 'shop',
            region: 'us-east-1',
            stack: 'prod',
            sequence: '3',
            url: '/applications/shop/clusters/spot-prod/shop-prod/spot/serverGroups/shop-prod-v003?region=us-east-1',
          },
        ],
      },
    ])
  })

  it.each([
    [
      'clusters',
      'CANARY',
      [{ cluster: 'cart--canary', detail: 'canary', url: '/applications/cart/clusters/spot-prod/cart--canary' }],
    ],
    [
      'instances',
      'i-1',
      [
        {
          instanceId: 'i-1',
          id: 'i-1',
          serverGroup: 'shop-prod-v012',
          cluster: 'shop-prod',
          application: 'shop',
          url: '/instances/prod/us-east-1/i-1',
        },
      ],
    ],
    ['instances', 'i-9', [{ instanceId: 'i-9', name: 'bastion', account: 'prod' }]],
    [
      'loadBalancers',
      'other',
      [{ loadBalancer: 'other-lb', application: 'other', url: '/aws/loadBalancers/other-lb' }],
    ],
    [
      'securityGroups',
      'sg-3',
      [{ name: 'db', id: 'sg-3', vpcId: 'vpc-3', url: '/securityGroups/prod/aws/db?region=eu-west-1' }],
    ],
    ['serverGroupManagers', 'deployment', [{ name: 'deployment shop', application: 'shop' }]],
    ['functions', 'resize', [{ name: 'shop-resize', application: 'shop' }]],
    ['networks', 'vpc-2', [{ id: 'vpc-2', name: 'Backup' }]],
    ['images', 'ami-2', [{ id: 'ami-2', name: 'shop-1.2' }]],
    ['projects', 'retail', [{ id: '1', name: 'Retail', url: '/projects/1' }]],
    ['projects', 'shop', [{ id: '1' }]],
    ['applications', 'cart', [{ application: 'cart', accounts: ['spot-prod'], url: '/applications/cart' }]],
    ['applications', 'shoppi', [{ application: 'shopping', email: 'other@example.com', accounts: [] }]],
    ['addresses', '10.1', [{ address: '10.1.1.1' }]],
    ['nonsense', 'shop', []],
    ['data', 'shop', []],
  ])('of %s for %s', async (type, q, results) => {
    expect((await search(`q=${q}&type=${type}`)).results).toMatchObject(results)
  })

  it('has what begins with the word before what has it later, and then the order of the alphabet', async () => {
    expect(await names('q=prod&type=serverGroups')).toEqual([
      'shop-prod-v011',
      'shop-prod-v012',
      'shop-prod-v003',
      // Its account is spot-prod.
      'cart--canary-v000',
    ])
    expect(await names('q=aws&type=serverGroups')).toEqual([])
    expect(await names('q=cart&type=serverGroups,clusters')).toEqual(['cart--canary', 'cart--canary-v000'])
  })

  it('looks into the account and the region too, and takes patterns', async () => {
    expect(await names('q=spot-prod:eu&type=serverGroups')).toEqual(['cart--canary-v000'])
    expect(await names('q=cart*v0&type=serverGroups')).toEqual(['cart--canary-v000'])
    expect(await names('q=v0*cart&type=serverGroups')).toEqual([])
  })

  it('is narrowed by fields; a comma means any of them', async () => {
    expect(await names('q=shop&type=serverGroups&account=spot-prod')).toEqual(['shop-prod-v003'])
    expect(await names('q=shop&type=serverGroups&cloudProvider=aws')).toEqual(['shop-prod-v011', 'shop-prod-v012'])
    expect((await names('type=serverGroups&account=prod,spot-prod')).length).toBe(4)
    expect(await names('type=serverGroups&account=prod')).toEqual(['shop-prod-v011', 'shop-prod-v012'])
    expect(await names('q=shop&type=serverGroups&colour=red')).toEqual([])
  })

  it('comes in pages, and knows how many there are', async () => {
    const page = async (number: number) => {
      const { results, totalMatches, pageNumber } = await search(
        `q=shop-prod&type=serverGroups&pageSize=2&page=${number}`,
      )
      return [results.map(({ name }: { name: string }) => name), totalMatches, pageNumber]
    }
    expect(await page(1)).toEqual([['shop-prod-v011', 'shop-prod-v012'], 3, 1])
    expect(await page(2)).toEqual([['shop-prod-v003'], 3, 2])
    expect(await page(9)).toEqual([[], 3, 9])
  })

  it('finds what the clouds have while Front50 is away', async () => {
    isFront50There = false
    expect((await search('q=shop&type=applications,projects,clusters')).results).toMatchObject([
      { type: 'clusters' },
      { type: 'clusters' },
      { type: 'applications', application: 'shop', accounts: ['prod', 'spot-prod'] },
    ])
    isFront50There = true
  })

  it.each(['q=shop', 'q=shop&type=', 'q=shop&type=clusters&page=0', 'q=shop&type=clusters&pageSize=x'])(
    'is refused for %s',
    async (query) => {
      expect(await shop.ask('GET', `/search?${query}`)).toMatchObject({
        status: 400,
        body: { error: 'Bad Request', status: 400, errors: [expect.any(String)] },
      })
    },
  )
})
