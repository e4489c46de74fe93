import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Execution, type Product, startProductOnSpot, untilTask } from '../support/product.ts'
import { deployStage, image, runStages, sampleCluster, sandbox, seenIn, startStages } from '../support/spot-deploys.ts'
import type { SpotSimulator } from '../support/spot-simulator.ts'

/** Several pipelines at once, on a machine that may do other things besides. */
const patient = { timeout: 180_000 }

let simulator: SpotSimulator
let product: Product
let stop: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ simulator, product, stop } = await startProductOnSpot({ speed: 500 }))
})
afterAll(() => stop?.())

const run = (...stages: Record<string, unknown>[]) => runStages(product, 'SUCCEEDED', ...stages)
const seen = (stack: string) => seenIn(simulator, `demo-${stack}`)
const groupsOf = async (stack: string) =>
  (await simulator.groups()).filter(({ document }) => document.name.startsWith(`demo-${stack}-v`))
/** Plain deploys of the sample's cluster, one after another. */
const deployed = async (stack: string, ...images: string[]) => {
  for (const imageId of images) await run(deployStage(await sampleCluster(stack, { imageId })))
}
/** A stage that names its group by cluster and target only. */
const on = (stack: string, type: string, more: object = {}) => ({
  ...{ type, ...sandbox, cluster: `demo-${stack}`, regions: ['us-east-1'] },
  ...more,
})
const newest = { target: 'current_asg_dynamic' }
const reasonOf = ({ stages }: Execution) =>
  stages
    .map(({ context }) => (context.exception as { details?: { errors?: string[] } } | undefined)?.details?.errors?.[0])
    .find(Boolean)
const out = ['AUTO_SCALE', 'LB_REGISTRATION']

describe.concurrent('stages that know a cluster and a target only', patient, () => {
  it('resize in every form', async () => {
    await deployed('size', image.first, image.first)
    const sizes: number[] = []
    const resize = async (more: object) => {
      await run(on('size', 'resizeServerGroup', { ...newest, ...more }))
      sizes.push((await seen('size'))[1]!.target)
    }
    await resize({ action: 'scale_exact', capacity: { min: 1, max: 6, desired: 3 } })
    await resize({ action: 'scale_up', scaleNum: 1 })
    await resize({ action: 'scale_down', scalePct: 50 })
    await resize({ action: 'scale_to_cluster', scaleNum: 1 })
    const source = { serverGroupName: 'demo-size-v000', region: 'us-east-1', credentials: 'sandbox' }
    await resize({ action: 'scale_to_server_group', source, scalePct: 50 })
    expect(sizes).toEqual([3, 4, 2, 3, 1])
  })

  it('disable, enable and destroy, in each region', async () => {
    const zones = [{ name: 'eu-west-1a', subnetIds: ['subnet-1'] }]
    const cluster = await sampleCluster('regions')
    const group = structuredClone(cluster.group) as { compute: { availabilityZones: object[] } }
    group.compute.availabilityZones = zones
    const abroad = { ...cluster, region: 'eu-west-1', availabilityZones: { 'eu-west-1': ['eu-west-1a'] }, group }
    await run({ type: 'deploy', clusters: [cluster, abroad] })
    const regions = ['us-east-1', 'eu-west-1']
    const names = async () =>
      (await groupsOf('regions')).map(({ suspensions }) => suspensions.map(({ name }) => name).toSorted())
    await run(on('regions', 'disableServerGroup', { ...newest, regions }))
    expect(await names()).toEqual([out, out])
    await run(on('regions', 'enableServerGroup', { ...newest, regions }))
    expect(await names()).toEqual([[], []])
    await run(on('regions', 'destroyServerGroup', { ...newest, regions }))
    expect(await names()).toEqual([])
  })

  it('disable, scale down and shrink a cluster', async () => {
    await deployed('wide', image.first, image.first, image.second)
    await run(on('wide', 'disableCluster', { remainingEnabledServerGroups: 1 }))
    expect((await seen('wide')).map(({ suspended }) => suspended)).toEqual([out, out, []])
    await run(on('wide', 'scaleDownCluster', { remainingFullSizeServerGroups: 2, allowScaleDownActive: false }))
    expect((await seen('wide')).map(({ target }) => target)).toEqual([0, 2, 2])
    await run(on('wide', 'shrinkCluster', { shrinkToSize: 1, allowDeleteActive: false }))
    expect((await seen('wide')).map(({ name }) => name)).toEqual(['demo-wide-v002'])
  })

  it('roll a cluster, and one group for another, back', async () => {
    await deployed('back', image.first)
    await run(deployStage(await sampleCluster('back', { imageId: image.second, strategy: 'redblack' })))
    await run(on('back', 'rollbackCluster'))
    expect(await seen('back')).toMatchObject([
      { suspended: [], serving: 2 },
      { suspended: out, serving: 0 },
    ])
    const rollbackContext = { rollbackServerGroupName: 'demo-back-v000', restoreServerGroupName: 'demo-back-v001' }
    const back = { region: 'us-east-1', rollbackType: 'EXPLICIT', rollbackContext }
    await run(on('back', 'rollbackServerGroup', back))
    expect(await seen('back')).toMatchObject([
      { suspended: out, serving: 0 },
      { suspended: [], serving: 2 },
    ])
  })

  it('terminate instances, which the group replaces', async () => {
    await deployed('end', image.first)
    const [group] = await groupsOf('end')
    const instanceIds = group!.instances.slice(0, 1).map(({ instanceId }) => instanceId)
    const job = [
      { type: 'terminateInstances', ...sandbox, region: 'us-east-1', serverGroupName: 'demo-end-v000', instanceIds },
    ]
    const body = { application: 'demo', description: 'Terminate', job }
    const { body: answer } = await product.gate('/tasks', { method: 'POST', body })
    await untilTask(product, answer.ref)
    const left = (await groupsOf('end'))[0]!.instances.map(({ instanceId }) => instanceId)
    expect(left).not.toContain(instanceIds[0])
  })
})

