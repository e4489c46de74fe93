import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMonitor } from '../pipelines/deployment-monitor.ts'
import { type Execution, type Product, startProductOnSpot, trigger } from '../support/product.ts'
import { root } from '../support/root.ts'
import {
  callsAbout,
  deployStage,
  image,
  runStages,
  sampleCluster,
  sandbox,
  seenIn,
  startStages,
} from '../support/spot-deploys.ts'
import type { SpotSimulator } from '../support/spot-simulator.ts'

/** Several releases at once, on a machine that may do other things besides. */
const patient = { timeout: 180_000 }

let simulator: SpotSimulator
let product: Product
let monitor: Awaited<ReturnType<typeof startMonitor>>
let stop: (() => Promise<void>) | undefined

beforeAll(async () => {
  monitor = await startMonitor({ evaluateHealth: ['continue'] })
  const orca = { 'monitored-deploy': monitor.config }
  ;({ simulator, product, stop } = await startProductOnSpot({ speed: 500, orca }))
})
afterAll(async () => {
  await stop?.()
  await monitor?.stop()
})

/** Deploys the first version plainly, then the second with a strategy. */
async function release(stack: string, settings: object): Promise<Execution> {
  await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster(stack)))
  const cluster = await sampleCluster(stack, { imageId: image.second, ...settings })
  return runStages(product, 'SUCCEEDED', deployStage(cluster))
}
/** Lets a stage that waits for instances run out of time at once, on however slow a machine. */
async function endWaitOf(id: string, name: string): Promise<void> {
  const stageOf = ({ stages }: Execution) => stages.find((stage) => stage.name === name)
  const execution = await product.untilExecution(id, (now) => stageOf(now)?.context.currentInstanceCount === 2)
  const patch = { method: 'PATCH', body: { stageTimeoutMs: 1 } }
  const answer = await product.gate(`/pipelines/${id}/stages/${stageOf(execution)?.id}`, patch)
  expect(answer.status, answer.text).toBe(200)
}
const seen = (stack: string) => seenIn(simulator, `demo-${stack}`)
const out = ['AUTO_SCALE', 'LB_REGISTRATION']
/** How instances of the stack's first group left the traffic: one by one, or all at once. */
async function standbyCalls(stack: string): Promise<string[]> {
  const [group] = (await simulator.groups()).filter(({ document }) => document.name === `demo-${stack}-v000`)
  const ids = [group!.id, ...group!.instances.map(({ instanceId }) => instanceId)]
  return (await simulator.calls())
    .filter(
      ({ method, url }) => method === 'POST' && url.includes('/standby') && ids.some((id) => url.includes(`${id}/`)),
    )
    .map(({ url }) => /standby\/(\w+)/.exec(url)?.[1] ?? 'group')
}
const stagesOf = ({ stages }: Execution) => stages.map(({ type, name, status }) => `${type} "${name}" ${status}`)

