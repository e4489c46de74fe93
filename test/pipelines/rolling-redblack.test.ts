import { describe, expect, it } from 'vitest'
import { deployOf, lines, tasks } from './sequence.ts'
import { bakeAndDeploy, prepared, previous, rollingStart, stage, stageNamed, world } from './world.ts'

const rolling = {
  strategy: 'rollingredblack',
  targetPercentages: [50, 100],
  rollback: { onFailure: true, destroyLatest: true },
}

describe('rolling red/black', () => {
  it('moves the traffic bit by bit', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    const execution = await run(bakeAndDeploy(rolling))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        ${rollingStart}
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, ${tasks.createServerGroup}
        2<1>1 determineTargetServerGroup "Determine Deployed Server Group": determineTargetServerGroup
        2<1>2 pinServerGroup "Pin shop-prod-v001": ${tasks.pin}
        2<1>3 resizeServerGroup "Grow to 50% of Desired Size": ${tasks.resize}
        2<1>4 disableServerGroup "Disable 50% of Traffic on shop-prod-v001": ${tasks.disablePart}
        2<1>5 resizeServerGroup "Grow to 100% of Desired Size": ${tasks.resize}
        2<1>6 disableServerGroup "Disable 100% of Traffic on shop-prod-v001": ${tasks.disable}
        2<1>7 pinServerGroup "Unpin shop-prod-v001": ${tasks.pin}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    expect(
      cloud.operations
        .filter(({ name }) => name !== 'allowLaunchDescription')
        .map(({ name, description }) => [
          name,
          description.serverGroupName ?? 'shop-prod-v002',
          description.capacity ?? description.desiredPercentage,
        ]),
    ).toEqual([
      ['createServerGroup', 'shop-prod-v002', { min: 0, max: 0, desired: 0 }],
      ['resizeServerGroup', 'shop-prod-v001', { min: 2, max: 4, desired: 2 }],
      ['resizeServerGroup', 'shop-prod-v002', { min: 1, max: 1, desired: 1 }],
      ['disableServerGroup', 'shop-prod-v001', 50],
      ['resizeServerGroup', 'shop-prod-v002', { min: 2, max: 4, desired: 2 }],
      ['disableServerGroup', 'shop-prod-v001', 100],
      ['resizeServerGroup', 'shop-prod-v001', { min: 2, max: 4, desired: 2 }],
    ])
  })

  it('pins the source at its size meanwhile, and gives both groups the minimum that it had', async () => {
    const { cloud, run } = await world()
    cloud.add({ ...previous, capacity: { min: 1, max: 6, desired: 4 } })
    const execution = await run(bakeAndDeploy(rolling))
    expect(execution.status).toBe('SUCCEEDED')
    const resizes = cloud.operations.filter(({ name }) => name === 'resizeServerGroup')
    expect(resizes.map(({ description }) => [description.serverGroupName, description.capacity])).toEqual([
      ['shop-prod-v001', { min: 4, max: 6, desired: 4 }],
      ['shop-prod-v002', { min: 2, max: 2, desired: 2 }],
      ['shop-prod-v002', { min: 1, max: 6, desired: 4 }],
      ['shop-prod-v001', { min: 1, max: 6, desired: 4 }],
    ])
  })

  it('asks a pipeline before traffic is taken away, and tells it of both groups', async () => {
    const orca = await world()
    orca.cloud.add(previous)
    const variables = [
      { key: 'seen', value: '${parameters.deployedServerGroup.serverGroupName} ${parameters.percentageComplete}' },
    ]
    await orca.askFront50('POST', '/pipelines', {
      id: 'validation',
      name: 'validation',
      application: 'shop',
      stages: [stage('1', [], 'evaluateVariables', 'Look', { variables })],
    })
    const before = {
      pipelineBeforeCleanup: { application: 'shop', pipelineId: 'validation' },
      delayBeforeDisableSec: 10,
    }
    const execution = await orca.run(bakeAndDeploy({ ...rolling, ...before, targetPercentages: [] }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution).slice(4, 8)).toEqual(
      lines(`
        2<1>3 resizeServerGroup "Grow to 100% of Desired Size": ${tasks.resize}
        2<1>4 wait "wait": wait
        2<1>5 pipeline "Run Validation Pipeline": startPipeline, monitorPipeline
        2<1>6 disableServerGroup "Disable 100% of Traffic on shop-prod-v001": ${tasks.disable}
      `),
    )
    expect(stageNamed(execution, 'Run Validation Pipeline').outputs.seen).toBe('shop-prod-v002 100')
  })

  it('grows to what was asked for where there is no group before it', async () => {
    const { cloud, run } = await world()
    const execution = await run(bakeAndDeploy(rolling))
    expect(deployOf(execution)).toEqual(
      lines(`
        ${rollingStart}
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, ${tasks.createServerGroup}
        2<1>1 determineTargetServerGroup "Determine Deployed Server Group": determineTargetServerGroup
        2<1>2 resizeServerGroup "Grow to 50% of Desired Size": ${tasks.resize}
        2<1>3 resizeServerGroup "Grow to 100% of Desired Size": ${tasks.resize}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    expect(cloud.group('shop-prod-v000').capacity).toEqual({ min: 2, max: 4, desired: 2 })
  })

  it('does not begin while two groups serve', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    cloud.add({ name: 'shop-prod-v002' })
    const execution = await run(bakeAndDeploy(rolling))
    expect(execution.status).toBe('TERMINAL')
    expect(cloud.operations).toEqual([])
  })

  it('goes all the way back when the new group can not be seen', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    cloud.refuse({ method: 'GET', path: /shop-prod-v002$/, status: 400 })
    const execution = await run(bakeAndDeploy(rolling))
    expect(execution.status).toBe('TERMINAL')
    expect(deployOf(execution)).toEqual(
      lines(`
        ${rollingStart}
        2<1 createServerGroup "Deploy in us-east-1" TERMINAL: ${prepared}, createServerGroup, monitorDeploy, forceCacheRefresh, waitForUpInstances TERMINAL, forceCacheRefresh NOT_STARTED, getCommits NOT_STARTED
        2<1>1 rollbackCluster "Rollback shop-prod": determineRollbackCandidates
        2<1>1>1 rollbackServerGroup "Rollback us-east-1"
        2<1>1>1>1 enableServerGroup "Enable shop-prod-v001 due to rollback": ${tasks.enable}
        2<1>1>1>2 disableServerGroup "Disable shop-prod-v002 due to rollback": ${tasks.disable}
        2<1>2 destroyServerGroup "Destroy shop-prod-v002": destroyServerGroup, monitorServerGroup, waitForDestroyedServerGroup
        2<1>3 pinServerGroup "Unpin shop-prod-v001": ${tasks.pin}
        2 deploy "Deploy prod" TERMINAL: completeParallelDeploy NOT_STARTED
      `),
    )
    expect([...cloud.groups.values()]).toMatchObject([{ ...previous, disabled: false }])
  })

  it('goes back from half way', async () => {
    const { cloud, run } = await world()
    cloud.add({ ...previous, capacity: { min: 1, max: 4, desired: 4 } })
    cloud.refuseOperation('resizeServerGroup', 2)
    const execution = await run(bakeAndDeploy({ ...rolling, rollback: { onFailure: true } }))
    expect(execution.status).toBe('TERMINAL')
    const steps = deployOf(execution).map((line) => line.split(':')[0])
    expect(steps.slice(-6)).toEqual(
      lines(`
        2<1>6 rollbackCluster "Rollback shop-prod"
        2<1>6>1 rollbackServerGroup "Rollback us-east-1"
        2<1>6>1>1 enableServerGroup "Enable shop-prod-v001 due to rollback"
        2<1>6>1>2 disableServerGroup "Disable shop-prod-v002 due to rollback"
        2<1>7 pinServerGroup "Unpin shop-prod-v001"
        2 deploy "Deploy prod" TERMINAL
      `),
    )
    const before = cloud.group('shop-prod-v001')
    expect(before).toMatchObject({ disabled: false, outOfTraffic: 0, capacity: { min: 1, max: 4, desired: 4 } })
    expect(cloud.group('shop-prod-v002').disabled).toBe(true)
  })

  it('that fails for what it does not say keeps the reason', async () => {
    const { run } = await world()
    const execution = await run(bakeAndDeploy({ ...rolling, application: '', maxInitialAsgs: -1 }))
    expect(execution.status).toBe('TERMINAL')
    const { exception } = stageNamed(execution, 'Deploy in us-east-1').context
    expect(JSON.stringify(exception)).not.toContain('ConstructAfterStages')
  })
})
