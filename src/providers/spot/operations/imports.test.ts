import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSpot } from '../testing.ts'

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const asg = { region: 'us-east-1', autoScalingGroupName: 'legacy-web' }
const documents = () => spot.groups().map(({ document }) => document)

describe('what is not on Spot yet', () => {
  it('is shown as it would be, and nothing is made', async () => {
    const { result } = await spot.run('importAutoScalingGroup', {
      ...asg,
      dryRun: true,
      group: { spotInstanceTypes: ['m4.large'] },
    })
    expect(result.resultObjects).toMatchObject([
      {
        dryRun: true,
        group: { name: 'legacy-web', capacity: { target: 4 }, compute: { instanceTypes: { spot: ['m4.large'] } } },
      },
    ])
    expect(documents()).toEqual([])
  })

  it('becomes a group of a cluster, with what the request says itself', async () => {
    const named = { application: 'legacy', stack: 'web', capacity: { max: 10 }, tags: { team: 'sails' } }
    const { result } = await spot.run('importAutoScalingGroup', { ...asg, ...named })
    expect(result.resultObjects).toMatchObject([{ serverGroupNames: ['us-east-1:legacy-web-v000'] }])
    expect(documents()).toMatchObject([{ name: 'legacy-web-v000', capacity: { target: 4, maximum: 10 } }])
  })

  it('keeps its name without an application, if that is free', async () => {
    await spot.run('importAutoScalingGroup', asg)
    await expect(spot.run('importAutoScalingGroup', asg)).rejects.toThrow(
      'There already is an Elastigroup named legacy-web',
    )
    await spot.run('importAutoScalingGroup', { ...asg, group: { name: 'legacy-web-too' } })
    expect(documents().map(({ name }) => name)).toEqual(['legacy-web', 'legacy-web-too'])
  })

  it('may be a single instance', async () => {
    const instance = { region: 'us-east-1', instanceId: 'i-0123456789abcdef0', application: 'legacy' }
    spot.settled({ name: 'legacy-v003' })
    const { result } = await spot.run('importInstance', { ...instance, capacity: { max: 3 }, tags: { team: 'sails' } })
    expect(result.resultObjects).toMatchObject([{ serverGroupNames: ['us-east-1:legacy-v004'] }])
    expect(documents()[1]).toMatchObject({
      name: 'legacy-v004',
      capacity: { maximum: 3 },
      compute: { launchSpecification: { tags: [{ tagKey: 'team', tagValue: 'sails' }] } },
    })
  })

  it('is told apart from what is not there', async () => {
    await expect(spot.run('importAutoScalingGroup', { ...asg, autoScalingGroupName: 'none' })).rejects.toThrow(
      /Spot refused to import auto-scaling group none: .*ASG none does not exist/,
    )
  })
})

describe('a group that was made elsewhere', () => {
  it('is taken into a cluster under its next name', async () => {
    const id = spot.settled({ name: 'made-by-hand-2019' })
    spot.settled({ name: 'demo-main-v007' })
    const { result } = await spot.run('adoptElastigroup', { elastigroupId: id, application: 'demo', stack: 'main' })
    expect(await spot.driver.get(id)).toMatchObject({
      name: 'demo-main-v008',
      unknownToUs: { kept: [1, null, { a: 'b' }] },
    })
    expect(result.touched).toMatchObject([
      { region: 'us-east-1', name: 'demo-main-v008' },
      { region: 'us-east-1', name: 'made-by-hand-2019' },
    ])
    const { lines } = await spot.run('adoptElastigroup', { elastigroupId: id, application: 'demo', stack: 'main' })
    expect(lines).toEqual([`demo-main-v008 (${id}) belongs to cluster demo-main already`])
  })
})
