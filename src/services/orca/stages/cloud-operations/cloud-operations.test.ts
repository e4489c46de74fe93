import { beforeEach, describe, expect, it } from 'vitest'
import { lines, sequenceOf } from '../../../../../test/pipelines/sequence.ts'
import { orcaOnStubCloud } from '../../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../../test/support/stub-clouddriver.ts'
import type { Execution, Json } from '../../model.ts'
import type { StageView } from '../../stage.ts'
import type { OrcaUnderTest } from '../../testing.ts'
import { cloudOperationStages } from './index.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest

beforeEach(async () => {
  ;({ cloud, orca } = await orcaOnStubCloud())
})

const run = (type: string, more: Json = {}): Promise<Execution> =>
  orca.runTask({ type, credentials: 'prod', cloudProvider: 'aws', region: 'us-east-1', ...more })
const contextOf = (execution: Execution): Json => execution.stages[0]!.context
const reasonOf = (execution: Execution) =>
  (contextOf(execution).exception as { details: { errors: string[] } } | undefined)?.details.errors[0]
/** What Clouddriver says at a path from now on. */
const answer = (path: string, body: unknown) => cloud.answers.set(path, () => body)
const asked = () => cloud.operations.map(({ name, description }) => [name, description] as const)

/** As Spinnaker lists them, stage by stage. */
const tasksOf = `
  upsertLoadBalancer: upsertLoadBalancer, monitorUpsert, extrapolateUpsertResult, forceCacheRefresh
  upsertAmazonLoadBalancer: upsertLoadBalancer, monitorUpsert, extrapolateUpsertResult, forceCacheRefresh
  upsertLoadBalancers: upsertLoadBalancers, monitorUpsert, extrapolateUpsertResult, forceCacheRefresh
  upsertAppEngineLoadBalancers: upsertLoadBalancers, monitorUpsert, extrapolateUpsertResult, forceCacheRefresh
  upsertCloudrunLoadBalancers: upsertLoadBalancers, monitorUpsert, extrapolateUpsertResult
  deleteLoadBalancer: deleteLoadBalancer, forceCacheRefresh, monitorDelete
  deleteAmazonLoadBalancer: deleteLoadBalancer, forceCacheRefresh, monitorDelete
  copyAmazonLoadBalancer: copyAmazonLoadBalancer, monitorCopy, forceCacheRefresh
  mapLoadBalancers: mapLoadBalancers, monitorTask, forceCacheRefresh
  unmapLoadBalancers: unmapLoadBalancers, monitorTask, forceCacheRefresh
  upsertSecurityGroup: upsertSecurityGroup, monitorUpsert, forceCacheRefresh, waitForUpsertedSecurityGroup
  copySecurityGroup: copySecurityGroup, monitorUpsert, forceCacheRefresh, waitForUpsertedSecurityGroup
  deleteSecurityGroup: deleteSecurityGroup, monitorDelete, forceCacheRefresh
  registerInstancesWithLoadBalancer: registerInstances, monitorInstances, waitForLoadBalancerState
  deregisterInstancesFromLoadBalancer: deregisterInstances, monitorInstances, waitForLoadBalancerState
  enableInstancesInDiscovery: enableInstances, monitorInstances, waitForDiscoveryState
  disableInstancesInDiscovery: disableInstances, monitorInstances, waitForDiscoveryState
  terminateInstances: terminateInstances, monitorTermination, waitForTerminatedInstances
  terminateInstanceAndDecrementServerGroup: terminateInstanceAndDecrementServerGroup, monitorTermination, waitForTerminatedInstance
  terminateInstanceAndDecrementAsg: terminateInstance, monitorTermination, waitForTerminatedInstance
  detachInstances: detachInstances, monitorDetach, forceCacheRefresh, waitForTerminatedInstances
  rebootInstances: determineHealthProviders, rebootInstances, monitorReboot, waitForDownInstances, waitForUpInstances
  deployAppEngineConfiguration: deployAppengineConfiguration, monitorTask
  upsertAmazonDNS: upsertAmazonDNS, monitorUpsertDNS
  associateElasticIp: associateElasticIp
  disassociateElasticIp: disassociateElasticIp
  saveSnapshot: saveSnapshot, monitorSnapshot
  restoreSnapshot: restoreSnapshot, monitorRestore
  deleteSnapshot: deleteSnapshot, monitorDeleteSnapshot
  updateLaunchConfig: updateLaunchConfig, monitorModification, forceCacheRefresh
  modifyAsgLaunchConfiguration: updateLaunchConfig, monitorModification, forceCacheRefresh
  updateLaunchTemplate: updateLaunchTemplate, monitorModification, forceCacheRefresh
  updateSecurityGroupsForServerGroup: updateLaunchConfig, updateInstances, forceCacheRefresh
  upsertServerGroupTags: upsertServerGroupTags, monitorModification, forceCacheRefresh
  upsertAsgTags: upsertServerGroupTags, monitorModification, forceCacheRefresh
  upsertDisruptionBudget: upsertDisruptionBudget, monitorUpsertDisruptionBudget, forceCacheRefresh
  updateJobProcesses: updateJobProcesses, monitorUpdateJobProcesses, forceCacheRefresh
  modifyScalingGroup: modifyScalingGroup
  upsertScalingPolicy: upsertScalingPolicy, monitorUpsert, forceCacheRefresh
  deleteScalingPolicy: deleteScalingPolicy, monitorDelete, forceCacheRefresh
  upsertAsgScheduledActions: upsertAsgScheduledActions, monitorUpsert, forceCacheRefresh
  upsertTencentCloudScheduledActions: upsertTencentCloudScheduledActions, monitorUpsert, forceCacheRefresh
  deleteTencentCloudScheduledAction: deleteTencentCloudScheduledAction, monitorUpsert, forceCacheRefresh
  modifyAsg: modifyAsg, monitorModification, forceCacheRefresh
  setStatefulDisk: setStatefulDisk, forceCacheRefresh
  statefullyUpdateBootImage: statefullyUpdateBootDisk, forceCacheRefresh
  deleteLaunchConfiguration: deleteLaunchConfiguration, monitorDeleteSnapshot
  deleteLaunchTemplate: deleteLaunchTemplate, monitorDeleteLaunchTemplate
  deleteImage: deleteImage
  upsertEntityTags: upsertEntityTags, monitorUpsert
  bulkUpsertEntityTags: bulkUpsertEntityTags, monitorUpsert
  deleteEntityTags: deleteEntityTags, monitorDelete
  destroyJob: destroyJob, monitorDestroy, forceCacheRefresh
  deployService: deployService, monitorDeployService, waitForDeployService
  destroyService: destroyService, monitorDestroyService, waitForDestroyService
  shareService: shareService, monitorShareService
  unshareService: unshareService, monitorUnshareService
  createServiceKey: createServiceKey, monitorCreateServiceKey
  deleteServiceKey: deleteServiceKey, monitorDeleteServiceKey
  cloudFoundryCreateServiceBindings: createServiceBindings, monitorTask
  cloudFoundryDeleteServiceBindings: deleteServiceBindings, monitorTask
  cloudOperation: submitOperation, monitorOperation
`

