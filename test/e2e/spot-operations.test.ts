import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProductOnSpot, untilTask } from '../support/product.ts'
import { deployStage, image, runStages, sampleCluster, sandbox } from '../support/spot-deploys.ts'
import type { SimulatedGroup, SpotSimulator } from '../support/spot-simulator.ts'

type Json = Record<string, unknown>

/** Several pipelines at once, on a machine that may do other things besides. */
const patient = { timeout: 180_000 }

let simulator: SpotSimulator
let product: Product
let stop: (() => Promise<void>) | undefined

beforeAll(async () => {
  ;({ simulator, product, stop } = await startProductOnSpot({ speed: 500 }))
  const legacy = { name: 'legacy', region: 'us-east-1', instances: 1, instanceTypes: ['m5.large'] }
  await simulator.control('POST', '/reset', { autoScalingGroups: [legacy] })
})
afterAll(() => stop?.())

/** What Deck sends: a task of one job. Answers with the task's outputs by its variables. */
async function job(type: string, more: Json): Promise<Json> {
  const body = { application: 'demo', description: type, job: [{ type, ...sandbox, region: 'us-east-1', ...more }] }
  const { body: answer, status, text } = await product.gate('/tasks', { method: 'POST', body })
  expect(status, text).toBe(200)
  const { variables } = (await untilTask(product, answer.ref)) as { variables: { key: string; value: unknown }[] }
  return Object.fromEntries(variables.map(({ key, value }) => [key, value]))
}

async function groupOf(stack: string): Promise<SimulatedGroup & Json> {
  const found = (await simulator.groups()).find(({ document }) => document.name === `demo-${stack}-v000`)
  return found as SimulatedGroup & Json
}
const running = async (stack: string) =>
  (await groupOf(stack)).instances.flatMap(({ instanceId, phase }) =>
    phase === 'running' && instanceId ? instanceId : [],
  )
/** A group with scaling policies, and how jobs name it. */
async function deployed(stack: string) {
  const cluster = await sampleCluster(stack)
  const up = [{ policyName: 'busy', metricName: 'CPUUtilization', namespace: 'AWS/EC2', statistic: 'average' }].map(
    (policy) => ({ ...policy, unit: 'percent', threshold: 70, action: { type: 'adjustment', adjustment: '1' } }),
  )
  await runStages(
    product,
    'SUCCEEDED',
    deployStage({ ...cluster, group: { ...(cluster.group as Json), scaling: { up } } }),
  )
  return { serverGroupName: `demo-${stack}-v000` }
}

