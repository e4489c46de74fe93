import { beforeEach, describe, expect, it } from 'vitest'
import { orcaOnStubCloud } from '../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../test/support/stub-clouddriver.ts'
import type { Call } from '../../../platform/clients/index.ts'
import { builtInStages } from '../../../services/orca/index.ts'
import type { Execution, Json } from '../../../services/orca/model.ts'
import type { OrcaUnderTest } from '../../../services/orca/testing.ts'
import { spotStages } from './index.ts'

let cloud: StubClouddriver
let orca: OrcaUnderTest & { readonly calls: Call[] }
/** What the roll's route answers with, one look after another; the last one stays. */
let looks: Json[]

const rollPath = '/spot/serverGroups/prod/us-east-1/shop-prod-v001/rolls/sbgd-1'
const look = (status: string, value: number, more: Json = {}): Json => ({
  id: 'sbgd-1',
  status,
  progress: { unit: 'percent', value },
  currentBatch: 1,
  numOfBatches: 2,
  ...more,
})

beforeEach(async () => {
  ;({ cloud, orca } = await orcaOnStubCloud({ stages: [...builtInStages, ...spotStages] }))
  cloud.add({ name: 'shop-prod-v001', cloudProvider: 'spot', capacity: { min: 1, max: 4, desired: 2 } })
  cloud.tellOf('rollServerGroup', { rollId: 'sbgd-1', serverGroupName: 'shop-prod-v001' })
  looks = [look('starting', 0), look('in_progress', 50), look('finished', 100)]
  cloud.answers.set(rollPath, () => (looks.length > 1 ? looks.shift() : looks[0]))
})

const rolling = (more: Json = {}): Json => ({
  ...{ refId: '1', requisiteStageRefIds: [], type: 'rollServerGroup', name: 'Roll' },
  ...{ cloudProvider: 'spot', credentials: 'prod', cluster: 'shop-prod', regions: ['us-east-1'] },
  target: 'current_asg_dynamic',
  roll: { batchSizePercentage: 50, gracePeriod: 600 },
  ...more,
})
const roll = (more: Json = {}, ...others: Json[]) =>
  orca.run({ application: 'shop', stages: [...others, rolling(more)] })
const acting = ({ stages }: Execution) => stages.find(({ tasks }) => tasks.some(({ name }) => name === 'monitorRoll'))!
const reasonOf = (execution: Execution) =>
  (acting(execution).context.exception as { details: { errors: string[] } }).details.errors[0]
const asked = () => cloud.operations.map(({ name, description }) => [name, description] as const)
const stops = async () => {
  await orca.rest()
  return asked().filter(([name]) => name === 'stopRoll')
}

