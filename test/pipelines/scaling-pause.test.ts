import { describe, expect, it } from 'vitest'
import { deployOf, lines, tasks } from './sequence.ts'
import { bakeAndDeploy, prepared, previous, stageNamed, world } from './world.ts'

const spot = { cloudProvider: 'spot', availabilityZones: undefined, region: 'us-east-1' }
const pausing = { ...spot, strategy: 'redblack', maxRemainingAsgs: 0, suspendScalingWhileDeploying: true }
const old = { ...previous, cloudProvider: 'spot' }
const pausedCreation =
  'createServerGroup, monitorDeploy, forceCacheRefresh, determineNewGroupToSuspend, suspendScaling, monitorSuspendScaling, waitForUpInstances, forceCacheRefresh, getCommits'
const suspendTasks = 'determineGroupsToSuspend, suspendScaling, monitorSuspendScaling, forceCacheRefresh'
const resumeTasks = 'determineGroupsToResume, resumeScaling, monitorResumeScaling, forceCacheRefresh'

type Cloud = Awaited<ReturnType<typeof world>>['cloud']
const scalingOf = ({ operations }: Cloud) =>
  operations
    .filter(({ name }) => name.endsWith('Processes'))
    .map(({ name, description }) => `${name} ${description.serverGroupName} ${description.processes}`)

describe('a deploy with suspendScalingWhileDeploying', () => {
  it('keeps scaling off the old and the new group, and lets those scale again that serve in the end', async () => {
    const { cloud, run } = await world()
    cloud.add(old)
    const execution = await run(bakeAndDeploy(pausing))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        2<1<1 suspendScaling "Suspend scaling of shop-prod": ${suspendTasks}
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, ${pausedCreation}
        2<1>1 disableCluster "disableCluster": ${tasks.disableCluster}
        2<1>2 resumeScaling "Resume scaling": ${resumeTasks}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    expect(scalingOf(cloud)).toEqual([
      'suspendProcesses shop-prod-v001 AUTO_SCALE',
      'suspendProcesses shop-prod-v002 AUTO_SCALE',
      // The old one is disabled: its scaling is the business of who enables it.
      'resumeProcesses shop-prod-v002 AUTO_SCALE',
    ])
  })

  it('leaves a group alone that somebody else keeps from scaling', async () => {
    const { cloud, run } = await world()
    cloud.add({ ...old, suspendedProcesses: ['AUTO_SCALE'] })
    await run(bakeAndDeploy({ ...pausing, strategy: 'none' }))
    expect(scalingOf(cloud)).toEqual([
      'suspendProcesses shop-prod-v002 AUTO_SCALE',
      'resumeProcesses shop-prod-v002 AUTO_SCALE',
    ])
    expect(cloud.group('shop-prod-v001').suspendedProcesses).toEqual(['AUTO_SCALE'])
  })

  it('lets all of them scale again when it fails, also when going back fails', async () => {
    const { cloud, run } = await world()
    cloud.add(old)
    cloud.breakNewGroups()
    cloud.refuseOperation('disableServerGroup')
    const rollback = { onFailure: true, destroyLatest: false }
    const execution = await run(bakeAndDeploy({ ...pausing, rollback }, { stageTimeoutMs: 600_000 }))
    expect(execution.status).toBe('TERMINAL')
    expect(stageNamed(execution, 'Rollback shop-prod').status).toBe('TERMINAL')
    const names = ['shop-prod-v001', 'shop-prod-v002']
    expect(names.map((name) => cloud.group(name).suspendedProcesses)).toEqual([[], []])
  })

  it('lets all of them scale again when it is cancelled, whatever is on its way', async () => {
    const orca = await world()
    const { cloud } = orca
    cloud.add(old)
    cloud.fail('suspendProcesses', 'running', 'running', 'running', 'running', 'running')
    const id = await orca.start(bakeAndDeploy(pausing))
    await orca.until(() => cloud.group('shop-prod-v001').suspendedProcesses.length > 0)
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    expect((await orca.ended(id)).status).toBe('CANCELED')
    await orca.until(() => cloud.group('shop-prod-v001').suspendedProcesses.length === 0)
    expect(scalingOf(cloud)).toEqual([
      'suspendProcesses shop-prod-v001 AUTO_SCALE',
      'resumeProcesses shop-prod-v001 AUTO_SCALE',
    ])
  })

  it('asks clouds again that were away when it had to let go', async () => {
    const orca = await world()
    const { cloud } = orca
    cloud.add(old)
    const id = await orca.start(bakeAndDeploy({ ...pausing, delayBeforeDisableSec: 3_600 }))
    await orca.until(async () =>
      (await orca.read(id)).stages.some(({ type, status }) => type === 'wait' && status === 'RUNNING'),
    )
    cloud.refuse({ method: 'POST', path: /\/spot\/ops$/, status: 503, times: 20 })
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    await orca.ended(id)
    await orca.until(() => cloud.group('shop-prod-v002').suspendedProcesses.length === 0)
    expect(cloud.group('shop-prod-v001').suspendedProcesses).toEqual([])
  })

  it('is refused where the cloud has nothing like it, before anything is made', async () => {
    const { cloud, run } = await world()
    const execution = await run(bakeAndDeploy({ ...pausing, cloudProvider: 'gce' }))
    expect(execution.status).toBe('TERMINAL')
    expect(JSON.stringify(execution.stages)).toContain(
      "Scaling can't be suspended for the time of a deploy on gce: remove `suspendScalingWhileDeploying`.",
    )
    expect(cloud.operations).toEqual([])
  })
})
