import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launched, type Shop, startShop } from '../testing/index.ts'

const project = {
  id: '1',
  name: 'retail',
  config: {
    applications: ['shop', 'cart'],
    clusters: [
      { account: 'prod', stack: '*', detail: '*', applications: null },
      { account: 'spot-prod', stack: null, detail: 'canary', applications: ['cart'] },
      { account: 'spot-prod', stack: 'test', detail: '*' },
    ],
  },
}

let shop: Shop
beforeAll(async () => {
  shop = await startShop({
    front50: ({ path }) =>
      ({
        '/v2/projects/retail': project,
        '/v2/projects/empty': { id: '2', name: 'empty' },
        '/v2/projects/odd': { config: { clusters: 7 } },
      })[path],
  })
})
afterAll(() => shop.stop())

describe('the clusters of a project', () => {
  it('are what runs of its patterns, since when, and from which builds', async () => {
    const counts = { total: 2, up: 1, down: 0, unknown: 0, outOfService: 0, starting: 1 }
    const none = { total: 0, up: 0, down: 0, unknown: 0, outOfService: 0, starting: 0 }
    const lastPush = launched + 12_000
    expect(await shop.get('/projects/retail/clusters')).toEqual([
      {
        account: 'prod',
        stack: '*',
        detail: '*',
        instanceCounts: counts,
        applications: [
          {
            application: 'shop',
            lastPush,
            clusters: [
              {
                region: 'us-east-1',
                lastPush,
                instanceCounts: counts,
                builds: [{ host: 'https://ci/', job: 'shop', buildNumber: '12', deployed: lastPush }],
              },
            ],
          },
          { application: 'cart', lastPush: 0, clusters: [] },
        ],
      },
      {
        account: 'spot-prod',
        detail: 'canary',
        instanceCounts: { ...none, total: 1, down: 1 },
        applications: [
          {
            application: 'cart',
            lastPush: launched,
            clusters: [
              {
                region: 'eu-west-1',
                lastPush: launched,
                instanceCounts: { ...none, total: 1, down: 1 },
                builds: [{ buildNumber: '0', deployed: launched }],
              },
            ],
          },
        ],
      },
      {
        account: 'spot-prod',
        stack: 'test',
        detail: '*',
        instanceCounts: none,
        applications: [
          { application: 'shop', lastPush: 0, clusters: [] },
          { application: 'cart', lastPush: 0, clusters: [] },
        ],
      },
    ])
  })

  it('are none of a project without patterns', async () => {
    expect(await shop.get('/projects/empty/clusters')).toEqual([])
  })

  it('are a 404 of a project that Front50 does not have, and an error with words of one that it spoilt', async () => {
    expect((await shop.ask('GET', '/projects/nothing/clusters')).status).toBe(404)
    expect(await shop.ask('GET', '/projects/odd/clusters')).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining('project odd') },
    })
  })
})