describe('rolling a server group', () => {
  it('starts the roll, follows it to its end, and shows its old and new instances', async () => {
    const instances = [
      {
        blue: [{ instanceId: 'i-1', lifeCycle: 'spot', batchNum: 1, status: 'DETACHED' }],
        green: [{ instanceId: 'i-2', lifeCycle: 'spot', batchNum: 1, status: 'RUNNING' }],
      },
    ]
    looks = [look('in_progress', 50), look('finished', 100, { details: { instances } })]
    const execution = await roll({ imageId: 'ami-2' })
    expect(execution.status).toBe('SUCCEEDED')
    expect(acting(execution).tasks.map(({ name }) => name)).toEqual([
      'determineHealthProviders',
      'rollServerGroup',
      'monitorServerGroup',
      'monitorRoll',
      'forceCacheRefresh',
      'waitForUpInstances',
    ])
    expect(asked()).toMatchObject([
      ['rollServerGroup', { serverGroupName: 'shop-prod-v001', imageId: 'ami-2', roll: { batchSizePercentage: 50 } }],
    ])
    expect(acting(execution).context.rollStatus).toEqual({
      ...{ id: 'sbgd-1', status: 'finished', progress: 100, currentBatch: 1, numOfBatches: 2 },
      instances: { blue: instances[0]?.blue, green: instances[0]?.green },
    })
    expect(await stops()).toEqual([])
  })

  it('takes the image that an earlier stage found, when it names none', async () => {
    const image = { ami: 'ami-9', imageId: 'ami-9', region: 'us-east-1', cloudProvider: 'spot' }
    const find = { refId: '0', requisiteStageRefIds: [], type: 'evaluateVariables', name: 'Find', variables: [] }
    await roll({ requisiteStageRefIds: ['0'] }, { ...find, amiDetails: [image], region: 'us-east-1' })
    expect(asked()[0]?.[1].imageId).toBe('ami-9')
  })

  it('asks the roll itself, ever more seldom, and not the whole group', async () => {
    looks = [look('in_progress', 0)]
    await roll({ timeoutMinutes: 60 })
    const read = orca.calls.filter(({ path }) => path === rollPath)
    expect(read.length).toBeGreaterThan(100)
    expect(read.length).toBeLessThan(180)
    expect(orca.calls.filter(({ path }) => path.startsWith('/cache/'))).toEqual([])
  })

  it('reads the group where rolls have no route of their own', async () => {
    cloud.answers.delete(rollPath)
    cloud.answers.set('/serverGroups/prod/us-east-1/shop-prod-v001', () => ({
      ...{ name: 'shop-prod-v001', region: 'us-east-1', account: 'prod', cloudProvider: 'spot', disabled: false },
      ...{ capacity: { min: 0, max: 0, desired: 0 }, instances: [], rolls: [look('finished', 100)] },
    }))
    expect((await roll()).status).toBe('SUCCEEDED')
  })

  it('goes on when the roll has come as far as it waits for', async () => {
    looks = [look('starting', 0), look('in_progress', 25), look('in_progress', 50)]
    const execution = await roll({ waitForPercentage: 50 })
    expect(execution.status).toBe('SUCCEEDED')
    expect(acting(execution).context.rollStatus).toMatchObject({ status: 'in_progress', progress: 50 })
    expect(await stops()).toEqual([])
  })

  it('fails with a roll that failed, and says that it is left as it is and how to go on', async () => {
    looks = [look('failed', 0)]
    const execution = await roll()
    expect(execution.status).toBe('TERMINAL')
    expect(reasonOf(execution)).toMatch(/^Roll sbgd-1 of shop-prod-v001 failed in batch 1 of 2.*stopRoll.*rollAction/)
    expect(await stops()).toEqual([])
  })

  it('frees the group of a failed roll that has detached its new instances', async () => {
    looks = [look('failed', 0)]
    const execution = await roll({ roll: { onFailure: 'DETACH_NEW' } })
    expect(reasonOf(execution)).toContain('The new instances of the batch are detached')
    expect(await stops()).toMatchObject([['stopRoll', { rollId: 'sbgd-1', serverGroupName: 'shop-prod-v001' }]])
  })

  it('fails when somebody else stopped the roll', async () => {
    looks = [look('stopped', 50)]
    const execution = await roll()
    expect(execution.status).toBe('TERMINAL')
    expect(reasonOf(execution)).toBe('Roll sbgd-1 of shop-prod-v001 was stopped at 50 %')
    expect(await stops()).toEqual([])
  })

  it('stops the roll when its time is up', async () => {
    looks = [look('in_progress', 50)]
    const execution = await roll({ timeoutMinutes: 5 })
    expect(execution.status).toBe('TERMINAL')
    expect(reasonOf(execution)).toContain(
      'took longer than the stage may wait (`timeoutMinutes` or `stageTimeoutMs`), at 50 %',
    )
    expect(await stops()).toHaveLength(1)
  })

  it('stops the roll when it is cancelled', async () => {
    looks = [look('in_progress', 50)]
    const id = await orca.start({ application: 'shop', stages: [rolling()] })
    await orca.until(async () => acting(await orca.read(id))?.context.rollStatus !== undefined)
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    expect((await orca.ended(id)).status).toBe('CANCELED')
    expect(await stops()).toMatchObject([['stopRoll', { rollId: 'sbgd-1', credentials: 'prod' }]])
  })

  it('is stopped as soon as it is started when it is cancelled while it starts', async () => {
    cloud.fail('rollServerGroup', 'running', 'running', 'running', 'running', 'running', 'running')
    const id = await orca.start({ application: 'shop', stages: [rolling()] })
    await orca.until(() => asked().length > 0)
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    expect((await orca.ended(id)).status).toBe('CANCELED')
    await orca.until(async () => (await stops()).length > 0)
    expect(asked().map(([name]) => name)).toEqual(['rollServerGroup', 'stopRoll'])
  })

  it('leaves the rolls of others alone when its own could not be started', async () => {
    cloud.refuseOperation('rollServerGroup')
    expect((await roll()).status).toBe('TERMINAL')
    expect(await stops()).toEqual([])
  })
})
