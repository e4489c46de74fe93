import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, samplePipelines, startProductOnSpot, trigger } from '../support/product.ts'
import type { SpotSimulator } from '../support/spot-simulator.ts'

let simulator: SpotSimulator
let product: Product
let stop: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ simulator, product, stop } = await startProductOnSpot({ speed: 1_000 }))
})
afterAll(() => stop?.())

const stage = (more: object) => ({ refId: '1', requisiteStageRefIds: [], name: 'One', ...more })
const post = (body: unknown) => product.gate('/pipelines', { method: 'POST', body })

/** Saves and starts a pipeline that can't succeed; answers what people see of it. */
async function failing(name: string, stages: object[]): Promise<string> {
  const saved = await post({ application: 'demo', name, stages })
  if (saved.status !== 200) return `${saved.status} ${saved.text}`
  const started = await product.gate(`/pipelines/demo/${name}`, { method: 'POST', body: { type: 'manual' } })
  if (started.status !== 202) return `${started.status} ${started.text}`
  const execution = await product.untilExecution(started.body.ref.split('/').at(-1), 'TERMINAL')
  return JSON.stringify(execution)
}

const faults = {
  '429': { status: 429, headers: { 'X-RateLimit-Reset': '0' } },
  '500': { status: 500 },
  'a page of HTML': { status: 502, rawBody: '<html><body>Bad Gateway</body></html>' },
  'a reset connection': { dropConnection: true },
  'an answer that comes late': { delayMs: 2_000 },
  'a creation whose answer is lost': { preset: 'lost-create' },
}

describe('what nobody should send', () => {
  it('is a body that is no JSON: Gate says where it breaks', async () => {
    const answer = await fetch(`${product.url}/pipelines`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"application": "demo", ',
    })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(/JSON/)
  })

  it('is a body of 50 MB: it is refused and Gate goes on', async () => {
    const answer = await post({ application: 'demo', name: 'Big', stages: [], padding: 'x'.repeat(50_000_000) })
    expect(answer.status).toBe(413)
    expect((await product.gate('/health')).body.status).toBe('UP')
  })

  it('is a pipeline without a name', async () => {
    expect(await post({ application: 'demo', stages: [] })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('name') },
    })
  })

  it('is a cycle of stages: the pipeline fails and says which', async () => {
    const said = await failing('Cycle', [
      stage({ type: 'wait', waitTime: 0, requisiteStageRefIds: ['2'] }),
      { ...stage({ type: 'wait', waitTime: 0, requisiteStageRefIds: ['1'] }), refId: '2', name: 'Two' },
    ])
    expect(said).toContain('The stages 1, 2 wait for each other in a circle')
  })

  it('is a stage type that nobody knows', async () => {
    const said = await failing('Unknown', [stage({ type: 'teleport' })])
    expect(said).toContain('teleport')
  })

  it('is an account that is not configured', async () => {
    const release = (await samplePipelines()).Release as { stages: { clusters?: object[] }[] }
    const deploy = release.stages.find(({ clusters }) => clusters !== undefined)!
    const clusters = deploy.clusters!.map((cluster) => ({
      ...cluster,
      account: 'nowhere',
      imageId: 'ami-0000000000000a001',
    }))
    const said = await failing('Nowhere', [{ ...deploy, refId: '1', requisiteStageRefIds: [], clusters }])
    expect(said).toContain('nowhere')
    expect(await simulator.everyGroup()).toEqual([])
  })

  it('is a server group whose name is no moniker', async () => {
    const resize = {
      type: 'resizeServerGroup',
      cloudProvider: 'spot',
      credentials: 'sandbox',
      regions: ['us-east-1'],
      region: 'us-east-1',
      target: 'current_asg_dynamic',
      cluster: '-- not a name --',
      action: 'scale_exact',
      capacity: { min: 1, max: 1, desired: 1 },
    }
    const said = await failing('Nameless', [stage(resize)])
    expect(said).toContain('-- not a name --')
  })
})

describe('a Release while Spot has a bad day', () => {
  it.each(Object.entries(faults))('gets over %s', async (_words, fault) => {
    const answer = await fetch(`${simulator.url}/_sim/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify('preset' in fault ? fault : { match: { method: 'POST' }, times: 1, ...fault }),
    })
    expect(answer.status, await answer.text()).toBeLessThan(300)
    const id = await trigger(product, 'demo', 'Release', {
      image: 'ami-0000000000000a001',
      judgement: 'off',
      keepSeconds: '0',
    })
    await product.untilExecution(id, 'SUCCEEDED')
    const groups = (await simulator.groups()).filter(({ document }) => document.name.startsWith('demo-prod-'))
    expect(groups).toHaveLength(1)
  })

  it('fails with what Spot said when Spot refuses', async () => {
    const answer = await fetch(`${simulator.url}/_sim/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        match: { method: 'POST', pathRegex: '^/aws/ec2/group' },
        times: 1,
        status: 400,
        errors: [{ code: 'CANT_CREATE_GROUP', message: 'The subnet subnet-0a1 does not exist' }],
      }),
    })
    expect(answer.status, await answer.text()).toBeLessThan(300)
    const id = await trigger(product, 'demo', 'Release', {
      image: 'ami-0000000000000a001',
      judgement: 'off',
      keepSeconds: '0',
    })
    const execution = await product.untilExecution(id, 'TERMINAL')
    expect(JSON.stringify(execution.stages)).toContain('The subnet subnet-0a1 does not exist')
  })
})
