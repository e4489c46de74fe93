import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/services/orca/model.ts'
import { lines, sequenceOf, tasks } from './sequence.ts'
import { stage, stageNamed, world } from './world.ts'

/** Ways back that people take, with the exact stages and tasks that Spinnaker makes of them. */

const size = (min: number, max: number, desired: number) => ({ capacity: { min, max, desired } })
const rollbackCluster = (more: Json = {}) => ({
  application: 'shop',
  stages: [
    stage('1', [], 'rollbackCluster', 'Go back', {
      cluster: 'shop-prod',
      credentials: 'prod',
      regions: ['us-east-1'],
      cloudProvider: 'aws',
      ...more,
    }),
  ],
})

describe('rollbackCluster', () => {
  it('brings the group back that red/black had left', async () => {
    const { cloud, run } = await world()
    cloud.add({ name: 'shop-prod-v001', disabled: true, ...size(2, 4, 2) })
    cloud.add({ name: 'shop-prod-v002', ...size(2, 4, 2) })
    const execution = await run(rollbackCluster({ targetHealthyRollbackPercentage: 100 }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 rollbackCluster "Go back": determineRollbackCandidates
        1>1 rollbackServerGroup "Rollback us-east-1"
        1>1>1 enableServerGroup "Enable shop-prod-v001 due to rollback": ${tasks.enable}
        1>1>2 disableServerGroup "Disable shop-prod-v002 due to rollback": ${tasks.disable}
      `),
    )
    expect(execution.stages[0]).toMatchObject({
      context: { imagesToRestore: [{ region: 'us-east-1', image: 'ami-1', rollbackMethod: 'EXPLICIT' }] },
      outputs: {
        rollbackTypes: { 'us-east-1': 'EXPLICIT' },
        rollbackContexts: {
          'us-east-1': {
            rollbackServerGroupName: 'shop-prod-v002',
            restoreServerGroupName: 'shop-prod-v001',
            targetHealthyRollbackPercentage: 100,
          },
        },
      },
    })
    expect([cloud.group('shop-prod-v001').disabled, cloud.group('shop-prod-v002').disabled]).toEqual([false, true])
  })

  it('makes it as large as the one that goes, and lets it shrink again in the end', async () => {
    const { cloud, run } = await world()
    cloud.add({ name: 'shop-prod-v001', disabled: true, ...size(1, 2, 1) })
    cloud.add({ name: 'shop-prod-v002', ...size(2, 8, 4) })
    const execution = await run(rollbackCluster({ additionalRollbackContext: { delayBeforeDisableSeconds: 30 } }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution).slice(2)).toEqual(
      lines(`
        1>1>1 captureSourceServerGroupCapacity "Snapshot Source Server Group": snapshotSourceServerGroup
        1>1>2 enableServerGroup "Enable shop-prod-v001 due to rollback": ${tasks.enable}
        1>1>3 resizeServerGroup "Resize Server Group: shop-prod-v001 to (min: 4, max: 8, desired: 4)": ${tasks.resize}
        1>1>4 wait "waitBeforeDisable": wait
        1>1>5 disableServerGroup "Disable shop-prod-v002 due to rollback": ${tasks.disable}
        1>1>6 applySourceServerGroupCapacity "Restore Min Capacity From Snapshot due to rollback": ${tasks.restoreMin}
      `),
    )
    expect(cloud.group('shop-prod-v001')).toMatchObject(size(2, 8, 4))
  })

  it('leaves a region alone in which there is nothing to go back to', async () => {
    const { cloud, run } = await world()
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v001', region: 'eu-west-1', disabled: true })
    cloud.add({ name: 'shop-prod-v002', region: 'eu-west-1', disabled: true })
    const execution = await run(rollbackCluster({ regions: ['us-east-1', 'eu-west-1'] }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(['1 rollbackCluster "Go back": determineRollbackCandidates'])
    expect(cloud.operations).toEqual([])
  })

  it('goes from region to region with time to think', async () => {
    const { cloud, run } = await world()
    for (const region of ['us-east-1', 'eu-west-1', 'us-west-2']) {
      cloud.add({ name: 'shop-prod-v001', region, disabled: true })
      if (region !== 'us-west-2') cloud.add({ name: 'shop-prod-v002', region })
    }
    const regions = ['us-east-1', 'us-west-2', 'eu-west-1']
    const execution = await run(rollbackCluster({ regions, waitTimeBetweenRegions: 60 }))
    const direct = execution.stages.filter(({ refId }) => /^1>\d+$/.test(refId ?? ''))
    expect(direct.map(({ refId, type, name }) => `${refId} ${type} "${name}"`)).toEqual(
      lines(`
        1>1 rollbackServerGroup "Rollback us-east-1"
        1>2 wait "Wait after us-east-1"
        1>3 rollbackServerGroup "Rollback eu-west-1"
      `),
    )
    expect(stageNamed(execution, 'Wait after us-east-1').context.waitTime).toBe(60)
  })

  it.each([
    [4, 100],
    [10, 90],
    [20, 95],
  ])('of %s instances asks for %s percent healthy ones', async (desired, percent) => {
    const { cloud, run } = await world()
    cloud.add({ name: 'shop-prod-v001', disabled: true, ...size(desired, desired, desired) })
    cloud.add({ name: 'shop-prod-v002', ...size(desired, desired, desired) })
    const execution = await run(rollbackCluster())
    expect(stageNamed(execution, 'Enable shop-prod-v001 due to rollback').context).toMatchObject({
      targetHealthyDeployPercentage: percent,
    })
  })

  describe('of a group whose deploy noted what it replaced', () => {
    const noted = async (image: Json) => {
      const there = await world()
      there.cloud.answers.set('/features/stages', () => [{ name: 'upsertEntityTags', enabled: true }])
      const value = { previousServerGroup: { name: 'shop-prod-v001', ...image } }
      there.cloud.answers.set('/tags', (query) =>
        query.get('entityId') === 'shop-prod-v003'
          ? [{ id: 'tag', tags: [{ name: 'spinnaker:metadata', value }] }]
          : [],
      )
      there.cloud.add({ name: 'shop-prod-v001', imageId: 'ami-good', disabled: true })
      there.cloud.add({ name: 'shop-prod-v002', imageId: 'ami-other', disabled: true })
      there.cloud.add({ name: 'shop-prod-v003', imageId: 'ami-bad' })
      return there
    }

    it('takes a group that still has that image, though it is not the last one', async () => {
      const { cloud, run } = await noted({
        imageId: 'ami-good',
        imageName: 'shop-1.0',
        buildInfo: { jenkins: { number: '7' } },
      })
      const execution = await run(rollbackCluster())
      expect(execution.stages[0]?.context.imagesToRestore).toEqual([
        { region: 'us-east-1', image: 'shop-1.0', buildNumber: '7', rollbackMethod: 'EXPLICIT' },
      ])
      expect([...cloud.groups.values()].map(({ disabled }) => disabled)).toEqual([false, true, true])
    })

    it('asks once whether such notes are kept, for all regions', async () => {
      const { cloud, run } = await noted({ imageId: 'ami-good', imageName: 'shop-1.0' })
      cloud.add({ name: 'shop-prod-v001', region: 'eu-west-1', disabled: true })
      cloud.add({ name: 'shop-prod-v002', region: 'eu-west-1' })
      let asked = 0
      cloud.answers.set('/features/stages', () => {
        asked += 1
        return []
      })
      const execution = await run(rollbackCluster({ regions: ['us-east-1', 'eu-west-1'] }))
      expect(execution.stages[0]?.context.imagesToRestore).toMatchObject([
        { region: 'us-east-1', rollbackMethod: 'EXPLICIT' },
        { region: 'eu-west-1', rollbackMethod: 'EXPLICIT' },
      ])
      expect(asked).toBe(1)
    })

    it('clones the bad group with that image when no group has it any more', async () => {
      const { cloud, run } = await noted({ imageId: 'ami-gone', imageName: 'shop-0.9' })
      const execution = await run(rollbackCluster())
      expect(execution.status).toBe('SUCCEEDED')
      expect(sequenceOf(execution).map((line) => line.split(':')[0])).toEqual(
        lines(`
          1 rollbackCluster "Go back"
          1>1 rollbackServerGroup "Rollback us-east-1"
          1>1>1 cloneServerGroup "clone"
          1>1>1>1 disableCluster "disableCluster"
          1>1>1>2 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot"
        `),
      )
      const [, , bad, good] = [...cloud.groups.values()]
      expect([bad, good]).toMatchObject([
        { name: 'shop-prod-v003', disabled: true },
        { name: 'shop-prod-v004', disabled: false, imageId: 'ami-gone' },
      ])
    })
  })
})

describe('rollbackServerGroup', () => {
  const rollback = (rollbackType: string, rollbackContext: Json) => ({
    type: 'rollbackServerGroup',
    rollbackType,
    rollbackContext,
    credentials: 'prod',
    region: 'us-east-1',
    cloudProvider: 'aws',
  })

  it.each([
    ['disableOnly', ['Disable shop-prod-v002 due to rollback']],
    ['enableAndDisableOnly', ['Enable shop-prod-v001 due to rollback', 'Disable shop-prod-v002 due to rollback']],
  ])('with %s changes no capacity', async (flag, names) => {
    const { cloud, runTask } = await world()
    cloud.add({ name: 'shop-prod-v001', disabled: true, ...size(1, 1, 1) })
    cloud.add({ name: 'shop-prod-v002', ...size(5, 5, 5) })
    const how = { rollbackServerGroupName: 'shop-prod-v002', restoreServerGroupName: 'shop-prod-v001', [flag]: true }
    const execution = await runTask(rollback('EXPLICIT', how))
    expect(execution.status).toBe('SUCCEEDED')
    expect(execution.stages.slice(1).map(({ name }) => name)).toEqual(names)
    expect(cloud.group('shop-prod-v001')).toMatchObject(size(1, 1, 1))
  })

  it.each([
    [
      'a group that is not there',
      'EXPLICIT',
      { rollbackServerGroupName: 'shop-prod-v009', restoreServerGroupName: 'shop-prod-v001' },
      /shop-prod-v009/,
    ],
    ['a kind that nobody knows', 'SIDEWAYS', {}, /EXPLICIT, PREVIOUS_IMAGE, TEST, not 'SIDEWAYS'/],
    [
      'an image that nobody noted',
      'PREVIOUS_IMAGE',
      { rollbackServerGroupName: 'shop-prod-v001' },
      /Unable to determine rollback image \(serverGroupName: shop-prod-v001\)/,
    ],
  ])('with %s says so', async (_words, kind, how, reason) => {
    const { cloud, runTask } = await world()
    cloud.add({ name: 'shop-prod-v001' })
    const execution = await runTask(rollback(kind, how))
    expect(execution.status).toBe('TERMINAL')
    expect(JSON.stringify(execution.stages[0]?.context.exception)).toMatch(reason)
    expect(cloud.operations).toEqual([])
  })
})