describe.concurrent('a roll on Spot', patient, () => {
  const roll = { batchSizePercentage: 50, gracePeriod: 120, batchMinHealthyPercentage: 50 }
  const monitored = ({ stages }: Execution) => stages.find(({ context }) => context.rollStatus !== undefined)
  const statusOf = (execution: Execution) => monitored(execution)?.context.rollStatus as Record<string, unknown>
  const rollsOf = async (stack: string) => (await groupsOf(stack))[0]!.rolls.map(({ status }) => status)

  it('brings another image into the group, and shows which instances came and went', async () => {
    await deployed('roll', image.first)
    const execution = await run(on('roll', 'rollServerGroup', { ...newest, imageId: image.second, roll }))
    expect(await seen('roll')).toEqual([
      { name: 'demo-roll-v000', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
    const { instances, ...status } = statusOf(execution) as { instances: Record<string, { status: string }[]> }
    expect(status).toMatchObject({ status: 'finished', progress: 100, numOfBatches: 2 })
    expect(instances.blue?.map((each) => each.status)).toEqual(['DETACHED', 'DETACHED'])
    expect(instances.green?.map((each) => each.status)).toEqual(['RUNNING', 'RUNNING'])
  })

  it('that fails detaches the new instances where it is told to, and the group may roll again', async () => {
    await deployed('clear', image.first)
    const bad = { imageId: image.neverHealthy, roll: { ...roll, onFailure: 'DETACH_NEW' } }
    const failed = await runStages(product, 'TERMINAL', on('clear', 'rollServerGroup', { ...newest, ...bad }))
    expect(reasonOf(failed)).toMatch(/^Roll sbgd-\w+ of demo-clear-v000 failed in batch 1 of 2/)
    await product.untilExecution(
      await startStages(product, on('clear', 'rollServerGroup', { ...newest, imageId: image.second, roll })),
      'SUCCEEDED',
    )
    expect(await seen('clear')).toMatchObject([{ image: image.second, serving: 2 }])
    expect(await rollsOf('clear')).toEqual(['stopped', 'finished'])
  })

  it('is in the way when it failed, until the next one may stop it', async () => {
    await deployed('blocked', image.first)
    const rollTo = (imageId: string, more: object = {}) =>
      on('blocked', 'rollServerGroup', { ...newest, imageId, roll, ...more })
    await runStages(product, 'TERMINAL', rollTo(image.neverHealthy))
    expect(await rollsOf('blocked')).toEqual(['failed'])
    const refused = await runStages(product, 'TERMINAL', rollTo(image.second))
    expect(reasonOf(refused)).toMatch(/Roll sbgd-\w+ of demo-blocked-v000 has failed and blocks.*rollAction.*stopRoll/)
    await run(rollTo(image.second, { stopFailedRoll: true }))
    expect(await rollsOf('blocked')).toEqual(['stopped', 'finished'])
  })

  it('is stopped when its stage is cancelled', async () => {
    await deployed('cancel', image.first)
    const slow = { ...roll, batchSizePercentage: 50, gracePeriod: 100_000 }
    const id = await startStages(
      product,
      on('cancel', 'rollServerGroup', { ...newest, imageId: image.neverHealthy, roll: slow }),
    )
    await product.untilExecution(id, (execution) => statusOf(execution)?.status === 'in_progress')
    await product.gate(`/pipelines/${id}/cancel`, { method: 'PUT' })
    await product.untilExecution(id, 'CANCELED')
    await vi.waitFor(async () => expect(await rollsOf('cancel')).toEqual(['stopped']), 10_000)
  })

  it('is stopped when its time is up', async () => {
    await deployed('late', image.first)
    const slow = { ...roll, gracePeriod: 100_000 }
    const stage = on('late', 'rollServerGroup', { ...newest, imageId: image.neverHealthy, roll: slow })
    const late = await runStages(product, 'TERMINAL', { ...stage, timeoutMinutes: 0.03 })
    expect(reasonOf(late)).toContain('took longer than the stage may wait')
    await vi.waitFor(async () => expect(await rollsOf('late')).toEqual(['stopped']), 10_000)
  })
})
