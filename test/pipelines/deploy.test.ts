import { describe, expect, it } from 'vitest'
import type { Execution, Json } from '../../src/services/orca/model.ts'
import { startMonitor as openMonitor } from './deployment-monitor.ts'
import { lines, sequenceOf, tasks } from './sequence.ts'
import { afterwards, bakeAndDeploy, previous, stage, stageNamed, world } from './world.ts'

/**
 * Whole pipelines that deploy, each with the exact stages and tasks that Spinnaker makes of them. Their clouds are not built
 * yet, so a Clouddriver of the test's answers over HTTP.
 *
 * Left out are the pipelines that bake a manifest, run a job on Kubernetes, deploy a ReplicaSet and judge a canary: their
 * services are not there. The bake of an image is played, and not looked at.
 */

async function startMonitor(answers: Parameters<typeof openMonitor>[0]) {
  const monitor = await openMonitor(answers)
  afterwards(() => monitor.stop())
  return monitor
}

/** The deploy's part of a sequence. */
const deployOf = (execution: Execution) => sequenceOf(execution).filter((line) => line.startsWith('2'))
const redblack = { strategy: 'redblack', rollback: { onFailure: false } }
const prepared = 'determineSourceServerGroup, determineHealthProviders'

describe('red/black on EC2', () => {
  it('disables the previous group and keeps it', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    const execution = await run(bakeAndDeploy(redblack))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, snapshotSourceServerGroup, ${tasks.createServerGroup}
        2<1>1 shrinkCluster "shrinkCluster": ${tasks.shrinkCluster}
        2<1>2 disableCluster "disableCluster": ${tasks.disableCluster}
        2<1>3 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    expect(cloud.group('shop-prod-v001').disabled).toBe(true)
    expect(cloud.group('shop-prod-v002')).toMatchObject({ disabled: false, imageId: 'ami-2' })
    const { startTime, endTime } = stageNamed(execution, 'disableCluster')
    expect(endTime! - startTime!).toBeGreaterThanOrEqual(90_000)
  })

  it('has nothing to take out of an empty cluster', async () => {
    const { run } = await world()
    const execution = await run(bakeAndDeploy(redblack))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, snapshotSourceServerGroup, ${tasks.createServerGroup}
        2<1>1 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
  })

  it('waits where it is told to, and scales the previous group down', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    const waits = { delayBeforeDisableSec: 60, delayBeforeScaleDownSec: 30, scaleDown: true, maxRemainingAsgs: 0 }
    const execution = await run(bakeAndDeploy({ ...redblack, ...waits }))
    expect(deployOf(execution).slice(1, -1)).toEqual(
      lines(`
        2<1>1 wait "Wait Before Disable": wait
        2<1>2 disableCluster "disableCluster": ${tasks.disableCluster}
        2<1>3 wait "Wait Before Scale Down": wait
        2<1>4 scaleDownCluster "scaleDown": ${tasks.scaleDownCluster}
        2<1>5 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}
      `),
    )
    expect(stageNamed(execution, 'Wait Before Disable').context.waitTime).toBe(60)
    const base = { region: 'us-east-1', cluster: 'shop-prod', credentials: 'prod', cloudProvider: 'aws' }
    expect(stageNamed(execution, 'disableCluster').context).toMatchObject({
      ...base,
      remainingEnabledServerGroups: 1,
      preferLargerOverNewer: false,
    })
    expect(stageNamed(execution, 'scaleDown').context).toMatchObject({
      ...base,
      allowScaleDownActive: false,
      remainingFullSizeServerGroups: 1,
      preferLargerOverNewer: false,
    })
    expect(cloud.group('shop-prod-v001').capacity).toEqual({ min: 0, max: 0, desired: 0 })
  })

  it('whose new group does not come up takes it out again, and destroys it where that is wished', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    cloud.breakNewGroups()
    const back = { strategy: 'redblack', rollback: { onFailure: true, destroyLatest: true } }
    const execution = await run(bakeAndDeploy(back, { stageTimeoutMs: 600_000 }))
    expect(execution.status).toBe('TERMINAL')
    expect(deployOf(execution)).toEqual(
      lines(`
        2<1 createServerGroup "Deploy in us-east-1" TERMINAL: ${prepared}, snapshotSourceServerGroup, createServerGroup, monitorDeploy, forceCacheRefresh, waitForUpInstances TERMINAL, forceCacheRefresh NOT_STARTED, getCommits NOT_STARTED
        2<1>1 rollbackCluster "Rollback shop-prod": determineRollbackCandidates
        2<1>1>1 rollbackServerGroup "Rollback us-east-1"
        2<1>1>1>1 disableServerGroup "Disable shop-prod-v002 due to rollback": ${tasks.disable}
        2<1>2 destroyServerGroup "Destroy shop-prod-v002": destroyServerGroup, monitorServerGroup, waitForDestroyedServerGroup
        2 deploy "Deploy prod" TERMINAL: completeParallelDeploy NOT_STARTED
      `),
    )
    expect([...cloud.groups.values()].map(({ name, disabled }) => [name, disabled])).toEqual([
      ['shop-prod-v001', false],
    ])
  })

  it('is known by its name in any case, and reads numbers that are text', async () => {
    const { cloud, run } = await world()
    cloud.add({ ...previous, name: 'shop-prod-v000', disabled: true })
    cloud.add(previous)
    await run(bakeAndDeploy({ strategy: 'RedBlack', maxRemainingAsgs: '2' }))
    expect([...cloud.groups.values()].map(({ name, disabled }) => [name, disabled])).toEqual([
      ['shop-prod-v001', true],
      ['shop-prod-v002', false],
    ])
  })

  it('does not go back once the new group was up', async () => {
    const { cloud, run } = await world()
    cloud.add(previous)
    cloud.refuseOperation('disableServerGroup')
    const execution = await run(bakeAndDeploy({ strategy: 'redblack', rollback: { onFailure: true } }))
    expect(execution.status).toBe('TERMINAL')
    expect(execution.stages.some(({ type }) => type === 'rollbackCluster')).toBe(false)
    expect(cloud.group('shop-prod-v002').disabled).toBe(false)
  })
})

