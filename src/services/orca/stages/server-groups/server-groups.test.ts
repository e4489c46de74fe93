import { beforeEach, describe, expect, it } from 'vitest'
import { lines, sequenceOf } from '../../../../../test/pipelines/sequence.ts'
import { orcaOn, stubCloud } from '../../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../../test/support/stub-clouddriver.ts'
import type { Execution, Json } from '../../model.ts'
import type { OrcaUnderTest } from '../../testing.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest

beforeEach(async () => {
  cloud = await stubCloud()
})

async function start(config: Json = {}, application: Json = {}): Promise<void> {
  orca = await orcaOn(cloud, { config })
  await orca.askFront50('POST', '/v2/applications', { name: 'shop', email: 'a@example.com', ...application })
}

const stage = (type: string, more: Json = {}): Json => ({
  refId: '1',
  requisiteStageRefIds: [],
  type,
  name: 'Stage',
  cluster: 'shop-prod',
  credentials: 'prod',
  regions: ['us-east-1'],
  cloudProvider: 'aws',
  ...more,
})
const newest = { target: 'current_asg_dynamic' }
const run = (...stages: Json[]) => orca.run({ application: 'shop', stages })
/** Why the first stage that failed did. */
const reasonOf = ({ stages }: Execution) =>
  stages
    .map(({ context }) => (context.exception as { details?: { errors?: string[] } } | undefined)?.details?.errors?.[0])
    .find(Boolean)
const operations = () =>
  cloud.operations.map(({ name, description }) => [name, description.serverGroupName ?? description.asgName])
const find = ({ stages }: Execution, refId: string) => stages.find((each) => each.refId === refId)!

