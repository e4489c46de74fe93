import { beforeEach, describe, expect, it } from 'vitest'
import { lines, sequenceOf } from '../../../../../test/pipelines/sequence.ts'
import { orcaOnStubCloud } from '../../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../../test/support/stub-clouddriver.ts'
import type { Execution, Json } from '../../model.ts'
import type { OrcaUnderTest } from '../../testing.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest

beforeEach(async () => {
  const config = { tasks: { 'disable-cluster-min-time-millis': 0 }, default: { 'security-groups': ['common'] } }
  ;({ cloud, orca } = await orcaOnStubCloud({ config }))
})

const cluster = (more: Json = {}): Json => ({
  account: 'prod',
  application: 'shop',
  stack: 'prod',
  availabilityZones: { 'us-east-1': ['us-east-1a'] },
  capacity: { min: 1, max: 4, desired: 1 },
  amiName: 'ami-9',
  cloudProvider: 'aws',
  strategy: '',
  ...more,
})
const deploy = (more: Json = {}, stage: Json = {}): Json => ({
  refId: '1',
  requisiteStageRefIds: [],
  type: 'deploy',
  name: 'Deploy',
  clusters: [cluster(more)],
  ...stage,
})
const run = (...stages: Json[]) => orca.run({ application: 'shop', stages })
const reasonOf = ({ stages }: Execution) =>
  stages
    .map(({ context }) => (context.exception as { details?: { errors?: string[] } } | undefined)?.details?.errors?.[0])
    .find(Boolean)
const created = () => cloud.operations.find(({ name }) => name === 'createServerGroup')?.description