const rolling = {
  strategy: 'rollingredblack',
  targetPercentages: [50, 100],
  rollback: { onFailure: true, destroyLatest: true },
}
const rollingStart = `
  2<1<1 checkPreconditions "Check Deploy Preconditions": checkPrecondition`

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
})

const monitoring = {
  strategy: 'monitored',
  deploySteps: [50, 100],
  deploymentMonitor: { id: 'logs', parameters: { team: 'shop' } },
}

describe('a monitored deploy', () => {
  it('asks its monitor before it begins and at each step, and tells it the end', async () => {
    const monitor = await startMonitor({ evaluateHealth: ['wait', 'continue', 'complete'] })
    const { cloud, run, ask } = await world({ 'monitored-deploy': monitor.config })
    expect((await ask('GET', '/capabilities/deploymentMonitors')).body).toEqual([
      { id: 'logs', name: 'Logs', supportContact: null, stable: false },
    ])
    cloud.add(previous)
    const execution = await run(bakeAndDeploy(monitoring))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        ${rollingStart}
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, ${tasks.createServerGroup}
        2<1>1 determineTargetServerGroup "Determine Deployed Server Group": determineTargetServerGroup
        2<1>2 pinServerGroup "Pin shop-prod-v001": ${tasks.pin}
        2<1>3 notifyDeployStarting "Notify monitored deploy starting": notifyDeployStarting
        2<1>4 resizeServerGroup "Grow shop-prod-v002 to 50% of Desired Size": ${tasks.resize}
        2<1>5 disableServerGroup "Disable 50% of Traffic on shop-prod-v001": ${tasks.disablePart}
        2<1>6 evaluateDeploymentHealth "Evaluate health of deployed instances": evaluateDeploymentHealth
        2<1>7 resizeServerGroup "Grow shop-prod-v002 to 100% of Desired Size": ${tasks.resize}
        2<1>8 disableServerGroup "Disable 100% of Traffic on shop-prod-v001": ${tasks.disable}
        2<1>9 evaluateDeploymentHealth "Evaluate health of deployed instances": evaluateDeploymentHealth
        2<1>10 pinServerGroup "Unpin shop-prod-v002": ${tasks.pin}
        2<1>11 pinServerGroup "Unpin shop-prod-v001": ${tasks.pin}
        2<1>12 shrinkCluster "shrinkCluster": ${tasks.shrinkCluster}
        2<1>13 notifyDeployCompleted "Notify monitored deploy complete": notifyDeployCompleted
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    expect(monitor.asked.map(({ path, body }) => [path, body.currentProgress ?? body.status])).toEqual([
      ['/deployment/starting', undefined],
      ['/deployment/evaluateHealth', 50],
      ['/deployment/evaluateHealth', 50],
      ['/deployment/evaluateHealth', 100],
      ['/deployment/completed', 'success'],
    ])
    const deploying = stageNamed(execution, 'Deploy in us-east-1')
    expect(monitor.asked[0]?.body).toEqual({
      application: 'shop',
      executionId: execution.id,
      stageId: stageNamed(execution, 'Notify monitored deploy starting').id,
      deploymentId: deploying.id,
      oldServerGroup: 'shop-prod-v001',
      newServerGroup: 'shop-prod-v002',
      account: 'prod',
      region: 'us-east-1',
      cloudProvider: 'aws',
      parameters: { team: 'shop' },
    })
    const [first, second] = execution.stages.filter(({ type }) => type === 'evaluateDeploymentHealth')
    expect(first?.context.deploymentMonitorReasons).toMatchObject({ reason: { message: 'said so' } })
    expect(second?.outputs).toMatchObject({ skipToPercentage: 100 })
    expect(cloud.group('shop-prod-v002').capacity).toEqual({ min: 2, max: 4, desired: 2 })
  })

  it('that is told to abort goes back, and says that it did', async () => {
    const monitor = await startMonitor({ evaluateHealth: ['abort'] })
    const { cloud, run } = await world({ 'monitored-deploy': monitor.config })
    cloud.add(previous)
    const failureActions = { rollback: 'Automatic', destroyInstances: true }
    const execution = await run(bakeAndDeploy({ ...monitoring, failureActions }))
    expect(execution.status).toBe('TERMINAL')
    expect(deployOf(execution).slice(7)).toEqual(
      lines(`
        2<1>6 evaluateDeploymentHealth "Evaluate health of deployed instances" TERMINAL: evaluateDeploymentHealth TERMINAL
        2<1>7 rollbackCluster "Rollback shop-prod": determineRollbackCandidates
        2<1>7>1 rollbackServerGroup "Rollback us-east-1"
        2<1>7>1>1 enableServerGroup "Enable shop-prod-v001 due to rollback": ${tasks.enable}
        2<1>7>1>2 disableServerGroup "Disable shop-prod-v002 due to rollback": ${tasks.disable}
        2<1>8 destroyServerGroup "Destroy shop-prod-v002 due to rollback": destroyServerGroup, monitorServerGroup, waitForDestroyedServerGroup
        2<1>9 pinServerGroup "Unpin shop-prod-v001": ${tasks.pin}
        2<1>10 notifyDeployCompleted "Notify monitored deploy complete": notifyDeployCompleted
        2 deploy "Deploy prod" TERMINAL: completeParallelDeploy NOT_STARTED
      `),
    )
    expect(monitor.asked.at(-1)).toMatchObject({
      path: '/deployment/completed',
      body: { status: 'failure', rollback: 'success' },
    })
    expect([...cloud.groups.values()]).toMatchObject([{ ...previous, disabled: false }])
  })

  it.each([
    ['fails when its monitor fails a fourth time', {}, 'TERMINAL', 'TERMINAL'],
    ['goes on without a monitor that may fail', { failOnErrorOverride: false }, 'SUCCEEDED', 'FAILED_CONTINUE'],
  ])('%s', async (_words, override, ended, evaluated) => {
    const monitor = await startMonitor({ evaluateHealth: [500, 502, 503, 500, 'continue'] })
    const { cloud, run } = await world({ 'monitored-deploy': monitor.config })
    cloud.add(previous)
    const deploymentMonitor = { ...monitoring.deploymentMonitor, ...override }
    const execution = await run(bakeAndDeploy({ ...monitoring, deploymentMonitor }))
    expect([execution.status, stageNamed(execution, 'Evaluate health of deployed instances').status]).toEqual([
      ended,
      evaluated,
    ])
    const { deploymentMonitorReasons } = stageNamed(execution, 'Evaluate health of deployed instances').context
    expect(JSON.stringify(deploymentMonitorReasons)).toContain(
      'Failed to get a valid response from deployment monitor Logs',
    )
  })

  it('does not wait for ever', async () => {
    const monitor = await startMonitor({ evaluateHealth: ['wait'] })
    const { cloud, run } = await world({ 'monitored-deploy': monitor.config })
    cloud.add(previous)
    const execution = await run(bakeAndDeploy(monitoring))
    const evaluation = stageNamed(execution, 'Evaluate health of deployed instances')
    expect([execution.status, evaluation.status]).toEqual(['TERMINAL', 'TERMINAL'])
    expect((evaluation.endTime! - evaluation.startTime!) / 60_000).toBeCloseTo(31, 0)
  })

  it.each([
    ['where operators did not enable it', {}, /monitored-deploy.enabled/],
    ['with a monitor that nobody registered', { 'monitored-deploy': { enabled: true } }, /ID: logs/],
  ])('is refused before anything is created %s', async (_words, config, reason) => {
    const { cloud, run } = await world(config)
    const execution = await run(bakeAndDeploy(monitoring))
    expect(execution.status).toBe('TERMINAL')
    expect(JSON.stringify(stageNamed(execution, 'Deploy in us-east-1').context.exception)).toMatch(reason)
    expect(cloud.operations).toEqual([])
  })
})

