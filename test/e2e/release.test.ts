import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Execution, type Product, startProductOnSpot, trigger } from '../support/product.ts'
import type { SimulatedGroup, SpotSimulator } from '../support/spot-simulator.ts'

const first = 'ami-0000000000000a001'
const second = 'ami-0000000000000a002'
const third = 'ami-0000000000000a003'

let simulator: SpotSimulator
let product: Product
let stop: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ simulator, product, stop } = await startProductOnSpot())
})
afterAll(() => stop?.())

/** What a person would want to know of each group. */
const seen = async () =>
  (await simulator.groups())
    .filter(({ document }) => document.name.startsWith('demo-'))
    .map((group) => ({ name: group.document.name, images: images(group), disabled: isDisabled(group) }))

const images = ({ instances }: SimulatedGroup) =>
  [...new Set(instances.filter(({ phase }) => phase === 'running').map(({ imageId }) => imageId))].sort()

const isDisabled = ({ suspensions }: SimulatedGroup) => {
  const suspended = suspensions.map(({ name }) => name)
  return suspended.includes('AUTO_SCALE') && suspended.includes('LB_REGISTRATION')
}

const release = (image: string, judgement: 'on' | 'off') =>
  trigger(product, 'demo', 'Release', { image, judgement, keepSeconds: '0' })

const judgementOf = ({ stages }: Execution) => stages.find(({ name }) => name === 'Judgement')
const untilJudged = async (id: string, judgmentStatus: 'continue' | 'stop') => {
  const waiting = await product.untilExecution(id, (execution) => judgementOf(execution)?.status === 'RUNNING')
  const before = await seen()
  const answer = await product.gate(`/pipelines/${id}/stages/${judgementOf(waiting)?.id}`, {
    method: 'PATCH',
    body: { judgmentStatus },
  })
  expect(answer.status).toBe(200)
  return before
}

describe('the sample application', () => {
  it('is released for the first time without asking anybody', async () => {
    const id = await release(first, 'off')
    const execution = await product.untilExecution(id, 'SUCCEEDED')
    expect(judgementOf(execution)?.status).toBe('SKIPPED')
    expect(await seen()).toEqual([{ name: 'demo-prod-v000', images: [first], disabled: false }])
    const [group] = await simulator
      .groups()
      .then((groups) => groups.filter(({ document }) => document.name === 'demo-prod-v000'))
    expect(group?.document.capacity).toMatchObject({ minimum: 2, maximum: 4, target: 2 })
    expect(group?.instances.map(({ health }) => health)).toEqual(['HEALTHY', 'HEALTHY'])
  })

  it('is released again: the old group leaves the traffic, and goes when a person said yes', async () => {
    const id = await release(second, 'on')
    expect(await untilJudged(id, 'continue')).toEqual([
      { name: 'demo-prod-v000', images: [first], disabled: true },
      { name: 'demo-prod-v001', images: [second], disabled: false },
    ])
    await product.untilExecution(id, 'SUCCEEDED')
    expect(await seen()).toEqual([{ name: 'demo-prod-v001', images: [second], disabled: false }])
  })

  it('is shown by Gate with its one server group and its instances up', async () => {
    const { body } = await product.gate('/applications/demo/serverGroups')
    expect(body).toMatchObject([
      {
        name: 'demo-prod-v001',
        account: 'sandbox',
        region: 'us-east-1',
        cluster: 'demo-prod',
        isDisabled: false,
        instanceCounts: { total: 2, up: 2 },
      },
    ])
  })

  it('is rolled to another image inside its group', async () => {
    const id = await trigger(product, 'demo', 'Roll', { image: third })
    await product.untilExecution(id, 'SUCCEEDED')
    expect(await seen()).toEqual([{ name: 'demo-prod-v001', images: [third], disabled: false }])
    const [group] = (await simulator.groups()).filter(({ document }) => document.name === 'demo-prod-v001')
    expect(group?.rolls.map(({ status }) => status)).toEqual(['finished'])
  })

  it('keeps both groups when a person says no, and Rollback brings the previous one back', async () => {
    const refused = await release(first, 'on')
    await untilJudged(refused, 'stop')
    await product.untilExecution(refused, 'TERMINAL')
    const id = await trigger(product, 'demo', 'Rollback')
    await product.untilExecution(id, 'SUCCEEDED')
    expect(await seen()).toEqual([
      { name: 'demo-prod-v001', images: [third], disabled: false },
      { name: 'demo-prod-v002', images: [first], disabled: true },
    ])
  })

  it('refuses an image that is none before anything is touched', async () => {
    const before = await seen()
    const id = await release('docker.io/demo', 'off')
    const execution = await product.untilExecution(id, 'TERMINAL')
    expect(JSON.stringify(execution.stages)).toContain('The image must be an AMI')
    expect(await seen()).toEqual(before)
  })

  it('never shows the account’s token', async () => {
    for (const path of [
      '/credentials/sandbox',
      '/executions?limit=50&pipelineNameFilter=Release',
      '/applications/demo/tasks',
    ]) {
      expect((await product.gate(path)).text).not.toContain('sandbox-token')
    }
  })
})
