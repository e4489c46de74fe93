import { beforeEach, describe, expect, it } from 'vitest'
import { lines, sequenceOf } from '../../../../../test/pipelines/sequence.ts'
import { orcaOnStubCloud } from '../../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../../test/support/stub-clouddriver.ts'
import type { Json } from '../../model.ts'
import type { OrcaUnderTest } from '../../testing.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest

beforeEach(async () => {
  ;({ cloud, orca } = await orcaOnStubCloud())
})

const run = (type: string, more: Json = {}) =>
  orca.run({
    application: 'shop',
    stages: [
      {
        ...{ refId: '1', requisiteStageRefIds: [], type, name: 'Stage', cluster: 'shop-prod', credentials: 'prod' },
        ...{ cloudProvider: 'aws', regions: ['us-east-1'], target: 'current_asg', ...more },
      },
    ],
  })
const asked = () =>
  cloud.operations.map(({ name, description }) => [name, description.region, description.asgName].join(' '))
const everywhere = { regions: ['us-east-1', 'eu-west-1'] }

function groupsEverywhere() {
  cloud.add({ name: 'shop-prod-v001' })
  cloud.add({ name: 'shop-prod-v002' })
  cloud.add({ name: 'shop-prod-v005', region: 'eu-west-1' })
}

describe('a stage of the time before server groups', () => {
  it('acts itself in its first place, and in the others after it', async () => {
    groupsEverywhere()
    expect(sequenceOf(await run('destroyAsg', everywhere))).toEqual(
      lines(`
        1 destroyAsg "Stage": destroyServerGroup, monitorServerGroup, forceCacheRefresh, waitForDestroyedServerGroup
        1>1 destroyAsg "destroyAsg": destroyServerGroup, monitorServerGroup, forceCacheRefresh, waitForDestroyedServerGroup
      `),
    )
    expect(asked()).toEqual([
      'destroyServerGroup us-east-1 shop-prod-v002',
      'destroyServerGroup eu-west-1 shop-prod-v005',
    ])
  })

  it('finds out first what a dynamic target means, once', async () => {
    groupsEverywhere()
    const execution = await run('disableAsg', { ...everywhere, target: 'current_asg_dynamic' })
    const disable = 'determineHealthProviders, disableAsg, monitorAsg, waitForDownInstances, forceCacheRefresh'
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1<1 determineTargetReference "determineTargetReferences": determineTargetReference
        1 disableAsg "Stage": ${disable}
        1>1 disableAsg "disableAsg": ${disable}
      `),
    )
    expect(asked()).toEqual([
      'disableAsgDescription us-east-1 shop-prod-v002',
      'disableAsgDescription eu-west-1 shop-prod-v005',
    ])
    expect(execution.stages.find(({ refId }) => refId === '1')?.context).toMatchObject({
      'notification.type': 'disableasg',
      'targetop.asg.disableAsg.name': 'shop-prod-v002',
      'targetop.asg.disableAsg.regions': ['us-east-1'],
      'deploy.server.groups': { 'us-east-1': ['shop-prod-v002'] },
    })
  })

  it('takes a group by its name', async () => {
    groupsEverywhere()
    const execution = await run('enableAsg', { target: undefined, asgName: 'shop-prod-v001' })
    expect(sequenceOf(execution)).toEqual([
      '1 enableAsg "Stage": enableAsg, monitorAsg, waitForUpInstances, forceCacheRefresh',
    ])
    expect(asked()).toEqual(['enableAsgDescription us-east-1 shop-prod-v001'])
  })

  it('changes scaling processes', async () => {
    groupsEverywhere()
    const execution = await run('modifyScalingProcess', { action: 'suspend', processes: ['Launch'] })
    expect(sequenceOf(execution)).toEqual([
      '1 modifyScalingProcess "Stage": suspend, monitor, forceCacheRefresh, waitForScalingProcesses',
    ])
    expect(cloud.group('shop-prod-v002').suspendedProcesses).toEqual(['Launch'])
  })

  it('fails where there is no such group', async () => {
    const execution = await run('destroyAsg')
    expect(execution.status).toBe('TERMINAL')
    expect(JSON.stringify(execution.stages[0]?.context.exception)).toContain('Unable to locate current_asg in prod')
    expect(asked()).toEqual([])
  })
})
