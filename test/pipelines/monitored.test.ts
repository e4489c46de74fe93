import { describe, expect, it } from 'vitest'
import { afterwards } from '../support/orca-on-stub-cloud.ts'
import { startMonitor as openMonitor } from './deployment-monitor.ts'
import { deployOf, lines, tasks } from './sequence.ts'
import { bakeAndDeploy, prepared, previous, rollingStart, stageNamed, world } from './world.ts'

async function startMonitor(answers: Parameters<typeof openMonitor>[0]) {
  const monitor = await openMonitor(answers)
  afterwards(() => monitor.stop())
  return monitor
}

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