describe('a stage that acts upon server groups', () => {
  it('decides which group a dynamic target means when it runs, then acts upon it in a child for each place', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v002' })
    cloud.add({ name: 'shop-prod-v005', region: 'eu-west-1' })
    await start()
    const execution = await run(
      stage('enableServerGroup', { ...newest, regions: ['us-east-1', 'eu-west-1'], continuePipeline: true }),
    )
    const tasks =
      'determineHealthProviders, enableServerGroup, monitorServerGroup, waitForUpInstances, forceCacheRefresh'
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1<1 determineTargetServerGroup "determineTargetServerGroup": determineTargetServerGroup
        1<2 enableServerGroup "enableServerGroup": ${tasks}
        1<3 enableServerGroup "enableServerGroup": ${tasks}
        1 enableServerGroup "Stage"
      `),
    )
    expect(find(execution, '1<1').context).toMatchObject({
      regions: ['us-east-1', 'eu-west-1'],
      targetReferences: [
        { name: 'shop-prod-v002', region: 'us-east-1' },
        { name: 'shop-prod-v005', region: 'eu-west-1' },
      ],
    })
    expect(find(execution, '1<3').requisiteStageRefIds).toEqual(['1<2'])
    expect(find(execution, '1<2').context).toMatchObject({
      region: 'us-east-1',
      targetLocation: { type: 'REGION', value: 'us-east-1' },
      'notification.type': 'enableservergroup',
      'deploy.account.name': 'prod',
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v002'] },
      asgName: 'shop-prod-v002',
      serverGroupName: 'shop-prod-v002',
      'targetop.asg.enableServerGroup.name': 'shop-prod-v002',
      'targetop.asg.enableServerGroup.regions': ['us-east-1'],
      continuePipeline: true,
    })
    expect(find(execution, '1<2').context).not.toHaveProperty('regions')
    expect(operations()).toEqual([
      ['enableServerGroup', 'shop-prod-v002'],
      ['enableServerGroup', 'shop-prod-v005'],
    ])
  })

  it.each([
    ['by name', { serverGroupName: 'shop-prod-v001', cluster: undefined }, 'shop-prod-v001'],
    ['by the older targets', { target: 'ancestor_asg' }, 'shop-prod-v001'],
    ['by the older targets', { target: 'current_asg' }, 'shop-prod-v002'],
  ])('knows a group that is given %s before it starts', async (_words, target, name) => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v002' })
    await start()
    const execution = await run(stage('enableServerGroup', target))
    expect(execution.stages.map(({ refId }) => refId)).toEqual(['1<1', '1'])
    expect(find(execution, '1<1').context).toMatchObject({
      asgName: name,
      serverGroupName: name,
      region: 'us-east-1',
      deployServerGroupsRegion: 'us-east-1',
      targetLocation: { type: 'REGION', value: 'us-east-1' },
    })
    expect(operations()).toEqual([['enableServerGroup', name]])
  })

  it('waits a while for a target that is not there, and fails with what it looked for and where', async () => {
    await start()
    const before = orca.clock.now()
    const execution = await run(stage('enableServerGroup', { target: 'ancestor_asg_dynamic' }))
    expect(execution.status).toBe('TERMINAL')
    expect(reasonOf(execution)).toBe('Unable to locate ancestor_asg_dynamic in prod/us-east-1/shop-prod')
    expect(orca.clock.now() - before).toBeGreaterThanOrEqual(15_000)
  })

  it('fails while it is planned when a named group is not there', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    await start()
    const execution = await run(stage('enableServerGroup', { serverGroupName: 'shop-prod-v007' }))
    expect(execution.stages).toHaveLength(1)
    expect(execution.stages[0]?.context).toMatchObject({ beforeStagePlanningFailed: true })
    expect(reasonOf(execution)).toBe('Unable to locate shop-prod-v007 in prod/us-east-1/shop-prod')
  })

  it('takes its cluster from the deploy that runs its pipeline as a strategy', async () => {
    cloud.add({ name: 'shop-test-v003', region: 'eu-west-1' })
    await start()
    const parameters = {
      strategy: true,
      cluster: 'shop-test',
      credentials: 'prod',
      cloudProvider: 'aws',
      region: 'eu-west-1',
    }
    const execution = await orca.run({
      application: 'shop',
      trigger: { type: 'manual', parameters },
      stages: [stage('enableServerGroup', newest)],
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(operations()).toEqual([['enableServerGroup', 'shop-test-v003']])
  })
})

describe('resizing', () => {
  it('on AWS lets the group scale meanwhile, and suspends again only what was suspended before', async () => {
    cloud.add({
      name: 'shop-prod-v001',
      capacity: { min: 1, max: 1, desired: 1 },
      suspendedProcesses: ['Launch', 'AZRebalance'],
    })
    await start()
    const capacity = { min: 3, max: 3, desired: 3 }
    const execution = await run(stage('resizeServerGroup', { ...newest, action: 'scale_exact', capacity }))
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1<1 determineTargetServerGroup "determineTargetServerGroup": determineTargetServerGroup
        1<2<1 modifyAwsScalingProcess "resumeScalingProcesses": resume, monitor, forceCacheRefresh, waitForScalingProcesses
        1<2 resizeServerGroup "resizeServerGroup": checkIfApplicationExists, determineHealthProviders, resizeServerGroup, monitorServerGroup, forceCacheRefresh, waitForCapacityMatch
        1<2>1 modifyAwsScalingProcess "suspendScalingProcesses": suspend, monitor, forceCacheRefresh, waitForScalingProcesses
        1 resizeServerGroup "Stage"
      `),
    )
    expect(
      cloud.operations.map(({ name, description }) => [name, description.processes ?? description.capacity]),
    ).toEqual([
      ['resumeAsgProcessesDescription', ['Launch']],
      ['resizeServerGroup', capacity],
      ['suspendAsgProcessesDescription', ['Launch']],
    ])
    expect(cloud.group('shop-prod-v001').suspendedProcesses.toSorted()).toEqual(['AZRebalance', 'Launch'])
    expect(find(execution, '1<2')).toMatchObject({
      context: { capacity, 'notification.type': 'resizeservergroup' },
      outputs: { 'originalCapacity.shop-prod-v001': { min: 1, max: 1, desired: 1 } },
    })
  })

  it('asks nothing of scaling processes that are as they should be', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    await start()
    const execution = await run(stage('resizeServerGroup', { ...newest, action: 'scale_up', scaleNum: 1 }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(operations()).toEqual([['resizeServerGroup', 'shop-prod-v001']])
    expect(find(execution, '1<2<1').outputs).toEqual({ 'scalingProcesses.shop-prod-v001': [] })
  })

  it('goes back, when unpinned, to the minimum that the execution saw first', async () => {
    cloud.add({ name: 'shop-prod-v001', cloudProvider: 'gce', capacity: { min: 1, max: 8, desired: 4 } })
    await start()
    const source = { serverGroupName: 'shop-prod-v001', region: 'us-east-1', credentials: 'prod', cloudProvider: 'gce' }
    const pin = (refId: string, after: string[], more: Json) =>
      stage('pinServerGroup', {
        ...newest,
        refId,
        requisiteStageRefIds: after,
        cloudProvider: 'gce',
        action: 'scale_to_server_group',
        source,
        ...more,
      })
    const execution = await run(
      pin('1', [], { pinMinimumCapacity: true }),
      pin('2', ['1'], { pinMinimumCapacity: true }),
      pin('3', ['2'], { unpinMinimumCapacity: true }),
    )
    expect(execution.status).toBe('SUCCEEDED')
    expect(cloud.operations.map(({ description }) => description.capacity)).toEqual([
      { min: 4, max: 8, desired: 4 },
      { min: 4, max: 8, desired: 4 },
      { min: 1, max: 8, desired: 4 },
    ])
    expect(find(execution, '3<2').tasks.map(({ name }) => name)).toEqual([
      'resizeServerGroup',
      'monitorServerGroup',
      'forceCacheRefresh',
    ])
  })
})

