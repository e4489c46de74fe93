import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/services/orca/model.ts'
import { deployOf, lines, sequenceOf, tasks } from './sequence.ts'
import { bakeAndDeploy, prepared, previous, stage, stageNamed, world } from './world.ts'

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

  describe('of a group with marks for the image that it ran', () => {
    const marked = async ({ refusesOperation = false } = {}) => {
      const there = await world()
      there.cloud.add({ ...previous, capacity: { min: 1, max: 1, desired: 1 } })
      there.cloud.answers.set('/features/stages', () => [{ name: 'upsertEntityTags', enabled: true }])
      const mark = (name: string, namespace: string, imageId: string) => ({
        name,
        namespace,
        valueType: 'object',
        value: { imageId },
      })
      const tags = [
        mark('old', 'astrid_rules', 'ami-0'),
        mark('now', 'astrid_rules', 'ami-2'),
        mark('own', 'x', 'ami-0'),
      ]
      there.cloud.answers.set('/tags', () => {
        if (refusesOperation) there.cloud.refuse({ method: 'POST', path: /^\/ops$/, status: 400 })
        return [{ id: 'tag-1', tags }]
      })
      return there
    }

    it('takes away those of earlier images', async () => {
      const { cloud, run } = await marked()
      const execution = await run(bakeAndDeploy(push({ relaunchAllInstances: true })))
      expect(execution.status).toBe('SUCCEEDED')
      const deleted = cloud.operations.filter(({ name }) => name === 'deleteEntityTags')
      expect(deleted.map(({ description }) => description)).toEqual([{ id: 'tag-1', tags: ['old'] }])
    })

    it('which Clouddriver itself is asked for; its refusal is told, and does not fail the push', async () => {
      const { cloud, run } = await marked({ refusesOperation: true })
      const execution = await run(bakeAndDeploy(push({ relaunchAllInstances: true })))
      expect(execution.status).toBe('SUCCEEDED')
      expect(cloud.operations.filter(({ name }) => name === 'deleteEntityTags')).toEqual([])
      expect(execution.systemNotifications).toMatchObject([
        {
          group: 'cleanUpTags',
          message: expect.stringContaining('shop-prod-v001 could not be removed'),
          closed: false,
        },
      ])
    })
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