describe.concurrent('jobs for what only Spot has', patient, () => {
  it('scale by so many, and wait for the instances', async () => {
    const at = await deployed('scale')
    await job('scaleElastigroup', { ...at, direction: 'up', adjustment: 2 })
    expect(await running('scale')).toHaveLength(4)
    const { id } = await groupOf('scale')
    await job('scaleElastigroup', { elastigroupId: id, direction: 'down', adjustment: 2 })
    expect((await groupOf('scale')).document.capacity.target).toBe(2)
  })

  it('detach instances, which go on elsewhere, and wait until the group has let them go', async () => {
    const at = await deployed('detach')
    const [first] = await running('detach')
    const how = { terminateDetachedInstances: false, decrementDesiredCapacity: false, drainingTimeout: 0 }
    await job('detachInstances', { ...at, instanceIds: [first], ...how })
    expect(await running('detach')).not.toContain(first)
    expect((await groupOf('detach')).document.capacity.target).toBe(2)
  })

  it('lock, put into standby and interrupt instances', async () => {
    const at = await deployed('single')
    const [first, second] = await running('single')
    const instance = async (id: string | undefined) =>
      (await groupOf('single')).instances.find(({ instanceId }) => instanceId === id) as unknown as Json
    await job('lockInstances', { ...at, instanceIds: [first], ttlInMinutes: 60 })
    expect(await instance(first)).toMatchObject({ locked: true })
    await job('unlockInstances', { instanceIds: [first] })
    expect(await instance(first)).toMatchObject({ locked: false })
    await job('enterInstancesStandby', { ...at, instanceIds: [first] })
    expect(await instance(first)).toMatchObject({ standby: true })
    await job('exitInstancesStandby', { ...at, instanceIds: [first] })
    expect(await instance(first)).toMatchObject({ standby: false })
    await expect(job('interruptInstances', { ...at, instanceIds: [second] })).rejects.toThrow('confirm')
    await job('interruptInstances', { ...at, instanceIds: [second], confirm: true })
  })

  it('suspend and resume processes and policies, in the words of Spot and of AWS', async () => {
    const at = await deployed('quiet')
    const suspended = async () => (await groupOf('quiet')).suspensions.map(({ name }) => name)
    const policies = async () =>
      ((await groupOf('quiet')).policySuspensions as Json[]).map(({ policyName }) => policyName)
    await job('suspendProcesses', { ...at, processes: ['SCHEDULING'], ttlInMinutes: 30 })
    const aws = { ...at, regions: ['us-east-1'], cluster: 'demo-quiet', target: 'current_asg_dynamic' }
    await job('modifyScalingProcess', { ...aws, action: 'suspend', processes: ['ReplaceUnhealthy'] })
    expect(await suspended()).toEqual(['SCHEDULING', 'AUTO_HEALING'])
    await job('modifyScalingProcess', { ...aws, action: 'resume', processes: ['ReplaceUnhealthy'] })
    await job('resumeProcesses', { ...at, processes: ['SCHEDULING'] })
    expect(await suspended()).toEqual([])
    await job('suspendScalingPolicy', { ...at, policyName: 'busy' })
    expect(await policies()).toEqual(['busy'])
    await job('resumeScalingPolicy', { ...at, policyName: 'busy' })
    expect(await policies()).toEqual([])
  })

  it('change scaling policies and scheduled tasks, by cluster and target', async () => {
    await deployed('plans')
    const at = { cluster: 'demo-plans', target: 'current_asg_dynamic' }
    const document = async () => (await groupOf('plans')).document as unknown as Record<'scaling' | 'scheduling', Json>
    const idle = {
      policyName: 'idle',
      metricName: 'CPUUtilization',
      namespace: 'AWS/EC2',
      threshold: 10,
      operator: 'lte',
    }
    const action = { type: 'adjustment', adjustment: '1' }
    await job('upsertScalingPolicy', { ...at, kind: 'down', policy: { ...idle, action } })
    expect((await document()).scaling).toMatchObject({ up: [{ policyName: 'busy' }], down: [{ policyName: 'idle' }] })
    await job('deleteScalingPolicy', { ...at, policyName: 'busy' })
    expect((await document()).scaling).toMatchObject({ down: [{ policyName: 'idle' }] })
    expect(JSON.stringify(await document())).not.toContain('busy')
    const task = { taskType: 'scale', cronExpression: '0 20 * * 1-5', scaleTargetCapacity: 1, isEnabled: true }
    await job('upsertScheduledTask', { ...at, task })
    expect((await document()).scheduling).toMatchObject({ tasks: [task] })
    await job('deleteScheduledTask', { ...at, index: 0 })
    expect(JSON.stringify(await document())).not.toContain(task.cronExpression)
    await job('updateElastigroup', { ...at, groupToUpdate: { group: { description: 'changed' } } })
    expect(await document()).toMatchObject({ description: 'changed' })
  })

  it('import an auto scaling group: first to look at, then in earnest', async () => {
    const of = { autoScalingGroupName: 'legacy', application: 'demo', stack: 'imported' }
    const { importedGroup } = await job('importAutoScalingGroup', { ...of, dryRun: true })
    expect(importedGroup).toMatchObject({ region: 'us-east-1', capacity: { target: 1 } })
    expect(await groupOf('imported')).toBeUndefined()
    await job('importAutoScalingGroup', of)
    expect(await running('imported')).toHaveLength(1)
  })

  it('adopt a group that was made elsewhere', async () => {
    const { document } = await deployedDocument('adopt')
    const { ids } = (await simulator.control('POST', '/groups', {
      accountId: 'act-sandbox',
      document: { ...document, name: 'made by hand' },
    })) as { ids: string[] }
    await job('adoptElastigroup', { elastigroupId: ids[0], application: 'demo', stack: 'adopted' })
    expect((await groupOf('adopted')).id).toBe(ids[0])
  })

  it('pause, resume and deallocate stateful instances, and wait for it', async () => {
    const cluster = await sampleCluster('state')
    const group = structuredClone(cluster.group) as { strategy: Json }
    group.strategy.persistence = { shouldPersistPrivateIp: true }
    await runStages(product, 'SUCCEEDED', deployStage({ ...cluster, group }))
    const servers = async () => (await groupOf('state')).stateful as { id: string; state: string }[]
    const [first] = await servers()
    const at = { serverGroupName: 'demo-state-v000', statefulInstanceIds: [first?.id] }
    const stateOf = async () => (await servers()).find(({ id }) => id === first?.id)?.state
    await job('pauseStatefulInstance', at)
    expect(await stateOf()).toBe('PAUSED')
    await job('resumeStatefulInstance', at)
    expect(await stateOf()).toBe('ACTIVE')
    await job('recycleStatefulInstance', at)
    await job('deallocateStatefulInstance', at)
    expect(['DEALLOCATED', undefined]).toContain(await stateOf())
  })
})

async function deployedDocument(stack: string) {
  await runStages(product, 'SUCCEEDED', deployStage(await sampleCluster(stack, { imageId: image.first })))
  const { id: _, createdAt: __, updatedAt: ___, ...document } = (await groupOf(stack)).document as unknown as Json
  return { document }
}