describe.concurrent('a deploy on Spot', patient, () => {
  it('with the strategy none joins the groups that there are', async () => {
    await release('none', { strategy: 'none' })
    expect(await seen('none')).toEqual([
      { name: 'demo-none-v000', image: image.first, target: 2, suspended: [], serving: 2 },
      { name: 'demo-none-v001', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
  })

  it('with red/black takes the old group out and keeps it', async () => {
    await release('redblack', { strategy: 'redblack', suspendScalingWhileDeploying: true })
    expect(await seen('redblack')).toEqual([
      { name: 'demo-redblack-v000', image: image.first, target: 2, suspended: out, serving: 0 },
      { name: 'demo-redblack-v001', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
    const ofNew = await callsAbout(simulator, 'demo-redblack-v001')
    expect(ofNew).toEqual([
      'POST suspension {"suspensions":[{"name":"AUTO_SCALE"}]}',
      'DELETE suspension {"processes":["AUTO_SCALE"]}',
    ])
    const [first, second] = await callsAbout(simulator, 'demo-redblack-v000')
    expect([first, second]).toEqual(['POST suspension {"suspensions":[{"name":"AUTO_SCALE"}]}', 'POST standby'])
  })

  it('with red/black that fails goes back, and scaling goes on', async () => {
    const rollback = { onFailure: true, destroyLatest: true }
    await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster('back')))
    const settings = { strategy: 'redblack', imageId: image.neverHealthy, rollback, suspendScalingWhileDeploying: true }
    const id = await startStages(product, deployStage(await sampleCluster('back', settings)))
    await endWaitOf(id, 'Deploy in us-east-1')
    const failed = await product.untilExecution(id, 'TERMINAL')
    expect(stagesOf(failed)).toEqual([
      'suspendScaling "Suspend scaling of demo-back" SUCCEEDED',
      'createServerGroup "Deploy in us-east-1" TERMINAL',
      'rollbackCluster "Rollback demo-back" SUCCEEDED',
      'rollbackServerGroup "Rollback us-east-1" SUCCEEDED',
      'disableServerGroup "Disable demo-back-v001 due to rollback" SUCCEEDED',
      'destroyServerGroup "Destroy demo-back-v001" SUCCEEDED',
      'resumeScaling "Resume scaling" SUCCEEDED',
      'deploy "deploy" TERMINAL',
    ])
    expect(await seen('back')).toEqual([
      { name: 'demo-back-v000', image: image.first, target: 2, suspended: [], serving: 2 },
    ])
  })

  it('counts weights where a group is sized by weights', async () => {
    const cluster = await sampleCluster('weighty', { capacity: { min: 2, max: 8, desired: 4 } })
    const group = structuredClone(cluster.group) as { capacity: object; compute: { instanceTypes: object } }
    const spot = ['m5.large', 'm5a.large']
    const weights = spot.map((instanceType) => ({ instanceType, weightedCapacity: 2 }))
    group.compute.instanceTypes = { ondemand: 'm5.large', spot, weights }
    group.capacity = { unit: 'weight' }
    await runStages(product, 'SUCCEEDED', deployStage({ ...cluster, group }))
    const size = { type: 'resizeServerGroup', ...sandbox, cluster: 'demo-weighty', regions: ['us-east-1'] }
    const target = { target: 'current_asg_dynamic', capacity: { min: 2, max: 8, desired: 6 } }
    await runStages(product, 'SUCCEEDED', { ...size, ...target })
    expect(await seen('weighty')).toMatchObject([{ target: 6, serving: 3 }])
  })

  it('with highlander leaves one group', async () => {
    await release('highlander', { strategy: 'highlander' })
    expect(await seen('highlander')).toEqual([
      { name: 'demo-highlander-v001', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
  })

  it('with rolling red/black moves instances in its steps', async () => {
    await release('rolling', { strategy: 'rollingredblack', targetPercentages: [50, 100] })
    expect(await seen('rolling')).toEqual([
      { name: 'demo-rolling-v000', image: image.first, target: 2, suspended: out, serving: 0 },
      { name: 'demo-rolling-v001', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
    const standbys = await standbyCalls('rolling')
    // One of the two leaves when half of the new group is there; the last step takes the group as a whole.
    expect(standbys).toEqual(['enter', 'group'])
    const capacities = (await callsAbout(simulator, 'demo-rolling-v001')).flatMap(
      (call) => /"target":(\d+)/.exec(call)?.[1] ?? [],
    )
    expect(capacities).toEqual(['1', '2'])
  })

  it('with rolling red/black that fails half-way brings the whole old group back', async () => {
    const rollback = { onFailure: true, destroyLatest: true }
    const stack = 'halfway'
    const fickle = 'ami-00000000000f1c41e'
    await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster(stack)))
    const strategy = { strategy: 'rollingredblack', targetPercentages: [50, 100], rollback, delayBeforeDisableSec: 1 }
    const cluster = await sampleCluster(stack, { imageId: fickle, ...strategy })
    const id = await startStages(product, deployStage(cluster))
    const isAt = (step: string, wanted: string) => (execution: Execution) =>
      execution.stages.some(({ name, status }) => name === step && status === wanted)
    await product.untilExecution(id, isAt('wait', 'RUNNING'))
    // From here on instances of that image do not come up.
    await simulator.control('PUT', `/images/${fickle}`, { healthy: false })
    await product.untilExecution(id, isAt('Disable 50% of Traffic on demo-halfway-v000', 'SUCCEEDED'))
    expect((await seen(stack)).map(({ serving }) => serving)).toEqual([1, 1])
    await endWaitOf(id, 'Grow to 100% of Desired Size')
    await product.untilExecution(id, 'TERMINAL')
    expect(await seen(stack)).toEqual([
      { name: 'demo-halfway-v000', image: image.first, target: 2, suspended: [], serving: 2 },
    ])
  })

  it('monitored asks at each step, and goes on', async () => {
    const deploymentMonitor = { id: 'logs', parameters: {} }
    await release('watched', { strategy: 'monitored', deploySteps: [50, 100], deploymentMonitor })
    expect(await seen('watched')).toMatchObject([
      { suspended: out, serving: 0 },
      { image: image.second, target: 2, serving: 2 },
    ])
    expect(await standbyCalls('watched')).toEqual(['enter', 'group'])
    const about = monitor.asked.filter(({ body }) => body.newServerGroup === 'demo-watched-v001')
    expect(about.map(({ path }) => path.split('/').at(-1))).toEqual([
      'starting',
      'evaluateHealth',
      'evaluateHealth',
      'completed',
    ])
  })

  it('with a strategy of one’s own does what its pipeline says', async () => {
    const stages = [
      { refId: '1', requisiteStageRefIds: [], type: 'deploy', name: 'Deploy', trafficOptions: 'inherit' },
      {
        ...{ refId: '2', requisiteStageRefIds: ['1'], type: 'scaleDownCluster', name: 'Scale down', ...sandbox },
        ...{ remainingFullSizeServerGroups: 1, allowScaleDownActive: true, preferLargerOverNewer: false },
      },
    ]
    const strategy = { application: 'demo', name: 'Ours', id: 'ours', strategy: true, stages }
    const saved = await product.gate('/strategies', { method: 'POST', body: strategy })
    expect(saved.status, saved.text).toBe(200)
    await release('custom', { strategy: 'custom', strategyApplication: 'demo', strategyPipeline: 'ours' })
    expect(await seen('custom')).toMatchObject([
      { name: 'demo-custom-v000', target: 0, serving: 0 },
      { name: 'demo-custom-v001', image: image.second, target: 2, serving: 2 },
    ])
  })

  it('clones a group by its cluster and target, and takes it out', async () => {
    await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster('clone')))
    const clone = {
      ...{ type: 'cloneServerGroup', ...sandbox, application: 'demo', stack: 'clone', freeFormDetails: '' },
      ...{ target: 'current_asg_dynamic', targetCluster: 'demo-clone', region: 'us-east-1', imageId: image.second },
      ...{ useSourceCapacity: true, strategy: 'redblack', scaleDown: true },
    }
    await runStages(product, 'SUCCEEDED', clone)
    expect(await seen('clone')).toEqual([
      { name: 'demo-clone-v000', image: image.first, target: 0, suspended: out, serving: 0 },
      { name: 'demo-clone-v001', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
  })

  it('takes the newest group as its model where it names neither a group nor a payload', async () => {
    await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster('model')))
    const { group: _, ...like } = await sampleCluster('model', { strategy: 'highlander', useSourceCapacity: true })
    await runStages(product, 'SUCCEEDED', deployStage({ ...like, imageId: image.second, capacity: undefined }))
    expect(await seen('model')).toEqual([
      { name: 'demo-model-v001', image: image.second, target: 2, suspended: [], serving: 2 },
    ])
  })

  it('is what the example of docs/cloud-stages.md says', async () => {
    const text = await readFile(join(root, 'docs/cloud-stages.md'), 'utf8')
    const [, example] = /### An example[\s\S]*?```json\n([\s\S]*?)```/.exec(text) ?? []
    const pipeline = JSON.parse(example ?? '')
    const saved = await product.gate('/pipelines', { method: 'POST', body: pipeline })
    expect(saved.status, saved.text).toBe(200)
    for (const parameters of [{ image: image.first }, { image: image.second }, { image: image.first }]) {
      await product.untilExecution(await trigger(product, 'demo', pipeline.name, parameters), 'SUCCEEDED')
    }
    expect(await seen('docs')).toEqual([
      { name: 'demo-docs-v001', image: image.second, target: 3, suspended: out, serving: 0 },
      { name: 'demo-docs-v002', image: image.first, target: 3, suspended: [], serving: 3 },
    ])
  })
})
