import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, startProduct, untilTask } from '../support/product.ts'

/** What the stock Deck reads before anybody has made anything, and the emptiness with which each page stays whole. */
const empty: Readonly<Record<string, unknown>> = {
  '/plugins/deck/plugin-manifest.json': [],
  '/notifications/metadata': [],
  '/jobs/preconfigured': [],
  '/webhooks/preconfigured': [],
  '/credentials?expand=true': [],
  '/banners': [],
  '/securityGroups': {},
  '/applications': [],
  '/projects': [],
  '/v2/pipelineTemplates/versions': {},
  '/networks': {},
  '/networks/aws': [],
  '/subnets': [],
  '/subnets/aws': [],
  '/keyPairs': [],
  '/instanceTypes': [],
  '/loadBalancers?provider=aws': [],
  '/images/find?provider=aws&q=orders': [],
  '/certificates/aws': [],
}

describe('the stock Deck at a fresh start, without accounts and applications', () => {
  let home: Home
  let product: Product

  beforeAll(async () => {
    home = createHome()
    product = await startProduct(home)
  })
  afterAll(async () => {
    await product?.stop()
    home?.remove()
  })

  it.each(Object.entries(empty))('reads %s', async (path, wanted) => {
    const { status, body, headers } = await product.gate(path, { headers: { 'x-ratelimit-app': 'deck' } })
    expect({ status, body }).toEqual({ status: 200, body: wanted })
    // Anything else is the end of a session to it.
    expect(headers.get('content-type')).toContain('application/json')
  })

  it('create application: it lands on its first tab, whose every call is answered at once', async () => {
    const job = [{ type: 'createApplication', application: { name: 'first', email: 'a@b.co', cloudProviders: '' } }]
    const task = { application: 'first', description: 'Create Application: first', job }
    const { body } = await product.gate('/tasks', { method: 'POST', body: task })
    expect((await product.gate(body.ref)).status).toBe(200)
    await untilTask(product, body.ref)
    expect((await product.gate('/applications/first?expand=false')).body.attributes.name).toBe('first')
    const app = '/applications/first'
    for (const [path, wanted] of [
      ['/clusters', {}],
      ['/serverGroups', []],
      ['/serverGroups?clusters=', []],
      ['/serverGroupManagers', []],
      ['/loadBalancers', []],
      ['/pipelines?limit=30&statuses=RUNNING,SUSPENDED,PAUSED,NOT_STARTED&expand=true', []],
      ['/pipelineConfigs', []],
      ['/strategyConfigs', []],
      ['/tasks?statuses=RUNNING,SUSPENDED,NOT_STARTED', []],
    ] as const) {
      expect({ path, body: (await product.gate(app + path)).body }).toEqual({ path, body: wanted })
    }
  })

  it('is answered with nothing at all, and no type of it, where there is nothing to say', async () => {
    const pipeline = { application: 'first', name: 'Deploy', stages: [], triggers: [], index: 0 }
    for (const [method, path, body] of [
      ['POST', '/pipelines?staleCheck=true', pipeline],
      ['POST', '/notifications/application/first', { application: 'first', slack: [] }],
      ['DELETE', '/pipelines/first/Deploy', undefined],
      ['GET', '/credentials/nobody', undefined],
    ] as const) {
      const { status, text, headers } = await product.gate(path, { method, body })
      expect({ path, status, text, type: headers.get('content-type') }).toEqual({
        path,
        status: 200,
        text: '',
        type: null,
      })
    }
  })
})