describe('a custom strategy', () => {
  it('is a pipeline that deploys in place of the stage', async () => {
    const orca = await world()
    orca.cloud.add(previous)
    await orca.askFront50('POST', '/strategies', {
      id: 'ours',
      name: 'Ours',
      application: 'platform',
      strategy: true,
      stages: [
        stage('0', [], 'checkPreconditions', 'There is one', {
          preconditions: [{ type: 'clusterSize', context: { expected: 1 } }],
        }),
        stage('1', ['0'], 'deploy', 'Deploy', { trafficOptions: 'inherit' }),
        stage('2', ['1'], 'disableServerGroup', 'Disable the old one', { target: 'ancestor_asg_dynamic' }),
      ],
    })
    const custom = {
      strategy: 'custom',
      strategyApplication: 'platform',
      strategyPipeline: 'ours',
      pipelineParameters: { level: '3' },
    }
    const execution = await orca.run(bakeAndDeploy(custom))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, snapshotSourceServerGroup
        2<1>1 pipeline "pipeline": startPipeline, monitorPipeline
        2<1>2 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    const child = await orca.read(String(stageNamed(execution, 'pipeline').context.executionId))
    expect(child.trigger).toMatchObject({
      strategy: true,
      parameters: {
        strategy: true,
        clone: false,
        cluster: 'shop-prod',
        credentials: 'prod',
        region: 'us-east-1',
        cloudProvider: 'aws',
        level: '3',
        parentPipelineId: execution.id,
        parentStageId: stageNamed(execution, 'Deploy in us-east-1').id,
      },
    })
    expect(sequenceOf(child)).toEqual(
      lines(`
        0<1 checkPreconditions "Check precondition (clusterSize)": checkPrecondition
        0 checkPreconditions "There is one"
        1<1 createServerGroup "Deploy in us-east-1": ${prepared}, snapshotSourceServerGroup, ${tasks.createServerGroup}
        1<1>1 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}
        1 deploy "Deploy": completeParallelDeploy
        2<1 determineTargetServerGroup "determineTargetServerGroup": determineTargetServerGroup
        2<2 disableServerGroup "disableServerGroup": ${tasks.disable}
        2 disableServerGroup "Disable the old one"
      `),
    )
    expect(orca.cloud.group('shop-prod-v001').disabled).toBe(true)
  })

  it('that fails fails the deploy', async () => {
    const orca = await world()
    const checks = [{ type: 'expression', context: { expression: 'false' } }]
    await orca.askFront50('POST', '/strategies', {
      id: 'ours',
      name: 'Ours',
      application: 'platform',
      stages: [stage('1', [], 'checkPreconditions', 'No', { preconditions: checks })],
    })
    const custom = { strategy: 'custom', strategyApplication: 'platform', strategyPipeline: 'ours' }
    const execution = await orca.run(bakeAndDeploy(custom))
    expect([execution.status, stageNamed(execution, 'pipeline').status]).toEqual(['TERMINAL', 'TERMINAL'])
    expect(orca.cloud.operations).toEqual([])
  })
})

