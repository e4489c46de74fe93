import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/services/orca/model.ts'
import { deployOf, lines, sequenceOf, tasks } from './sequence.ts'
import { bakeAndDeploy, prepared, previous, stage, stageNamed, world } from './world.ts'

/**
 * Whole pipelines that deploy, each with the exact stages and tasks that Spinnaker makes of them. Their clouds are not built
 * yet, so a Clouddriver of the test's answers over HTTP.
 *
 * Left out are the pipelines that bake a manifest, run a job on Kubernetes, deploy a ReplicaSet and judge a canary: their
 * services are not there. The bake of an image is played, and not looked at.
 */

const redblack = { strategy: 'redblack', rollback: { onFailure: false } }

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

describe('red/black on Spot by cloning', () => {
  it('waits, disables and scales down, and restores no minimum', async () => {
    const { cloud, run } = await world()
    cloud.answers.set('/aws/images/find', (query) =>
      query.get('q') === 'shop' && query.get('tag:stage') === 'approved'
        ? [
            {
              imageName: 'shop-1.0',
              amis: { 'us-east-1': ['ami-approved'] },
              tagsByImageId: { 'ami-approved': { stage: 'approved' } },
            },
          ]
        : [],
    )
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
    expect(sequenceOf(execution)[0]).toBe('1 findImageFromTags "Find AMI": findImage')
    expect(cloud.group('shop-eg-v002')).toMatchObject({
      imageId: 'ami-approved',
      disabled: false,
      capacity: { min: 1, max: 4, desired: 2 },
    })
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
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 findImage "Image from test": findImage
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
    const seen = left.map(({ name, region, imageId, capacity }) => `${region} ${name} ${imageId} ${capacity.desired}`)
    // Side by side: neither is the first.
    expect(seen.sort()).toEqual(['eu-west-1 shop-prod-v002 ami-tested 1', 'us-east-1 shop-prod-v002 ami-tested 3'])
  })

  it('leaves nothing to go back to', async () => {
    const { run } = await twoRegions()
    const execution = await run(pipeline(rollback))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution).at(-1)).toBe('3 rollbackCluster "Go back": determineRollbackCandidates')
  })
})
