import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { group, startSpot } from '../testing.ts'

type Json = Record<string, unknown>

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const at = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }
const roll = (more: Json = {}) => spot.run('rollServerGroup', { ...at, ...more })
const rolls = async () => spot.driver.rolls(spot.groups()[0]?.id as string)
const failed = async () => {
  spot.settled()
  const settings = { batchSizePercentage: 50, gracePeriod: 60, drainingTimeout: 1 }
  await roll({ imageId: 'ami-0000000000000dead', roll: settings })
  spot.control.advance(300)
  expect(await rolls()).toMatchObject([{ status: 'failed' }])
}

describe('a roll', () => {
  it('starts with the image and the settings that are asked for', async () => {
    const id = spot.settled()
    const onFailure = { actionType: 'DETACH_NEW', shouldHandleAllBatches: true, drainingTimeout: 30 }
    const { result } = await roll({
      imageId: 'ami-0000000000000a002',
      roll: {
        batchSizePercentage: '50',
        gracePeriod: 120,
        healthCheckType: 'EC2',
        batchMinHealthyPercentage: 80,
        drainingTimeout: 10,
        onFailure,
      },
    })
    const puts = spot.control.calls().filter(({ method }) => method === 'PUT')
    expect(puts.map(({ body }) => body)).toEqual([
      { group: { compute: { launchSpecification: { imageId: 'ami-0000000000000a002' } } } },
      {
        batchSizePercentage: 50,
        gracePeriod: 120,
        healthCheckType: 'EC2',
        drainingTimeout: 10,
        strategy: { action: 'REPLACE_SERVER', batchMinHealthyPercentage: 80, onFailure },
      },
    ])
    expect(result.resultObjects).toMatchObject([{ elastigroupId: id, rollId: (await rolls())[0]?.id }])
  })

  it('is shown with its blue and its green instances', async () => {
    const id = spot.settled()
    await roll({ roll: { batchSizePercentage: 50 } })
    spot.control.advance(30)
    const [newest] = (await spot.driver.read(await spot.driver.get(id), { rolls: true })).rolls
    expect(newest).toMatchObject({
      status: 'in_progress',
      details: { numberOfBatches: 2, instances: [{ blue: [{ status: 'RUNNING' }], green: [{}] }, {}] },
    })
  })

  it('waits for a group that is below its minimum, for so long as it may', async () => {
    const { id } = await spot.driver.create({
      ...group(),
      capacity: { minimum: 2, target: 2, maximum: 2 },
    })
    const { lines } = await roll()
    expect(lines.join()).toContain('is not at its minimum yet; trying again for 300 seconds')
    expect(await spot.driver.rolls(id)).toHaveLength(1)
    spot.control.addFault({
      match: { method: 'PUT', pathRegex: '/roll' },
      status: 400,
      errors: [{ code: 'CANT_ROLL_CAPACITY_BELOW_MINIMUM', message: 'Below the minimum' }],
    })
    spot.control.advance(2_000)
    const started = spot.control.now()
    await expect(roll({ capacityTimeoutSeconds: 90 })).rejects.toThrow('CANT_ROLL_CAPACITY_BELOW_MINIMUM')
    expect(spot.control.now() - started).toBe(90_000)
  })

  it('waits for an image that the cloud does not know yet', async () => {
    spot.settled()
    const errors = [{ code: 'CANT_VALIDATE_IMAGE', message: "Can't validate ami ami-0000000000000a002" }]
    spot.control.addFault({ match: { method: 'PUT', body: 'imageId' }, times: 1, status: 400, errors })
    await roll({ imageId: 'ami-0000000000000a002' })
    expect(await rolls()).toHaveLength(1)
  })

  it('is started once also when the answer is lost', async () => {
    spot.settled()
    spot.control.addFault({
      match: { method: 'PUT', pathRegex: '/roll' },
      when: 'after',
      dropConnection: true,
      times: 1,
    })
    const { result } = await roll()
    expect(await rolls()).toHaveLength(1)
    expect(result.resultObjects).toMatchObject([{ rollId: (await rolls())[0]?.id }])
  })

  it('is refused while another is under way, with what can be done', async () => {
    spot.settled()
    await roll()
    await expect(roll()).rejects.toThrow(/Roll sbgd-\w+ of demo-main-v000 is starting: wait for its end, or stop it/)
    await spot.run('stopRoll', at)
    expect(await rolls()).toMatchObject([{ status: 'stopped' }])
    await roll()
    expect(await rolls()).toHaveLength(2)
  })

  it('that failed blocks the next until somebody decides', async () => {
    await failed()
    await expect(roll()).rejects.toThrow(/has failed and blocks the group: detach its new or its old instances/)
    await roll({ imageId: 'ami-0000000000000a002', roll: { stopFailedRoll: true } })
    expect(await rolls()).toMatchObject([{ status: 'starting' }, { status: 'stopped' }])
  })

  it('that failed is cleared up after by detaching one colour, and then no longer blocks', async () => {
    await failed()
    const { result, lines } = await spot.run('rollAction', {
      ...at,
      actionType: 'DETACH_NEW',
      shouldHandleAllBatches: true,
    })
    expect(result.resultObjects).toMatchObject([
      { actionType: 'DETACH_NEW', detachedInstances: [expect.stringMatching(/^i-/)] },
    ])
    expect(lines.join()).toMatch(/Detached 1 new instances of roll sbgd-/)
    await spot.run('stopRoll', at)
    await roll()
  })

  it('clears up after itself where that is asked for', async () => {
    spot.settled()
    const settings = { batchSizePercentage: 50, gracePeriod: 60, drainingTimeout: 1, onFailure: 'DETACH_NEW' }
    await roll({ imageId: 'ami-0000000000000dead', roll: settings })
    spot.control.advance(600)
    expect(await rolls()).toMatchObject([{ status: 'failed' }])
    expect(spot.groups()[0]?.instances.filter(({ imageId }) => imageId === 'ami-0000000000000dead')).toEqual([])
  })

  it('can be cleared up after only when it has ended badly', async () => {
    spot.settled()
    const act = () => spot.run('rollAction', { ...at, actionType: 'DETACH_OLD' })
    await expect(act()).rejects.toThrow('demo-main-v000 has no roll')
    await roll()
    await expect(act()).rejects.toThrow(
      /is starting: only one that failed or was stopped can be cleared up; stop it first/,
    )
  })

  it('that is over has nothing to stop', async () => {
    spot.settled()
    await roll({ roll: { gracePeriod: 60 } })
    spot.control.advance(3_600)
    expect((await spot.run('stopRoll', at)).lines).toEqual(['demo-main-v000 has no roll to stop'])
  })
})