describe('red/black on Spot by cloning', () => {
  it('waits, disables and scales down, and restores no minimum', async () => {
    const { cloud, run } = await world()
    cloud.add({
      name: 'shop-eg-v001',
      account: 'my-spot',
      cloudProvider: 'spot',
      capacity: { min: 1, max: 4, desired: 2 },
    })
    const execution = await run({
      name: 'eg-redblack',
      application: 'shop',
      stages: [
        stage('1', [], 'findImageFromTags', 'Find AMI', {
          cloudProvider: 'spot',
          packageName: 'shop',
          regions: ['us-east-1'],
          tags: { stage: 'approved' },
        }),
        stage('2', ['1'], 'cloneServerGroup', 'Clone Elastigroup', {
          cloudProvider: 'spot',
          cloudProviderType: 'spot',
          credentials: 'my-spot',
          application: 'shop',
          stack: 'eg',
          freeFormDetails: '',
          target: 'current_asg_dynamic',
          targetCluster: 'shop-eg',
          region: 'us-east-1',
          useSourceCapacity: true,
          strategy: 'redblack',
          maxRemainingAsgs: 2,
          delayBeforeDisableSec: 5,
          scaleDown: true,
          delayBeforeScaleDownSec: 5,
        }),
      ],
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        2 cloneServerGroup "Clone Elastigroup": ${prepared}, cloneServerGroup, monitorDeploy, forceCacheRefresh, waitForUpInstances, forceCacheRefresh, getCommits
        2>1 shrinkCluster "shrinkCluster": ${tasks.shrinkCluster}
        2>2 wait "Wait Before Disable": wait
        2>3 disableCluster "disableCluster": ${tasks.disableCluster}
        2>4 wait "Wait Before Scale Down": wait
        2>5 scaleDownCluster "scaleDown": ${tasks.scaleDownCluster}
      `),
    )
    expect(cloud.group('shop-eg-v001')).toMatchObject({ disabled: true, capacity: { min: 0, max: 0, desired: 0 } })
    expect(cloud.group('shop-eg-v002')).toMatchObject({ disabled: false, capacity: { min: 1, max: 4, desired: 2 } })
  })
})

describe('highlander in two regions, and what may follow', () => {
  const where = { account: 'prod', application: 'shop', stack: 'prod', strategy: 'highlander', cloudProvider: 'aws' }
  const one = { min: 1, max: 1, desired: 1 }
  const pipeline = (...more: Json[]) => ({
    name: 'multi',
    application: 'shop',
    stages: [
      stage('1', [], 'findImage', 'Image from test', {
        cluster: 'shop-test',
        credentials: 'test',
        regions: ['us-east-1', 'eu-west-1'],
        selectionStrategy: 'NEWEST',
        onlyEnabled: true,
        cloudProvider: 'aws',
        cloudProviderType: 'aws',
      }),
      stage('2', ['1'], 'deploy', 'Deploy both', {
        restrictExecutionDuringTimeWindow: true,
        restrictedExecutionWindow: {
          days: [2, 3, 4, 5, 6],
          whitelist: [{ startHour: 0, startMin: 0, endHour: 23, endMin: 59 }],
        },
        clusters: [
          { ...where, capacity: one, availabilityZones: { 'us-east-1': ['us-east-1a'] } },
          { ...where, capacity: one, availabilityZones: { 'eu-west-1': ['eu-west-1a'] } },
        ],
      }),
      ...more,
    ],
  })
  const resize = stage('3', ['2'], 'resizeServerGroup', 'Scale up', {
    target: 'current_asg_dynamic',
    cluster: 'shop-prod',
    credentials: 'prod',
    regions: ['us-east-1'],
    action: 'scale_exact',
    resizeType: 'exact',
    capacity: { min: 3, max: 3, desired: 3 },
    cloudProvider: 'aws',
    cloudProviderType: 'aws',
  })
  const rollback = stage('3', ['2'], 'rollbackCluster', 'Go back', {
    cluster: 'shop-prod',
    credentials: 'prod',
    regions: ['us-east-1'],
    cloudProvider: 'aws',
    targetHealthyRollbackPercentage: 100,
  })

  /** A group in each region, and in the cluster whose image is taken. */
  async function twoRegions() {
    const there = await world()
    for (const region of ['us-east-1', 'eu-west-1']) {
      there.cloud.add({ name: 'shop-test-v007', account: 'test', region, imageId: 'ami-tested' })
      there.cloud.add({ name: 'shop-prod-v001', region, suspendedProcesses: [] })
    }
    return there
  }

  it('deploys side by side within its window, then resizes what it finds there', async () => {
    const { cloud, run } = await twoRegions()
    const execution = await run(pipeline(resize))
    expect(execution.status).toBe('SUCCEEDED')
    const processes = (word: string) => `${word}, monitor, forceCacheRefresh, waitForScalingProcesses`
    const region = (refId: string, name: string) => `
        ${refId} createServerGroup "Deploy in ${name}": ${prepared}, snapshotSourceServerGroup, ${tasks.createServerGroup}
        ${refId}>1<1 disableCluster "disableCluster": ${tasks.disableCluster}
        ${refId}>1 shrinkCluster "shrinkCluster": ${tasks.shrinkCluster}
        ${refId}>2 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}`
    expect(sequenceOf(execution).slice(1)).toEqual(
      lines(`
        2<1 restrictExecutionDuringTimeWindow "restrictExecutionDuringTimeWindow": suspendExecutionDuringTimeWindow
        ${region('2<2', 'us-east-1')}
        ${region('2<3', 'eu-west-1')}
        2 deploy "Deploy both": completeParallelDeploy
        3<1 determineTargetServerGroup "determineTargetServerGroup": determineTargetServerGroup
        3<2<1 modifyAwsScalingProcess "resumeScalingProcesses": ${processes('resume')}
        3<2 resizeServerGroup "resizeServerGroup": ${tasks.resize}
        3<2>1 modifyAwsScalingProcess "suspendScalingProcesses": ${processes('suspend')}
        3 resizeServerGroup "Scale up"
      `),
    )
    const requisites = execution.stages.filter(({ refId }) => refId === '2<2' || refId === '2<3')
    expect(requisites.map(({ requisiteStageRefIds }) => requisiteStageRefIds)).toEqual([['2<1'], ['2<1']])
    const left = [...cloud.groups.values()].filter(({ account }) => account === 'prod')
    expect(left.map(({ name, region, imageId, capacity }) => [name, region, imageId, capacity.desired])).toEqual([
      ['shop-prod-v002', 'us-east-1', 'ami-tested', 3],
      ['shop-prod-v002', 'eu-west-1', 'ami-tested', 1],
    ])
  })

  it('leaves nothing to go back to', async () => {
    const { run } = await twoRegions()
    const execution = await run(pipeline(rollback))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution).at(-1)).toBe('3 rollbackCluster "Go back": determineRollbackCandidates')
  })
})

describe('a rolling push', () => {
  const push = (termination: Json) => ({ strategy: 'rollingpush', termination })
  const round =
    'determineCurrentPhaseTerminations, disableInstances, monitorDisable, waitForDisabledState, terminateInstances, waitForTerminateOperation, waitForTerminatedInstances, forceCacheRefresh, waitForNewInstances, checkForRemainingTerminations'

  it('gives the group its new launch settings and replaces its instances one after another', async () => {
    const { cloud, run } = await world()
    cloud.add({ ...previous, capacity: { min: 2, max: 4, desired: 3 } })
    const execution = await run(bakeAndDeploy(push({ relaunchAllInstances: true, concurrentRelaunches: 2 })))
    expect(execution.status).toBe('SUCCEEDED')
    expect(deployOf(execution)).toEqual(
      lines(`
        2<1 createServerGroup "Deploy in us-east-1": ${prepared}, snapshotSourceServerGroup
        2<1>1 modifyAsgLaunchConfiguration "modifyLaunchConfiguration": updateLaunchConfig, monitorModification, forceCacheRefresh
        2<1>2 rollingPush "rollingPush": captureParentInterestingHealthProviderNames, determineTerminationCandidates, ${round}, pushComplete
        2<1>3 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": ${tasks.restoreMin}
        2 deploy "Deploy prod": completeParallelDeploy
      `),
    )
    const id = (index: number) => `i-shop-prod-v001-${index}`
    const gone = cloud.operations.filter(({ name }) => name === 'terminateInstances')
    expect(gone.map(({ description }) => description.instanceIds)).toEqual([[id(0), id(1)], [id(2)]])
    expect([...cloud.groups.keys()]).toEqual(['us-east-1:shop-prod-v001'])
    const looped = stageNamed(execution, 'rollingPush').tasks.filter(({ loopStart, loopEnd }) => loopStart || loopEnd)
    expect(looped.map(({ name }) => name)).toEqual([
      'determineCurrentPhaseTerminations',
      'checkForRemainingTerminations',
    ])
  })

  it('takes the instances that are named, with time between', async () => {
    const { cloud, run } = await world()
    cloud.add({ ...previous, capacity: { min: 2, max: 4, desired: 3 } })
    const instances = ['i-shop-prod-v001-2', 'i-shop-prod-v001-0', 'i-of-somebody-else']
    const execution = await run(bakeAndDeploy(push({ totalRelaunches: 5, order: 'given', instances, waitTime: 300 })))
    expect(execution.status).toBe('SUCCEEDED')
    const gone = cloud.operations.filter(({ name }) => name === 'terminateInstances')
    expect(gone.map(({ description }) => description.instanceIds)).toEqual([[instances[0]], [instances[1]]])
    const { startTime, endTime } = stageNamed(execution, 'rollingPush')
    expect(endTime! - startTime!).toBeGreaterThanOrEqual(300_000)
  })

  it('needs a group', async () => {
    const { cloud, run } = await world()
    const execution = await run(bakeAndDeploy(push({ relaunchAllInstances: true })))
    expect(execution.status).toBe('TERMINAL')
    expect(JSON.stringify(stageNamed(execution, 'Deploy in us-east-1').context.exception)).toContain(
      'Could not find source server group for rolling push',
    )
    expect(cloud.operations).toEqual([])
  })
})