describe('taking a group out of traffic', () => {
  it('waits for all of its instances and for the group itself', async () => {
    cloud.add({ name: 'shop-prod-v001', capacity: { min: 2, max: 2, desired: 2 } })
    await start()
    const execution = await run(stage('disableServerGroup', newest))
    expect(sequenceOf(execution)[1]).toBe(
      '1<2 disableServerGroup "disableServerGroup": determineHealthProviders, disableServerGroup, monitorServerGroup, waitForDownInstances, waitForServerGroupDisabled, forceCacheRefresh',
    )
    expect(cloud.group('shop-prod-v001').disabled).toBe(true)
  })

  it('may take a part of it, which leaves the group enabled and asks no guard', async () => {
    cloud.add({ name: 'shop-prod-v001', capacity: { min: 4, max: 4, desired: 4 } })
    await start({}, { trafficGuards: [{ account: '*', location: '*', stack: '*', detail: '*' }] })
    const execution = await run(stage('disableServerGroup', { ...newest, desiredPercentage: 50 }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(find(execution, '1<2').tasks.map(({ status }) => status)).toContain('SKIPPED')
    expect(cloud.group('shop-prod-v001')).toMatchObject({ disabled: false, outOfTraffic: 50 })
  })

  it('comes before a destruction, unless that is not wished', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v002' })
    await start()
    const execution = await run(
      stage('destroyServerGroup', newest),
      stage('destroyServerGroup', {
        ...newest,
        refId: '2',
        requisiteStageRefIds: ['1'],
        skipDisableBeforeDestroy: true,
      }),
    )
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1<1 determineTargetServerGroup "determineTargetServerGroup": determineTargetServerGroup
        1<2<1 disableServerGroup "disableServerGroup": determineHealthProviders, disableServerGroup, monitorServerGroup, waitForDownInstances, waitForServerGroupDisabled, forceCacheRefresh
        1<2 destroyServerGroup "destroyServerGroup": destroyServerGroup, monitorServerGroup, waitForDestroyedServerGroup
        1 destroyServerGroup "Stage"
        2<1 determineTargetServerGroup "determineTargetServerGroup": determineTargetServerGroup
        2<2 destroyServerGroup "destroyServerGroup": destroyServerGroup, monitorServerGroup, waitForDestroyedServerGroup
        2 destroyServerGroup "Stage"
      `),
    )
    expect(cloud.groups.size).toBe(0)
    expect(find(execution, '1<2').context).toMatchObject({ remainingInstances: [] })
  })

  it('can be done to several groups at once, by name', async () => {
    for (const name of ['shop-prod-v001', 'shop-prod-v002', 'shop-prod-v003']) cloud.add({ name })
    await start()
    const execution = await run(
      stage('bulkDestroyServerGroup', {
        cluster: undefined,
        region: 'us-east-1',
        serverGroupNames: ['shop-prod-v001', 'shop-prod-v003'],
      }),
    )
    expect(sequenceOf(execution)).toEqual([
      '1 bulkDestroyServerGroup "Stage": checkIfApplicationExists, bulkDisableServerGroup, monitorServerGroups, waitForNotUpInstances, forceCacheRefresh, bulkDestroyServerGroup, monitorServerGroups, waitForDestroyedServerGroup',
    ])
    expect([...cloud.groups.values()].map(({ name }) => name)).toEqual(['shop-prod-v002'])
  })
})

describe('a traffic guard', () => {
  const guarded = { trafficGuards: [{ account: 'prod', location: '*', stack: 'prod', detail: '' }] }

  it('refuses what would leave no instance up, after it asked for half a minute', async () => {
    cloud.add({ name: 'shop-prod-v001', disabled: true })
    cloud.add({ name: 'shop-prod-v002' })
    await start({}, guarded)
    const before = orca.clock.now()
    const execution = await run(stage('disableServerGroup', newest))
    expect(reasonOf(execution)).toBe(
      "This cluster ('shop-prod' in prod/us-east-1) has traffic guards enabled. Disabling [shop-prod-v002] would leave the cluster with no instances up.",
    )
    expect(orca.clock.now() - before).toBeGreaterThanOrEqual(25_000)
    expect(cloud.operations).toEqual([])
  })

  it('lets go what leaves others up, and what serves nobody', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v002' })
    cloud.add({ name: 'shop-prod-v003', region: 'eu-west-1', healthy: false })
    await start({}, guarded)
    expect((await run(stage('disableServerGroup', newest))).status).toBe('SUCCEEDED')
    const other = stage('resizeServerGroup', {
      ...newest,
      regions: ['eu-west-1'],
      capacity: { min: 0, max: 0, desired: 0 },
    })
    expect((await run(other)).status).toBe('SUCCEEDED')
  })

  it('leaves as much as operators want', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v002', capacity: { min: 3, max: 3, desired: 3 } })
    await start({ 'traffic-guards': { 'min-capacity-ratio': 0.4 } }, guarded)
    const execution = await run(stage('resizeServerGroup', { ...newest, capacity: { min: 0, max: 0, desired: 0 } }))
    expect(reasonOf(execution)).toContain(
      'Removal of all instances in  [shop-prod-v002] would leave the cluster with 1 instance up (25.0% of 4 instances currently up). The configured minimum is 40.0%.',
    )
  })

  it('guards nothing when it is switched off, or of another cluster', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    await start(
      {},
      {
        trafficGuards: [
          { ...guarded.trafficGuards[0], enabled: false },
          { account: '*', location: '*', stack: 'test', detail: '*' },
        ],
      },
    )
    expect((await run(stage('disableServerGroup', newest))).status).toBe('SUCCEEDED')
  })
})

describe('a whole cluster', () => {
  const six = (type: string, name: string) => {
    const wait = type === 'scaleDownCluster' ? 'waitForScaleDownCluster' : `waitForCluster${name}`
    return `determineHealthProviders, ${type}, monitor${type[0]?.toUpperCase()}${type.slice(1)}, forceCacheRefresh, ${wait}, forceCacheRefresh`
  }

  it('keeps the newest in traffic, or the largest, and takes a minute and a half to let go of the others', async () => {
    cloud.add({ name: 'shop-prod-v001', capacity: { min: 5, max: 5, desired: 5 } })
    cloud.add({ name: 'shop-prod-v002' })
    cloud.add({ name: 'shop-prod-v003' })
    await start()
    const before = orca.clock.now()
    const execution = await run(stage('disableCluster', { remainingEnabledServerGroups: 2 }))
    expect(sequenceOf(execution)).toEqual([`1 disableCluster "Stage": ${six('disableCluster', 'Disable')}`])
    expect(orca.clock.now() - before).toBeGreaterThanOrEqual(90_000)
    expect(execution.stages[0]?.context).toMatchObject({
      'notification.type': 'disableservergroup',
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v001'] },
    })
    cloud.group('shop-prod-v001').disabled = false
    await run(stage('disableCluster', { preferLargerOverNewer: true }))
    expect(operations()).toEqual([
      ['disableServerGroup', 'shop-prod-v001'],
      ['disableServerGroup', 'shop-prod-v003'],
      ['disableServerGroup', 'shop-prod-v002'],
    ])
  })

  it('shrinks by what is out of traffic; active groups are disabled first, where they may go', async () => {
    cloud.add({ name: 'shop-prod-v001', disabled: true })
    cloud.add({ name: 'shop-prod-v002' })
    cloud.add({ name: 'shop-prod-v003' })
    await start()
    await run(stage('shrinkCluster', { shrinkToSize: 1 }))
    expect([...cloud.groups.values()].map(({ name }) => name)).toEqual(['shop-prod-v002', 'shop-prod-v003'])
    const execution = await run(stage('shrinkCluster', { shrinkToSize: 1, allowDeleteActive: true }))
    expect(sequenceOf(execution)).toEqual([
      `1<1 disableCluster "disableCluster": ${six('disableCluster', 'Disable')}`,
      `1 shrinkCluster "Stage": ${six('shrinkCluster', 'Shrink')}`,
    ])
    expect([...cloud.groups.values()].map(({ name }) => name)).toEqual(['shop-prod-v003'])
  })

  it('scales down what is out of traffic, for which AWS must be allowed to terminate', async () => {
    cloud.add({ name: 'shop-prod-v001', disabled: true, suspendedProcesses: ['Terminate'] })
    cloud.add({ name: 'shop-prod-v002' })
    await start()
    const execution = await run(stage('scaleDownCluster'))
    expect(sequenceOf(execution)).toEqual([`1 scaleDownCluster "Stage": ${six('scaleDownCluster', 'ScaleDown')}`])
    expect(cloud.operations.map(({ name, description }) => [name, description.asgName, description.capacity])).toEqual([
      ['resumeAsgProcessesDescription', 'shop-prod-v001', undefined],
      ['resizeServerGroup', 'shop-prod-v001', { min: 0, max: 0, desired: 0 }],
    ])
  })

  it('that is not there is an error, unless that is expected', async () => {
    await start()
    expect(reasonOf(await run(stage('disableCluster')))).toBe('No Cluster details found for aws/prod/shop-prod')
    expect((await run(stage('disableCluster', { continueIfClusterNotFound: true }))).status).toBe('SUCCEEDED')
    expect((await run(stage('shrinkCluster', { shrinkToSize: 0 }))).status).toBe('SUCCEEDED')
  })
})

describe('an operation of a cloud', () => {
  it('that fails for good fails its stage with the words of the cloud', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.fail('enableServerGroup', 'running', 'failed')
    await start()
    const execution = await run(stage('enableServerGroup', newest))
    expect(reasonOf(execution)).toBe('The cloud says failed')
    expect(find(execution, '1<2').context).toMatchObject({
      'kato.task.lastStatus': 'TERMINAL',
      'kato.tasks': [{ id: '1', exception: { message: 'The cloud says failed' } }],
    })
  })

  it('that may pass is resumed, each time a little later, which the execution says', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.fail('enableServerGroup', 'retryable', 'retryable')
    await start()
    const before = orca.clock.now()
    const execution = await run(stage('enableServerGroup', newest))
    expect(execution.status).toBe('SUCCEEDED')
    expect(orca.clock.now() - before).toBeGreaterThanOrEqual(15_000)
    expect(execution.systemNotifications.map(({ group, message }) => [group, message])).toEqual([
      ['katoRetryTask', 'Retrying failed downstream cloud provider operation'],
      ['katoRetryTask', 'Retrying failed downstream cloud provider operation'],
      ['katoRetryTask', 'Completed cloud provider retry'],
    ])
  })

  it('that may pass fails at once where operators do not want it resumed', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.fail('enableServerGroup', 'retryable')
    await start({ tasks: { 'monitor-kato-task': { 'terminal-retries': false } } })
    expect(reasonOf(await run(stage('enableServerGroup', newest)))).toBe('The cloud says retryable')
  })

  it('is looked for thirty times when Clouddriver does not know it, then given up', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.refuse({ method: 'GET', path: /^\/task\//, status: 404, times: 29 })
    await start()
    expect((await run(stage('enableServerGroup', newest))).status).toBe('SUCCEEDED')
    cloud.refuse({ method: 'GET', path: /^\/task\//, status: 404, times: 30 })
    expect(reasonOf(await run(stage('enableServerGroup', newest)))).toBe(
      'Clouddriver does not know its task 2 any more',
    )
  })

  it('is done once, however often it is asked for', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.refuse({ method: 'GET', path: /^\/task\//, status: 503, times: 3 })
    await start()
    expect((await run(stage('enableServerGroup', newest))).status).toBe('SUCCEEDED')
    expect(operations()).toEqual([['enableServerGroup', 'shop-prod-v001']])
  })
})

describe('operators', () => {
  it('do without a refresh of the inventory, and want applications to be known', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    await start({
      stages: {
        'disable-cluster-stage': { 'force-cache-refresh': { enabled: false }, 'check-if-application-exists': true },
      },
      tasks: {
        clouddriver: {
          'check-if-application-exists-task': { 'audit-mode-enabled': false, 'check-clouddriver': false },
        },
      },
    })
    const execution = await run(stage('disableCluster'))
    expect(sequenceOf(execution)).toEqual([
      '1 disableCluster "Stage": checkIfApplicationExists, determineHealthProviders, disableCluster, monitorDisableCluster, waitForClusterDisable',
    ])
    const unknown = await run(stage('disableCluster', { application: 'nobody' }))
    expect(reasonOf(unknown)).toBe('did not find application: nobody in front50')
  })

  it('let tasks look less often, all of them, those of a cloud, or those of an account', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    await start({
      tasks: { global: { backOffPeriod: 7_000 }, aws: { backOffPeriod: 8_000, prod: { backOffPeriod: 9_000 } } },
    })
    cloud.fail('enableServerGroup', 'running', 'running')
    const before = orca.clock.now()
    expect((await run(stage('enableServerGroup', newest))).status).toBe('SUCCEEDED')
    expect(orca.clock.now() - before).toBeGreaterThanOrEqual(18_000)
  })

  it('say how long the wait for a cluster may take', async () => {
    cloud.add({ name: 'shop-prod-v001' })
    cloud.add({ name: 'shop-prod-v002' })
    await start({ tasks: { 'wait-for-cluster-timeout-millis': 30_000 } })
    expect(reasonOf(await run(stage('disableCluster')))).toContain(
      'WaitForClusterDisableTask of stage Stage timed out after 3',
    )
  })
})

describe('what only one cloud has', () => {
  const here = (provider: string) => ({ target: 'current_asg', cloudProvider: provider, cluster: 'shop-prod' })
  /** The group as the inventory knows it, with more of its cloud. */
  function group(cloudProvider: string, more: (name: string) => Json) {
    const found = cloud.add({ name: 'shop-prod-v001', cloudProvider })
    const view = { ...found, capacity: found.capacity, instances: [] }
    for (const path of ['/serverGroups/prod/us-east-1/', '/applications/shop/serverGroups/prod/us-east-1/'])
      cloud.answers.set(`${path}shop-prod-v001`, () => ({ ...view, ...more('shop-prod-v001') }))
  }

  it.each([
    ['start', 'Start', 'SERVING'],
    ['stop', 'Stop', 'STOPPED'],
  ])('versions of App Engine are told to %s, and waited for', async (word, name, servingStatus) => {
    let looks = 0
    group('appengine', () => ({ servingStatus: looks++ > 2 ? servingStatus : 'CHANGING' }))
    await start()
    const execution = await run(stage(`${word}AppEngineServerGroup`, here('appengine')))
    expect(sequenceOf(execution)[0]).toBe(
      `1<1 ${word}AppEngineServerGroup "${word}AppEngineServerGroup": determineHealthProviders, ${word}ServerGroup, monitorServerGroup, waitForServerGroup${name}, forceCacheRefresh`,
    )
    expect(operations()).toEqual([[`${word}ServerGroup`, 'shop-prod-v001']])
    expect(looks).toBeGreaterThan(3)
  })

  it('the autoscaler of Google changes its mode and nothing else', async () => {
    let looks = 0
    group('gce', () => ({ autoscalingPolicy: { maxNumReplicas: 9, mode: looks++ > 1 ? 'OFF' : 'ON' } }))
    await start()
    const execution = await run(stage('modifyGceAutoscalingPolicy', { ...here('gce'), mode: 'OFF' }))
    expect(sequenceOf(execution)[0]).toContain(': upsert, monitor, forceCacheRefresh, waitForScalingProcesses')
    expect(cloud.operations).toMatchObject([
      { name: 'upsertScalingPolicy', description: { autoscalingPolicy: { maxNumReplicas: 9, mode: 'OFF' } } },
    ])
  })
})