describe('stages that ask a cloud for one thing', () => {
  it('have the tasks that Spinnaker lists', () => {
    const listed = cloudOperationStages.flatMap((definition) =>
      [definition.type, ...(definition.aliases ?? [])].map((type) => {
        const nodes = definition.tasks({ context: {} } as StageView)
        return `${type}: ${nodes.map((node) => ('name' in node ? node.name : '')).join(', ')}`
      }),
    )
    expect(listed.toSorted()).toEqual(lines(tasksOf).toSorted())
  })

  it('tell the cloud what they are written with, follow it, and have the inventory look', async () => {
    const execution = await run('upsertScalingPolicy', {
      serverGroupName: 'shop-v001',
      adjustment: 1,
      comments: 'more',
    })
    expect(sequenceOf(execution)).toEqual([
      '0 upsertScalingPolicy "upsertScalingPolicy": upsertScalingPolicy, monitorUpsert, forceCacheRefresh',
    ])
    expect(asked()).toEqual([
      [
        'upsertScalingPolicy',
        expect.objectContaining({ serverGroupName: 'shop-v001', adjustment: 1, comments: 'more' }),
      ],
    ])
    expect(contextOf(execution)).toMatchObject({
      'notification.type': 'upsertscalingpolicy',
      'kato.last.task.id': { id: '1' },
      'kato.task.lastStatus': 'SUCCEEDED',
      'deploy.account.name': 'prod',
      'deploy.server.groups': { 'us-east-1': ['shop-v001'] },
    })
  })

  it('ask only once when the answer is lost', async () => {
    cloud.refuse({ method: 'GET', path: /^\/task\//, status: 503, times: 2 })
    await run('saveSnapshot', { applicationName: 'shop' })
    expect(cloud.operations).toHaveLength(1)
  })

  it.each<[string, Json, Json]>([
    ['upsertEntityTags', { entityRef: { entityId: 'x' }, tags: [] }, { 'notification.type': 'upsertentitytags' }],
    ['bulkUpsertEntityTags', { entityTags: [] }, { 'notification.type': 'bulkupsertentitytags' }],
    ['deleteEntityTags', { id: 'x' }, { 'notification.type': 'deleteentitytags' }],
    [
      'upsertServerGroupTags',
      { regions: ['us-east-1', 'eu-west-1'], serverGroupName: 'shop-v001' },
      { 'deploy.server.groups': { 'us-east-1': ['shop-v001'], 'eu-west-1': ['shop-v001'] } },
    ],
    [
      'upsertAsgScheduledActions',
      { asgs: [{ region: 'us-east-1', asgName: 'shop-v001' }] },
      { 'notification.type': 'upsertasgscheduledactions', 'deploy.server.groups': { 'us-east-1': ['shop-v001'] } },
    ],
    [
      'upsertDisruptionBudget',
      { jobId: '7', disruptionBudget: {} },
      { 'notification.type': 'upsertDisruptionBudget', 'titus.region': 'us-east-1', 'titus.account.name': 'prod' },
    ],
    [
      'saveSnapshot',
      { applicationName: 'shop' },
      { 'snapshot.application': 'shop', 'snapshot.account.name': 'prod', 'notification.type': 'savesnapshot' },
    ],
    [
      'restoreSnapshot',
      { applicationName: 'shop', snapshotTimestamp: 7 },
      { 'restore.application': 'shop', 'restore.snapshot': 7, 'restore.account.name': 'prod' },
    ],
    [
      'destroyJob',
      { jobName: 'job-1' },
      { 'delete.name': 'job-1', 'delete.region': 'us-east-1', 'delete.account.name': 'prod' },
    ],
    [
      'deleteImage',
      { imageIds: ['ami-1', 'ami-2'] },
      { 'notification.type': 'deleteImage', 'delete.region': 'us-east-1' },
    ],
    ['createServiceKey', { serviceInstanceName: 'db' }, { 'service.region': 'us-east-1', 'service.account': 'prod' }],
  ])('%s remembers what later tasks and people ask for', async (type, more, context) => {
    const execution = await run(type, more)
    expect(execution.status).toBe('SUCCEEDED')
    expect(contextOf(execution)).toMatchObject(context)
  })

  it('say what is missing', async () => {
    expect(reasonOf(await run('deleteSnapshot'))).toBe('The stage names nothing to delete: set `snapshotIds`.')
    expect(reasonOf(await run('upsertLoadBalancer'))).toContain('The load balancer has no name')
    expect(reasonOf(await run('cloudFoundryCreateServiceBindings'))).toContain('set `serviceBindingRequests`')
  })
})

describe('instances', () => {
  beforeEach(async () => {
    await orca.askFront50('POST', '/v2/applications', {
      name: 'shop',
      email: 'a@example.com',
      trafficGuards: [{ account: '*', location: '*', stack: '*', detail: '*' }],
    })
  })

  it('that are terminated are waited for; one that came back under its name is another one', async () => {
    const group = cloud.add({ name: 'shop-v001', capacity: { min: 2, max: 2, desired: 2 } })
    const ended = run('terminateInstances', {
      serverGroupName: 'shop-v001',
      instanceIds: ['i-shop-v001-1', '', 'i-gone'],
    })
    await orca.until(() => cloud.operations.length > 0 || undefined)
    expect(asked()).toEqual([['terminateInstances', expect.objectContaining({ instanceIds: ['i-shop-v001-1'] })]])
    Object.assign(group, { createdTime: group.createdTime + 1_000 })
    const execution = await ended
    expect(sequenceOf(execution)).toEqual([
      '0 terminateInstances "terminateInstances": terminateInstances, monitorTermination, waitForTerminatedInstances',
    ])
    expect(contextOf(execution)).toMatchObject({
      'terminate.instance.ids': ['i-shop-v001-1'],
      'terminate.account.name': 'prod',
      'terminate.region': 'us-east-1',
    })
  })

  it('that are gone need no operation', async () => {
    cloud.add({ name: 'shop-v001' })
    const execution = await run('terminateInstances', { serverGroupName: 'shop-v001', instanceIds: ['i-gone'] })
    expect(execution.status).toBe('SUCCEEDED')
    expect(cloud.operations).toEqual([])
  })

  it.each([
    'terminateInstances',
    'detachInstances',
    'deregisterInstancesFromLoadBalancer',
    'disableInstancesInDiscovery',
  ])('that are the last ones up of a guarded cluster stay: %s', async (type) => {
    cloud.add({ name: 'shop-v001' })
    const execution = await run(type, { serverGroupName: 'shop-v001', instanceIds: ['i-shop-v001-0'] })
    expect(reasonOf(execution)).toContain('would leave the cluster with no instances up')
    expect(cloud.operations).toEqual([])
  })

  it('that are registered are waited for until they are healthy', async () => {
    const up = { name: 'i-1', healthState: 'Up', health: [{ type: 'TargetGroup', state: 'Up' }] }
    answer('/instances/prod/us-east-1/i-1', { ...up, health: [{ type: 'TargetGroup', state: 'Starting' }] })
    const ended = run('registerInstancesWithLoadBalancer', { instanceIds: ['i-1'], loadBalancerNames: ['web'] })
    await orca.until(() => cloud.operations.length > 0 || undefined)
    answer('/instances/prod/us-east-1/i-1', up)
    const execution = await ended
    expect(execution.status).toBe('SUCCEEDED')
    expect(contextOf(execution).interestingHealthProviderNames).toEqual(['LoadBalancer', 'TargetGroup'])
  })

  it('that are not named, or not known, are said', async () => {
    expect(reasonOf(await run('rebootInstances'))).toBe('The stage names no instances: set `instanceIds`.')
    expect(reasonOf(await run('rebootInstances', { instanceIds: ['i-1'] }))).toBe(
      'There is no instance i-1 in prod/us-east-1',
    )
  })
})

describe('load balancers and firewalls', () => {
  it('a load balancer gets its zones and its name, and tells its address to the name that is made for it', async () => {
    const execution = await run('upsertLoadBalancer', {
      clusterName: 'shop',
      regionZones: ['us-east-1a'],
      vpcId: 'vpc-1',
    })
    expect(asked()[0]).toEqual([
      'upsertLoadBalancer',
      expect.objectContaining({ name: 'shop-frontend', availabilityZones: { 'us-east-1': ['us-east-1a'] } }),
    ])
    expect(contextOf(execution)).toMatchObject({
      'kato.result.expected': true,
      targets: [
        {
          credentials: 'prod',
          availabilityZones: { 'us-east-1': ['us-east-1a'] },
          vpcId: 'vpc-1',
          name: 'shop-frontend',
        },
      ],
    })
  })

  it('a firewall is made in every region, in the network of that name there, and waited for until it has its rules', async () => {
    const vpc = (id: string, region: string) => ({ id, name: 'main', region, account: 'prod' })
    answer('/vpcs', [vpc('vpc-us', 'us-east-1'), vpc('vpc-eu', 'eu-west-1')])
    const rule = { protocol: 'tcp', securityGroup: { name: 'web' }, portRanges: [{ startPort: 80, endPort: 80 }] }
    for (const region of ['us-east-1', 'eu-west-1'])
      answer(`/securityGroups/prod/aws/${region}/shop`, { inboundRules: [rule] })
    const execution = await run('upsertSecurityGroup', {
      securityGroupName: 'shop',
      regions: ['us-east-1', 'eu-west-1'],
      vpcId: 'vpc-us',
      securityGroupIngress: [{ name: 'web', startPort: 80, endPort: 80, type: 'tcp' }],
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(contextOf(execution).targets).toEqual([
      { name: 'shop', region: 'us-east-1', accountName: 'prod', vpcId: 'vpc-us' },
      { name: 'shop', region: 'eu-west-1', accountName: 'prod', vpcId: 'vpc-eu' },
    ])
    expect(asked().map(([, { region, vpcId }]) => [region, vpcId])).toEqual([
      ['us-east-1', 'vpc-us'],
      ['eu-west-1', 'vpc-eu'],
    ])
  })

  it('a firewall that never gets its rules fails after ten minutes', async () => {
    answer('/securityGroups/prod/aws/us-east-1/shop', { inboundRules: [] })
    const execution = await run('upsertSecurityGroup', {
      securityGroupName: 'shop',
      securityGroupIngress: [{ name: 'web', startPort: 80, endPort: 80, type: 'tcp' }],
    })
    expect(reasonOf(execution)).toContain(
      'WaitForUpsertedSecurityGroupTask of stage upsertSecurityGroup timed out after 10 minutes',
    )
  })

  it('a firewall that is copied takes its rules along, under the names of the other place', async () => {
    const rule = { protocol: 'tcp', securityGroup: { name: 'web' }, portRanges: [{ startPort: 80, endPort: 80 }] }
    answer('/vpcs', [])
    answer('/securityGroups/prod/aws/us-east-1/shop', { description: 'The shop', inboundRules: [rule] })
    answer('/securityGroups/test/aws/eu-west-1/shop', { inboundRules: [rule] })
    await run('copySecurityGroup', {
      name: 'shop',
      targets: [{ credentials: 'test', region: 'eu-west-1', securityGroupMappings: { web: 'web-test' } }],
    })
    expect(asked()).toEqual([
      [
        'upsertSecurityGroupDescription',
        {
          name: 'shop',
          credentials: 'test',
          region: 'eu-west-1',
          description: 'The shop',
          securityGroupIngress: [{ name: 'web-test', startPort: 80, endPort: 80, type: 'tcp' }],
        },
      ],
    ])
  })
})

describe('launch settings', () => {
  it('on AWS take the image that an earlier stage found, which the account is allowed to launch', async () => {
    const execution = await orca.run({
      application: 'shop',
      stages: [
        {
          refId: '1',
          requisiteStageRefIds: [],
          type: 'wait',
          name: 'Bake',
          waitTime: 0,
          ami: 'ami-7',
          region: 'us-east-1',
        },
        {
          refId: '2',
          requisiteStageRefIds: ['1'],
          type: 'updateLaunchConfig',
          name: 'Update',
          credentials: 'prod',
          region: 'us-east-1',
          asgName: 'shop-v001',
        },
      ],
    })
    expect(execution.stages[1]?.context).toMatchObject({
      'notification.type': 'modifyasglaunchconfiguration',
      'modifyasglaunchconfiguration.account.name': 'prod',
      'modifyasglaunchconfiguration.region': 'us-east-1',
      'deploy.server.groups': { 'us-east-1': ['shop-v001'] },
    })
    expect(asked()).toEqual([
      ['allowLaunchDescription', { account: 'prod', credentials: 'default', region: 'us-east-1', amiName: 'ami-7' }],
      ['updateLaunchConfig', expect.objectContaining({ amiName: 'ami-7', asgName: 'shop-v001' })],
    ])
  })

  it('are changed with the instances when firewalls change', async () => {
    const execution = await run('updateSecurityGroupsForServerGroup', {
      serverGroupName: 'shop-v001',
      hasLaunchTemplate: true,
      amiName: 'ami-1',
    })
    expect(sequenceOf(execution)).toEqual([
      '0 updateSecurityGroupsForServerGroup "updateSecurityGroupsForServerGroup": updateLaunchTemplate, updateInstances, forceCacheRefresh',
    ])
    expect(asked().map(([name]) => name)).toEqual(['allowLaunchDescription', 'updateLaunchTemplate', 'updateInstances'])
  })
})

describe('configuration of App Engine', () => {
  it('is deployed from the files that are chosen', async () => {
    const cron = { type: 'gcs/object', reference: 'gs://b/cron.yaml' }
    const cronArtifact = { artifact: cron, account: 'files' }
    const execution = await run('deployAppEngineConfiguration', { cloudProvider: 'appengine', cronArtifact })
    expect(sequenceOf(execution)[0]).toContain(': deployAppengineConfiguration, monitorTask')
    expect(asked()).toMatchObject([['deployAppengineConfiguration', { accountName: 'prod', cronArtifact: cron }]])
    expect(contextOf(execution)).toMatchObject({ 'service.account': 'prod', 'service.region': 'us-east-1' })
  })

  it('needs one', async () => {
    const execution = await run('deployAppEngineConfiguration', { cloudProvider: 'appengine' })
    expect(reasonOf(execution)).toBe('At least one configuration artifact must be supplied.')
  })
})

describe('any operation by its name', () => {
  it('is done between what the cloud does before and after it, whose place nobody can write', async () => {
    answer('/aws/ops/rotate', {})
    const execution = await run('cloudOperation', { operationType: 'rotate', operationLifecycle: 'AFTER' })
    expect(sequenceOf(execution)).toEqual(
      lines(`
        0<1 cloudOperation "Before cloudOperation": submitBeforeOperation, monitorBeforeOperation
        0 cloudOperation "cloudOperation": submitOperation, monitorOperation
        0>1 cloudOperation "After cloudOperation": submitAfterOperation, monitorAfterOperation
      `),
    )
    expect(execution.stages.map(({ context }) => context.operationLifecycle)).toEqual(['BEFORE', undefined, 'AFTER'])
  })

  it('is cleaned up after when it fails', async () => {
    const execution = await run('cloudOperation', { operationType: 'rotate' })
    expect(execution.stages.map(({ name, status }) => [name, status])).toEqual([
      ['Before cloudOperation', 'TERMINAL'],
      ['cloudOperation', 'TERMINAL'],
      ['Cleanup cloudOperation', 'TERMINAL'],
    ])
  })
})
