import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, samplePipelines, startProductOnSpot } from '../support/product.ts'
import type { SpotSimulator } from '../support/spot-simulator.ts'

const healthy = 'ami-0000000000000a001'
const neverHealthy = 'ami-0000000000000dead'

let simulator: SpotSimulator
let product: Product
let stop: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ simulator, product, stop } = await startProductOnSpot())
})
afterAll(() => stop?.())

/** Red/black with the sample's cluster; answers with the execution's id. `seconds`: how long it may take. */
async function deploy(imageId: string, seconds: number): Promise<string> {
  const { stages } = (await samplePipelines()).Release as { stages: { clusters?: object[] }[] }
  const clusters = stages
    .flatMap((stage) => stage.clusters ?? [])
    .map((cluster) => ({
      ...cluster,
      imageId,
      strategy: 'redblack',
      maxRemainingAsgs: 2,
      rollback: { onFailure: true, destroyLatest: true },
    }))
  const stage = { refId: '1', requisiteStageRefIds: [], type: 'deploy', name: 'Deploy' }
  const pipeline = {
    application: 'demo',
    name: 'Red/black',
    stages: [{ ...stage, clusters, stageTimeoutMs: seconds * 1_000 }],
  }
  const { body } = await product.gate('/pipelines/start', { method: 'POST', body: pipeline })
  return body.ref.split('/').at(-1)
}

const groups = async () =>
  (await simulator.groups()).map(({ document, suspensions, instances }) => ({
    name: document.name,
    takesTraffic: !suspensions.some(({ name }) => name === 'LB_REGISTRATION'),
    healthy: instances.filter(({ health }) => health === 'HEALTHY').length,
  }))

describe('red/black on Spot', () => {
  it('takes the new group out and away when it does not become healthy, while the old one serves', async () => {
    await product.untilExecution(await deploy(healthy, 60), 'SUCCEEDED')
    const before = await groups()
    expect(before).toEqual([{ name: 'demo-prod-v000', takesTraffic: true, healthy: 2 }])

    const failed = await product.untilExecution(await deploy(neverHealthy, 6), 'TERMINAL')
    const told = failed.stages.map(({ type, name, status }) => `${type} "${name}" ${status}`)
    expect(told).toEqual([
      'createServerGroup "Deploy in us-east-1" TERMINAL',
      'rollbackCluster "Rollback demo-prod" SUCCEEDED',
      'rollbackServerGroup "Rollback us-east-1" SUCCEEDED',
      'disableServerGroup "Disable demo-prod-v001 due to rollback" SUCCEEDED',
      'destroyServerGroup "Destroy demo-prod-v001" SUCCEEDED',
      'deploy "Deploy" TERMINAL',
    ])
    expect(JSON.stringify(failed.stages[0]?.context.exception)).toContain('timed out')
    expect(await groups()).toEqual(before)
  })
})