describe('a deploy on AWS', () => {
  it('keeps the new group at the size of the old one until that one is out, then gives it its minimum back', async () => {
    cloud.add({ name: 'shop-prod-v001', capacity: { min: 1, max: 6, desired: 3 } })
    const execution = await run(deploy({ strategy: 'redblack', useSourceCapacity: true }))
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1<1 createServerGroup "Deploy in us-east-1": determineSourceServerGroup, determineHealthProviders, snapshotSourceServerGroup, createServerGroup, monitorDeploy, forceCacheRefresh, waitForUpInstances, forceCacheRefresh, getCommits
        1<1>1 disableCluster "disableCluster": determineHealthProviders, disableCluster, monitorDisableCluster, forceCacheRefresh, waitForClusterDisable, forceCacheRefresh
        1<1>2 applySourceServerGroupCapacity "restoreMinCapacityFromSnapshot": restoreMinCapacity, waitForCapacityMatch, forceCacheRefresh
        1 deploy "Deploy": completeParallelDeploy
      `),
    )
    const [made, , restored] = execution.stages
    expect(made?.context).toMatchObject({
      source: {
        asgName: 'shop-prod-v001',
        serverGroupName: 'shop-prod-v001',
        account: 'prod',
        region: 'us-east-1',
        useSourceCapacity: false,
      },
      useSourceCapacity: false,
      sourceServerGroupCapacitySnapshot: { min: 1, max: 6, desired: 3 },
      capacity: { min: 3, desired: 3, max: 6 },
      'notification.type': 'createdeploy',
      'kato.result.expected': true,
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v002'] },
    })
    expect(made?.context).not.toHaveProperty('cluster')
    expect(restored?.context).toMatchObject({
      serverGroupName: 'shop-prod-v002',
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v002'] },
      'notification.type': 'resizeservergroup',
    })
    expect(cloud.operations.at(-1)?.description.capacity).toEqual({ min: 1 })
    expect(cloud.group('shop-prod-v002').capacity).toEqual({ min: 1, max: 6, desired: 3 })
  })

  it('launches the image that an earlier stage found, allows the account to, and adds what all groups have', async () => {
    const found = { refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Find', waitTime: 0, region: 'us-east-1' }
    const amiDetails = [
      { region: 'eu-west-1', ami: 'ami-eu' },
      { region: 'us-east-1', ami: 'ami-us', imageId: 'ami-us' },
    ]
    const execution = await run(
      { ...found, cloudProvider: 'aws', amiDetails },
      deploy({ amiName: '', securityGroups: ['web'] }, { refId: '2', requisiteStageRefIds: ['1'] }),
    )
    expect(execution.status).toBe('SUCCEEDED')
    expect(cloud.operations[0]).toEqual({
      name: 'allowLaunchDescription',
      description: { account: 'prod', credentials: 'default', region: 'us-east-1', amiName: 'ami-us' },
    })
    expect(created()).toMatchObject({
      amiName: 'ami-us',
      imageId: 'ami-us',
      credentials: 'prod',
      securityGroups: ['web', 'common'],
    })
  })

  it('asks again for the firewalls of its account when Clouddriver fails', async () => {
    cloud.answers.set('/credentials/prod', () => ({ name: 'prod', defaultSecurityGroups: ['own'] }))
    cloud.refuse({ method: 'GET', path: /^\/credentials\/prod$/, status: 503 })
    const execution = await run(deploy({ securityGroups: ['web'] }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(created()?.securityGroups).toEqual(['web', 'own'])
  })

  it('without any image fails before it asks the cloud', async () => {
    expect(reasonOf(await run(deploy({ amiName: '' })))).toBe(
      'No AMI found for us-east-1. Make sure an upstream stage (e.g. bake, find image) or the pipeline trigger is supplying an AMI for each region specified.',
    )
    expect(cloud.operations).toEqual([])
  })

  it('waits for as many healthy instances as are asked for', async () => {
    cloud.breakNewGroups()
    const capacity = { min: 4, max: 4, desired: 4 }
    const id = await orca.start({
      application: 'shop',
      stages: [deploy({ targetHealthyDeployPercentage: 50, capacity })],
    })
    const before = orca.clock.now()
    await orca.until(() => orca.clock.now() - before > 60_000 || undefined)
    expect((await orca.read(id)).stages[0]?.context).toMatchObject({
      targetDesiredSize: 2,
      currentInstanceCount: 4,
      zeroDesiredCapacityCount: 0,
      capacitySnapshot: { minSize: 4, desiredCapacity: 4, maxSize: 4 },
      lastCapacityCheck: { up: 0, down: 4, outOfService: 0, starting: 0, succeeded: 0, failed: 0, unknown: 0 },
    })
    cloud.group('shop-prod-v000').healthy = true
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
  })

  it('that takes no traffic goes by the word of the platform', async () => {
    const execution = await run(deploy({ suspendedProcesses: ['AddToLoadBalancer'] }))
    expect(execution.stages[0]?.context.interestingHealthProviderNames).toEqual(['Amazon'])
  })
})

describe('the group that a deploy succeeds', () => {
  it('must be there when its size is to be copied, unless another size is at hand', async () => {
    const strict = await run(deploy({ useSourceCapacity: true }))
    expect(reasonOf(strict)).toContain(
      "no server group was found for the cluster 'shop-prod' in prod/us-east-1. For the first deploy of a cluster",
    )
    expect(strict.stages[0]?.context).toMatchObject({ attempt: 3, consecutiveNotFound: 2 })
    const lenient = await run(deploy({ useSourceCapacity: true, preferSourceCapacity: true }))
    expect(lenient.status).toBe('SUCCEEDED')
    expect(created()?.capacity).toEqual({ min: 1, max: 4, desired: 1 })
  })

  it('is the largest enabled one when its size is copied, else the newest', async () => {
    cloud.add({ name: 'shop-prod-v001', capacity: { min: 5, max: 5, desired: 5 } })
    cloud.add({ name: 'shop-prod-v002' })
    cloud.add({ name: 'shop-prod-v003', disabled: true })
    const sourceOf = async (more: Json) => {
      const execution = await run(deploy(more))
      for (const name of [...cloud.groups.keys()]) if (!/v00[123]$/.test(name)) cloud.groups.delete(name)
      return (execution.stages[0]!.context.source as Json).serverGroupName
    }
    expect(await sourceOf({})).toBe('shop-prod-v002')
    expect(await sourceOf({ useSourceCapacity: true })).toBe('shop-prod-v001')
  })

  it('is looked for again and again when Clouddriver fails, and then given up', async () => {
    cloud.refuse({ method: 'GET', path: /clusters/, status: 500, times: 20 })
    const execution = await run(deploy())
    expect(execution.stages[0]?.context).toMatchObject({ attempt: 10 })
    expect(execution.stages[0]?.tasks.map(({ status }) => status)[0]).toBe('TERMINAL')
  })
})

describe('a new group is tagged with who made it, where Clouddriver keeps tags', () => {
  beforeEach(() => {
    cloud.answers.set('/features/stages', () => [{ name: 'upsertEntityTags', enabled: true }])
  })

  it('and with what it succeeds', async () => {
    cloud.add({ name: 'shop-prod-v001', imageId: 'ami-1' })
    const execution = await run(deploy({ reason: 'because' }))
    expect(execution.stages[0]?.tasks.map(({ name }) => name)).toContain('tagServerGroup')
    expect(cloud.operations.at(-1)).toEqual({
      name: 'upsertEntityTags',
      description: {
        isPartial: false,
        entityRef: {
          entityType: 'servergroup',
          entityId: 'shop-prod-v002',
          account: 'prod',
          region: 'us-east-1',
          cloudProvider: 'aws',
        },
        tags: [
          {
            name: 'spinnaker:metadata',
            namespace: 'spinnaker',
            value: {
              stageId: execution.stages[0]?.id,
              executionId: execution.id,
              executionType: 'PIPELINE',
              application: 'shop',
              description: 'p',
              comments: 'because',
              previousServerGroup: {
                name: 'shop-prod-v001',
                imageId: 'ami-1',
                imageName: 'ami-1',
                cloudProvider: 'aws',
              },
            },
          },
        ],
      },
    })
  })

  it('which never fails the deploy', async () => {
    cloud.refuse({ method: 'POST', path: /^\/ops$/, status: 400 })
    const execution = await run(deploy())
    const tagged = execution.stages[0]?.tasks.find(({ name }) => name === 'tagServerGroup')
    expect(tagged?.status).toBe('FAILED_CONTINUE')
    expect(cloud.group('shop-prod-v000')).toBeDefined()
  })

  it('and loses the tag of its pinned size when it has its minimum back', async () => {
    cloud.add({ name: 'shop-prod-v001', capacity: { min: 1, max: 6, desired: 3 } })
    cloud.answers.set('/tags', () => [{ id: 'tag-7' }])
    const execution = await run(deploy({ useSourceCapacity: true }))
    const cleanup = execution.stages.find(({ name }) => name === 'Cleanup Server Group Tags')
    expect(cleanup).toMatchObject({
      type: 'deleteEntityTags',
      status: 'SUCCEEDED',
      context: { id: 'tag-7', tags: ['spinnaker:pinned_capacity'] },
    })
  })
})
