import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

describe('what belongs to services that are not here', () => {
  let gate: GateUnderTest
  beforeAll(async () => {
    gate = await startGate()
  })
  afterAll(() => gate?.stop())

  it.each([
    ['/v2/builds/ci/jobs/folder/deploy', "Job not found (controller: 'ci', job: 'folder/deploy')"],
    ['/v2/builds/ci/builds/deploy', "Builds not found (controller: 'ci', job: 'deploy')"],
    ['/v2/builds/ci/build/3/folder%2Fdeploy', "Build not found (controller: 'ci', job: 'folder/deploy', build: 3)"],
    ['/v3/builds/ci/job?job=folder%2Fdeploy', "Job not found (controller: 'ci', job: 'folder/deploy')"],
    ['/v3/builds/ci/build/3?job=deploy', "Build not found (controller: 'ci', job: 'deploy', build: 3)"],
    ['/bakery/logs/us-east-1/b-1', 'Bake logs not found.'],
    ['/manifests/prod/shop/deployment%20orders', 'Unable to find deployment orders in prod/shop'],
  ])('and has a name, as %s, is a 404 that names it', async (url, message) => {
    expect(await gate.ask('GET', url)).toMatchObject({ status: 404, body: { message, status: 404 } })
  })

  it.each(['/banners', '/v3/builds', '/v3/builds/ci/jobs', '/applications/orders/snapshots/prod/history?limit=20'])(
    'and is a list, as %s, is empty',
    async (url) => {
      expect(await gate.ask('GET', url)).toMatchObject({ status: 200, body: [] })
    },
  )

  it('and is a cloud’s images to bake on, are none', async () => {
    expect((await gate.ask('GET', '/bakery/options/aws')).body).toEqual({ cloudProvider: 'aws', baseImages: [] })
  })
})

describe('where there are several Decks', () => {
  let gate: GateUnderTest
  beforeAll(async () => {
    gate = await startGate({ services: { deck: { redirectHostPattern: '.*\\.deck\\.example' } } })
  })
  afterAll(() => gate?.stop())

  it.each([
    ['https://eu.deck.example', true],
    ['https://eu.deck.example.elsewhere.test', false],
    ['https://elsewhere.test/.deck.example', false],
    ['nonsense', false],
  ])('%s may call and be led to: %s', async (origin, may) => {
    const { headers } = await gate.ask('GET', '/version', undefined, { origin })
    expect(headers['access-control-allow-origin']).toBe(may ? origin : '*')
    const { status } = await gate.ask('GET', `/auth/redirect?to=${encodeURIComponent(`${origin}/#/search`)}`)
    expect(status).toBe(may ? 302 : 400)
  })
})
