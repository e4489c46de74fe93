import { beforeEach, describe, expect, it } from 'vitest'
import { lines, sequenceOf } from '../../../../test/pipelines/sequence.ts'
import { orcaOnStubCloud } from '../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../test/support/stub-clouddriver.ts'
import { builtInStages } from '../../../services/orca/index.ts'
import type { Execution, Json } from '../../../services/orca/model.ts'
import type { StageView } from '../../../services/orca/stage.ts'
import type { OrcaUnderTest } from '../../../services/orca/testing.ts'
import { spotStages } from './index.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest

beforeEach(async () => {
  ;({ cloud, orca } = await orcaOnStubCloud({ stages: [...builtInStages, ...spotStages] }))
})

const on = { cloudProvider: 'spot', credentials: 'prod' }
const group = (name: string, more: Json = {}) => cloud.add({ name, cloudProvider: 'spot', ...more })
const run = (type: string, more: Json = {}): Promise<Execution> =>
  orca.runTask({ type, ...on, region: 'us-east-1', ...more })
const stage = (refId: string, after: string[], type: string, more: Json = {}): Json => ({
  ...{ refId, requisiteStageRefIds: after, type, name: type, ...on },
  ...more,
})
const pipeline = (...stages: Json[]) => orca.run({ application: 'shop', stages })
const reasonOf = ({ stages }: Execution) =>
  stages
    .map(({ context }) => (context.exception as { details?: { errors?: string[] } } | undefined)?.details?.errors?.[0])
    .find(Boolean)
const asked = () => cloud.operations.map(({ name, description }) => [name, description] as const)

const tasksOf = `
  adoptElastigroup: adoptElastigroup, monitorAdoptElastigroup, forceCacheRefresh
  deallocateStatefulInstance: deallocateStatefulInstance, monitorDeallocateStatefulInstance, forceCacheRefresh, waitForStatefulInstances
  deleteScheduledTask: deleteScheduledTask, monitorDeleteScheduledTask, forceCacheRefresh
  deployElastigroup: deployElastigroup, monitorDeploy, forceCacheRefresh, waitForUpInstances, forceCacheRefresh
  enterInstancesStandby: enterInstancesStandby, monitorEnterInstancesStandby, forceCacheRefresh
  exitInstancesStandby: exitInstancesStandby, monitorExitInstancesStandby, forceCacheRefresh
  importAutoScalingGroup: importAutoScalingGroup, monitorImportAutoScalingGroup, bindImportedGroup, forceCacheRefresh, waitForUpInstances
  importInstance: importInstance, monitorImportInstance, bindImportedGroup, forceCacheRefresh, waitForUpInstances
  interruptInstances: interruptInstances, monitorInterruptInstances, forceCacheRefresh
  lockInstances: lockInstances, monitorLockInstances, forceCacheRefresh
  pauseStatefulInstance: pauseStatefulInstance, monitorPauseStatefulInstance, forceCacheRefresh, waitForStatefulInstances
  recycleStatefulInstance: recycleStatefulInstance, monitorRecycleStatefulInstance, forceCacheRefresh
  resumeProcesses: resumeProcesses, monitorResumeProcesses, forceCacheRefresh
  resumeScalingPolicy: resumeScalingPolicy, monitorResumeScalingPolicy, forceCacheRefresh
  resumeStatefulInstance: resumeStatefulInstance, monitorResumeStatefulInstance, forceCacheRefresh, waitForStatefulInstances
  rollAction: rollAction, monitorRollAction, forceCacheRefresh
  scaleElastigroup: scaleElastigroup, monitorScaleElastigroup, forceCacheRefresh, waitForCapacityMatch
  stopRoll: stopRoll, monitorStopRoll, forceCacheRefresh
  suspendProcesses: suspendProcesses, monitorSuspendProcesses, forceCacheRefresh
  suspendScalingPolicy: suspendScalingPolicy, monitorSuspendScalingPolicy, forceCacheRefresh
  unlockInstances: unlockInstances, monitorUnlockInstances, forceCacheRefresh
  updateElastigroup: updateElastigroupTask, monitorUpdateElastigroup, forceCacheRefresh
  upsertScheduledTask: upsertScheduledTask, monitorUpsertScheduledTask, forceCacheRefresh
`

