import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

const GOOD = 'ami-0000000000000a002'
const BAD = 'ami-0000000000000dead'

async function rolling(image: string, body: object = {}) {
  const simulator = await start()
  const { call, settled } = simulator
  const id = await settled(sampleGroup({ capacity: { target: 4 } }))
  const path = `/aws/ec2/group/${id}`
  await call('PUT', path, { group: { compute: { launchSpecification: { imageId: image } } } })
  const roll = () => call('PUT', `${path}/roll`, { batchSizePercentage: 50, gracePeriod: 200, ...body })
  const started = await roll()
  return {
    ...simulator,
    id,
    path,
    roll,
    started,
    rollId: started.items[0]?.id as string,
    state: async () => (await call('GET', `${path}/roll?limit=1&sort=createdAt:DESC`)).items[0],
    images: () =>
      simulator.control
        .groups()[0]
        ?.instances.filter((instance) => instance.phase !== 'draining')
        .map((instance) => instance.imageId)
        .sort(),
  }
}

describe('a roll', () => {
  it('replaces every instance batch by batch and finishes', async () => {
    const { started, state, control, images, call, path, rollId } = await rolling(GOOD)
    expect(started.items).toEqual([
      { id: rollId, status: 'STARTING', currentBatch: 1, numOfBatches: 2, progress: { unit: 'percent', value: 0 } },
    ])
    expect((await state()).status).toBe('starting')
    control.advance(4)
    expect(await state()).toMatchObject({ status: 'in_progress', blueInstances: 4, greenInstances: 2 })
    control.advance(130)
    expect(await state()).toMatchObject({ status: 'in_progress', currentBatch: 2, progress: { value: 50 } })
    control.advance(130)
    expect(await state()).toMatchObject({ status: 'finished', progress: { unit: 'percent', value: 100 } })
    expect(images()).toEqual([GOOD, GOOD, GOOD, GOOD])
    const [detail] = (await call('GET', `${path}/roll/${rollId}/status`)).items
    expect(detail).toMatchObject({ numberOfBatches: 2, strategyAction: 'REPLACE_SERVER', healthCheck: 'TARGET_GROUP' })
    expect(detail).not.toHaveProperty('status')
    expect(detail.instances[1].blue[0]).toMatchObject({ batchNum: 2, status: 'DETACHED' })
    expect(detail.instances[1].green[0]).toMatchObject({ batchNum: 2, status: 'RUNNING' })
  })

  it('keeps updates, capacity and a second roll out while it runs', async () => {
    const { call, path, roll, control } = await rolling(GOOD)
    control.advance(4)
    const refusals = [
      await call('PUT', path, { group: { description: 'no' } }),
      await call('PUT', `${path}/capacity`, { capacity: { target: 3 } }),
      await call('PUT', `${path}/scale/down?adjustment=1`),
      await roll(),
    ]
    expect(refusals.map((refusal) => [refusal.status, refusal.json.response.errors[0].code])).toEqual([
      [400, 'GROUP_ROLL_IN_PROGRESS'],
      [400, 'GROUP_ROLL_IN_PROGRESS'],
      [400, 'GROUP_ROLL_IN_PROGRESS'],
      [400, 'CANT_START_ROLL'],
    ])
    expect(refusals[3]?.json.response.errors[0].message).toContain("Can't have 2 Rolls at the same time")
  })

  it('waits the whole grace period when nothing checks the health', async () => {
    const { state, control } = await rolling(GOOD, {
      healthCheckType: 'NONE',
      batchSizePercentage: 100,
      gracePeriod: 300,
    })
    control.advance(290)
    expect(await state()).toMatchObject({ status: 'in_progress', currentBatch: 1 })
    control.advance(80)
    expect((await state()).status).toBe('finished')
  })

  it('fails when too few are healthy in time, and blocks the group until it is stopped', async () => {
    const { call, path, roll, rollId, state, control, images } = await rolling(BAD)
    control.advance(210)
    expect(await state()).toMatchObject({ status: 'failed', progress: { value: 0 } })
    expect((await roll()).json.response.errors[0].message).toContain('is failed')
    const down = await call('PUT', `${path}/capacity`, { capacity: { target: 2 } })
    expect(down.json.response.errors[0].code).toBe('GROUP_ROLL_FAILED')
    expect((await call('PUT', `${path}/roll/${rollId}`, { roll: { status: 'STOPPED' } })).status).toBe(200)
    expect((await state()).status).toBe('stopped')
    control.advance(120)
    expect(images()).toEqual(Array(4).fill('ami-0000000000000a001'))
  })

  it('is cleared up by detaching the new instances', async () => {
    const { call, path, rollId, roll, control, images } = await rolling(BAD)
    control.advance(210)
    const action = await call('POST', `${path}/roll/${rollId}/action`, { actionType: 'DETACH_NEW' })
    expect(action.items[0]).toMatchObject({ rollId, actionType: 'DETACH_NEW' })
    expect(action.items[0].detachedInstances).toHaveLength(2)
    control.advance(70)
    expect(images()).toEqual(Array(4).fill('ami-0000000000000a001'))
    expect((await roll()).status).toBe(200)
  })

  it('clears up by itself when it was told how', async () => {
    const onFailure = { actionType: 'DETACH_NEW', shouldHandleAllBatches: true }
    const { state, control, images, roll } = await rolling(BAD, { strategy: { onFailure } })
    control.advance(280)
    expect((await state()).status).toBe('failed')
    expect(images()).toEqual(Array(4).fill('ami-0000000000000a001'))
    expect((await roll()).status).toBe(200)
  })

  it('stops on request once its launches have settled, and leaves the group as it is', async () => {
    const { call, path, rollId, state, control } = await rolling(GOOD)
    control.advance(4)
    await call('PUT', `${path}/roll/${rollId}`, { roll: { status: 'STOPPED' } })
    expect((await state()).status).toBe('stopping')
    control.advance(20)
    expect((await state()).status).toBe('stopped')
    expect((await call('PUT', path, { group: { description: 'free' } })).status).toBe(200)
  })

  it('does not start below the minimum', async () => {
    const { call, created } = await start()
    const id = await created(sampleGroup({ capacity: { minimum: 2 } }))
    const refused = await call('PUT', `/aws/ec2/group/${id}/roll`, { batchSizePercentage: 50, gracePeriod: 60 })
    expect(refused.json.response.errors[0].code).toBe('CANT_ROLL_CAPACITY_BELOW_MINIMUM')
  })

  it('of an empty group is finished at once', async () => {
    const { call, control, settled } = await start()
    const id = await settled(sampleGroup({ capacity: { minimum: 0, target: 0 } }))
    await call('PUT', `/aws/ec2/group/${id}/roll`, { batchSizePercentage: 50, gracePeriod: 60 })
    control.advance(5)
    expect((await call('GET', `/aws/ec2/group/${id}/roll`)).items[0].status).toBe('finished')
  })

  it('of an ECS cluster excludes a roll of the group, and the other way round', async () => {
    const { call, control, settled } = await start()
    const id = await settled({ thirdPartiesIntegration: { ecs: { clusterName: 'web' } } })
    const path = `/aws/ec2/group/${id}`
    const cluster = () => call('POST', `${path}/clusterRoll`, { roll: { batchSizePercentage: 50 } })
    await call('PUT', `${path}/roll`, { batchSizePercentage: 100, gracePeriod: 200 })
    expect((await cluster()).json.response.errors[0].code).toBe('DEPLOYMENT_ALREADY_IN_PROGRESS')
    control.advance(300)
    expect((await cluster()).items[0]).toMatchObject({ status: 'IN_PROGRESS', scope: 'Cluster', numOfBatches: 2 })
    control.advance(400)
    expect((await call('GET', `${path}/clusterRoll`)).items[0].status).toBe('COMPLETED')
    expect((await call('GET', `${path}/roll`)).items).toHaveLength(1)
  })
})