describe('stages for what only Spot has', () => {
  it('ask, follow, refresh, and wait where there is something to wait for', () => {
    const listed = spotStages.flatMap((definition) => {
      const nodes = definition.tasks({ context: {} } as StageView)
      const names = nodes.map((node) => ('name' in node ? node.name : '')).join(', ')
      return names === '' ? [] : [`${definition.type}: ${names}`]
    })
    expect(listed.toSorted()).toEqual(lines(tasksOf).toSorted())
  })

  it('act upon the group that they name, as jobs of UIs do', async () => {
    group('shop-prod-v001')
    const execution = await run('suspendProcesses', { serverGroupName: 'shop-prod-v001', processes: ['AUTO_SCALE'] })
    expect(execution.status).toBe('SUCCEEDED')
    expect(asked()).toMatchObject([
      ['suspendProcesses', { serverGroupName: 'shop-prod-v001', region: 'us-east-1', processes: ['AUTO_SCALE'] }],
    ])
    expect(execution.stages[0]?.context).toMatchObject({
      'notification.type': 'suspendprocesses',
      'deploy.account.name': 'prod',
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v001'] },
    })
  })

  it('act upon what their cluster and target mean, in each region, when it is their turn', async () => {
    group('shop-prod-v001')
    group('shop-prod-v002')
    group('shop-prod-v007', { region: 'eu-west-1' })
    const regions = ['us-east-1', 'eu-west-1']
    const target = { cluster: 'shop-prod', target: 'current_asg_dynamic', regions }
    const execution = await pipeline(stage('1', [], 'resumeProcesses', { ...target, processes: ['AUTO_SCALE'] }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(asked().map(([, description]) => [description.region, description.serverGroupName])).toEqual([
      ['us-east-1', 'shop-prod-v002'],
      ['eu-west-1', 'shop-prod-v007'],
    ])
    const tasks = 'resumeProcesses, monitorResumeProcesses, forceCacheRefresh'
    expect(sequenceOf(execution)).toEqual([
      `1 resumeProcesses "resumeProcesses": ${tasks}`,
      `1>1 resumeProcesses "resumeProcesses": ${tasks}`,
    ])
  })

  it('choose their target anew when they are restarted', async () => {
    group('shop-prod-v001')
    cloud.fail('lockInstances', 'failed')
    const target = { cluster: 'shop-prod', target: 'current_asg_dynamic', region: 'us-east-1' }
    const { id, stages } = await pipeline(stage('1', [], 'lockInstances', { ...target, instanceIds: ['i-1'] }))
    group('shop-prod-v002')
    await orca.clock.advance(1_000)
    await orca.ask('PUT', `/pipelines/${id}/stages/${stages[0]?.id}/restart`)
    await orca.rest()
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
    expect(asked().map(([, { serverGroupName }]) => serverGroupName)).toEqual(['shop-prod-v001', 'shop-prod-v002'])
  })

  it('are about Spot, whether or not they say so', async () => {
    group('shop-prod-v001')
    const job = { type: 'lockInstances', credentials: 'prod', region: 'us-east-1', instanceIds: ['i-1'] }
    const execution = await orca.runTask({ ...job, serverGroupName: 'shop-prod-v001' })
    expect(execution.status).toBe('SUCCEEDED')
    expect(execution.stages[0]?.context.cloudProvider).toBe('spot')
  })

  it('say what is missing before anything is asked', async () => {
    const execution = await run('scaleElastigroup', { serverGroupName: 'shop-prod-v001', direction: 'sideways' })
    expect(execution.status).toBe('TERMINAL')
    expect(reasonOf(execution)).toContain('direction')
    expect(asked()).toEqual([])
  })

  it('find a group that is named by its id, to wait for it', async () => {
    group('shop-prod-v001', { capacity: { min: 1, max: 4, desired: 2 } })
    cloud.answers.set('/applications/app/serverGroups', () => [
      { name: 'shop-prod-v001', region: 'us-east-1', elastigroup: { id: 'sig-1' } },
    ])
    const scale = { elastigroupId: 'sig-1', direction: 'up', adjustment: 1 }
    const execution = await orca.runTask({ type: 'scaleElastigroup', ...on, ...scale })
    expect(execution.status).toBe('SUCCEEDED')
    expect(execution.stages[0]?.context['deploy.server.groups']).toEqual({ 'us-east-1': ['shop-prod-v001'] })
  })

  it('leave what an import would make to later stages', async () => {
    const document = { name: 'legacy', capacity: { target: 4 } }
    cloud.tellOf('importAutoScalingGroup', { group: document })
    const execution = await pipeline(
      stage('1', [], 'importAutoScalingGroup', { region: 'us-east-1', autoScalingGroupName: 'legacy', dryRun: true }),
      stage('2', ['1'], 'evaluateVariables', {
        variables: [{ key: 'size', value: '${importedGroup.capacity.target}' }],
      }),
    )
    expect(execution.status).toBe('SUCCEEDED')
    expect(execution.stages[1]?.outputs.size).toBe(4)
  })
})

describe('deployElastigroup', () => {
  const document = { name: 'shop-prod', region: 'us-east-1', compute: { launchSpecification: { keyPair: 'k' } } }
  const image = { ami: 'ami-7', imageId: 'ami-7', region: 'us-east-1', cloudProvider: 'spot' }
  const find = { ...stage('1', [], 'evaluateVariables'), variables: [], amiDetails: [image], region: 'us-east-1' }
  const payloads = () => cloud.operations.map(({ description: { payload, imageId } }) => ({ payload, imageId }))
  beforeEach(() => {
    cloud.tellOf('deployElastigroup', { serverGroupNames: ['us-east-1:shop-prod-v001'] })
    group('shop-prod-v001')
  })

  it('takes its payload as a text or as an object, and leaves behind what Spinnaker does', async () => {
    const text = JSON.stringify({ group: document })
    const execution = await run('deployElastigroup', { payload: text })
    expect(execution.status).toBe('SUCCEEDED')
    await run('deployElastigroup', { payload: { group: document } })
    expect(payloads()).toEqual([{ payload: text }, { payload: { group: document } }])
    expect(execution.stages[0]?.context).toMatchObject({
      'notification.type': 'deployElastigroup',
      'kato.result.expected': true,
      'deployElastigroup.account.name': 'prod',
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v001'] },
    })
    expect(execution.stages[0]?.context).not.toHaveProperty('deploy.account.name')
  })

  it('evaluates expressions inside its payload, and takes one that is the payload as a whole', async () => {
    const parameters = { keyPair: 'ops', whole: { group: document } }
    await orca.run({
      application: 'shop',
      trigger: { type: 'manual', parameters },
      stages: [
        stage('1', [], 'deployElastigroup', { payload: '{"group": {"keyPair": "${parameters.keyPair}"}}' }),
        stage('2', ['1'], 'deployElastigroup', { payload: '${parameters.whole}' }),
      ],
    })
    expect(payloads()).toEqual([{ payload: '{"group": {"keyPair": "ops"}}' }, { payload: { group: document } }])
  })

  it('takes its payload from an artifact, with its expressions', async () => {
    cloud.answers.set('/artifacts/fetch', () => ({ group: { ...document, description: '${ 1 + 1 }' } }))
    const payloadArtifact = { type: 's3/object', reference: 's3://configs/shop.json', artifactAccount: 'configs' }
    const execution = await run('deployElastigroup', { source: 'artifact', payloadArtifact })
    expect(execution.status).toBe('SUCCEEDED')
    expect(payloads()).toEqual([{ payload: { group: { ...document, description: 2 } } }])
  })

  it('says so when it has neither', async () => {
    expect(reasonOf(await run('deployElastigroup'))).toContain('give the group to create')
    const unbound = await run('deployElastigroup', { payloadArtifactId: 'nowhere' })
    expect(reasonOf(unbound)).toBe("No artifact could be bound to 'nowhere', which holds the payload.")
  })

  it('gives the image that the trigger brought as an artifact of the region to a payload that names none', async () => {
    const artifact = (location: string, reference: string) => ({
      type: 'amazon/image',
      name: 'shop',
      location,
      reference,
    })
    const artifacts = [artifact('eu-west-1', 'ami-eu'), artifact('us-east-1', 'ami-us')]
    await orca.run({
      application: 'shop',
      trigger: { type: 'manual', artifacts },
      stages: [stage('1', [], 'deployElastigroup', { payload: { group: document } })],
    })
    expect(payloads().map(({ imageId }) => imageId)).toEqual(['ami-us'])
  })

  it('gives the image that an earlier stage found to a payload that names none', async () => {
    const named = { ...document, compute: { launchSpecification: { imageId: 'ami-own' } } }
    await pipeline(
      find,
      stage('2', ['1'], 'deployElastigroup', { payload: JSON.stringify({ group: document }) }),
      stage('3', ['2'], 'deployElastigroup', { payload: { group: named } }),
    )
    expect(payloads().map(({ imageId }) => imageId)).toEqual(['ami-7', undefined])
  })
})

describe('updateElastigroup', () => {
  it('tells Spot what to change, and has the group read again', async () => {
    const groupToUpdate = { group: { scaling: { up: [{ policyName: 'busy' }], down: [] } } }
    const execution = await run('updateElastigroup', { serverGroupName: 'shop-prod-v003', groupToUpdate })
    expect(execution.status).toBe('SUCCEEDED')
    expect(asked()).toMatchObject([
      ['updateElastigroup', { serverGroupName: 'shop-prod-v003', region: 'us-east-1', groupToUpdate }],
    ])
    expect(execution.stages[0]?.context).toMatchObject({
      'deploy.account.name': 'prod',
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v003'] },
    })
    expect(execution.stages[0]?.context).not.toHaveProperty('notification.type')
    expect(execution.stages[0]?.tasks.at(-1)?.implementingClass).toMatch(/\.SpotServerGroupCacheForceRefreshTask$/)
  })
})

describe('modifyScalingProcess', () => {
  it('works with the words of AWS, which Spot takes for its own', async () => {
    group('shop-prod-v001')
    const target = { cluster: 'shop-prod', target: 'current_asg_dynamic', regions: ['us-east-1'] }
    const processes = ['AlarmNotification']
    for (const action of ['suspend', 'resume']) {
      const execution = await pipeline(stage('1', [], 'modifyScalingProcess', { ...target, action, processes }))
      expect(execution.status).toBe('SUCCEEDED')
    }
    expect(asked().map(([name, description]) => [name, description.asgName, description.processes])).toEqual([
      ['suspendAsgProcessesDescription', 'shop-prod-v001', processes],
      ['resumeAsgProcessesDescription', 'shop-prod-v001', processes],
    ])
  })
})
