import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sampleGroup, startWorld, token, type World } from './testing.ts'

type Json = Record<string, unknown>

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.stop())

/** Monday, 5 January 2026, ten in the morning: 34 hours. */
const sinceSunday = '?from=2026-01-04'
const url = (name: string, query = sinceSunday) => `/spot/serverGroups/my-spot/us-east-1/${name}/costs${query}`
const now = Date.parse('2026-01-05T10:00:00Z')
const costCalls = () => world.calls(/costs|savings/i)

/** 4 machines for 34 hours at 0.10; 3 of them for 0.03. */
const whole = {
  ...{ runningHours: 136, actualCosts: 6.46, onDemandCosts: 13.6, saved: 7.14, savingsPercentage: 52.5 },
  ...{ spotShare: 0.75, onDemandShare: 0.25 },
}

describe('the costs of a server group', () => {
  beforeEach(() => world.seed(sampleGroup('demo-prod-v000')))

  it('count all its machines, against their on-demand price', async () => {
    const { status, body } = await world.get(url('demo-prod-v000'))
    const period = { from: Date.parse('2026-01-04'), to: now, readAt: now, stale: false }
    expect([status, body]).toEqual([200, { ...period, ...whole }])
  })

  it('are told machine by machine and day by day where that is asked for', async () => {
    const { body } = await world.get(url('demo-prod-v000', `${sinceSunday}&detailed=true&series=true`))
    expect(body.members).toHaveLength(4)
    const onDemand = body.members.filter(({ lifecycle }: Json) => lifecycle === 'ON_DEMAND')
    expect(onDemand).toMatchObject([{ instanceType: 'm5.large', actualCosts: 3.4, onDemandCosts: 3.4, spotShare: 0 }])
    expect(onDemand[0].name).toMatch(/^i-/)
    expect(body.series).toEqual([
      { at: Date.parse('2026-01-04'), runningHours: 72, actualCosts: 2.16, onDemandCosts: 7.2 },
      { at: Date.parse('2026-01-05'), runningHours: 30, actualCosts: 0.9, onDemandCosts: 3 },
    ])
  })

  it.each([
    ['?from=1767484800', 136],
    ['?from=1767484800000&to=1767571200', 96],
    ['?from=2026-01-04T13:00:00Z', 136],
    ['', 192],
  ])('are those of the period %s', async (query, runningHours) => {
    expect((await world.get(url('demo-prod-v000', query))).body).toMatchObject({ runningHours })
  })

  it.each([
    ['?from=yesterday', /from must be a date/],
    ['?from=2026-01-05&to=2026-01-04', /must begin before it ends/],
    ['?from=2020-01-01', /a year at most/],
    ['?detailed=perhaps', /not valid/],
  ])('are not those of %s', async (query, words) => {
    const { status, body } = await world.get(url('demo-prod-v000', query))
    expect([status, body.message]).toEqual([400, expect.stringMatching(words)])
  })

  it('are right also where Spot’s answer is not as deep as it says', async () => {
    world.control.addFault({ match: { pathRegex: '/costs' }, quirk: 'flat-costs' })
    const { body } = await world.get(url('demo-prod-v000', `${sinceSunday}&series=true`))
    expect(body).toMatchObject({ ...whole, series: [{ runningHours: 72 }, { runningHours: 30 }] })
    expect((await world.get('/spot/accounts/my-spot/costs?from=2026-01-04')).body).toMatchObject({ runningHours: 72 })
  })

  it('are told without their days where Spot does not tell these', async () => {
    world.control.addFault({ match: { pathRegex: 'aggregationPeriod' }, status: 400, errors: [{ message: 'no days' }] })
    const { body } = await world.get(url('demo-prod-v000', `${sinceSunday}&series=true`))
    expect(body).toMatchObject(whole)
    expect(body).not.toHaveProperty('series')
  })

  it('are read once for all who look, and again when they have grown old: today’s after minutes, past days’ after an hour', async () => {
    const past = '?from=2026-01-03&to=2026-01-05'
    world.forgetCalls()
    await Promise.all([1, 2, 3].map(() => world.get(url('demo-prod-v000'))))
    await world.get(url('demo-prod-v000', past))
    await world.get('/spot/clusters/demo/my-spot/demo-prod/costs?from=2026-01-04')
    expect(costCalls()).toBe(2)
    world.control.advance(301)
    const again = await world.get(url('demo-prod-v000'))
    expect(again.body).toMatchObject({ readAt: now + 301_000, to: now + 301_000, stale: false })
    await world.get(url('demo-prod-v000', past))
    expect(costCalls()).toBe(3)
    world.control.advance(3_300)
    await world.get(url('demo-prod-v000', past))
    expect(costCalls()).toBe(4)
  })

  it('are the older ones while Spot is away, and say so', async () => {
    await world.get(url('demo-prod-v000'))
    world.control.addPreset('bad-gateway', { times: 1_000 })
    world.control.advance(600)
    const { status, body } = await world.get(url('demo-prod-v000'))
    expect([status, body]).toMatchObject([200, { ...whole, stale: true, readAt: now }])
    // Spot is left in peace for a while.
    world.forgetCalls()
    await world.get(url('demo-prod-v000'))
    expect(costCalls()).toBe(0)
  })

  it('are an error in Spot’s words where there are none, without the token', async () => {
    const errors = [{ message: `The token ${token} is worn out` }]
    world.control.addFault({ match: { pathRegex: '/costs' }, status: 403, errors })
    const { status, text } = await world.get(url('demo-prod-v000'))
    expect([status, text]).toEqual([403, expect.stringContaining('is worn out')])
    expect(text + world.said.join()).not.toContain(token)
  })

  it('of one that is not there are none', async () => {
    expect((await world.get(url('demo-prod-v009'))).status).toBe(404)
    expect((await world.get('/spot/serverGroups/other/us-east-1/demo-prod-v000/costs')).body.message).toContain(
      'There is no Spot account other; there are my-spot',
    )
  })
})

describe('the costs of many server groups', () => {
  it('are the sum of a cluster’s, or of an application’s', async () => {
    await world.seed(sampleGroup('demo-prod-v000'))
    await world.seed(sampleGroup('demo-prod-v001', { strategy: { risk: 100, availabilityVsCost: 'balanced' } }), 10)
    await world.seed(sampleGroup('demo-test-v000'))
    await world.seed(sampleGroup('other-v000'))
    const { body: cluster } = await world.get('/spot/clusters/demo/my-spot/demo-prod/costs?from=2026-01-04')
    expect(cluster).toMatchObject({ runningHours: 176, complete: true, stale: false, spotShare: 0.8068 })
    expect(cluster.members).toMatchObject([
      { name: 'demo-prod-v000', account: 'my-spot', region: 'us-east-1', ...whole },
      { name: 'demo-prod-v001', runningHours: 40, spotShare: 1, savingsPercentage: 70 },
    ])
    const { body: application } = await world.get('/spot/applications/Demo/costs?from=2026-01-04')
    expect(application).toMatchObject({ runningHours: 312 })
    expect(application.members.map(({ name }: Json) => name)).not.toContain('other-v000')
    expect((await world.get('/spot/clusters/other/my-spot/demo-prod/costs')).status).toBe(404)
    expect((await world.get('/spot/applications/nobody/costs')).status).toBe(404)
  })

  it('miss those that can’t be read, and say so', async () => {
    const id = await world.seed(sampleGroup('demo-prod-v000'))
    await world.seed(sampleGroup('demo-prod-v001'))
    world.control.addFault({ match: { pathRegex: `${id}/costs` }, status: 400, errors: [{ message: 'no such thing' }] })
    const { body } = await world.get('/spot/applications/demo/costs?from=2026-01-04')
    expect(body).toMatchObject({ ...whole, complete: false })
    expect(body.members).toMatchObject([{ error: expect.stringContaining('no such thing') }, whole])
  })

  it('are asked for one after the other, in the way of nobody: who asks too early is told what is missing', async () => {
    const first = await world.seed(sampleGroup('demo-prod-v000'))
    await world.seed(sampleGroup('demo-prod-v001'))
    world.control.addFault({ match: { pathRegex: `${first}/costs` }, hang: true, times: 1 })
    world.losePatience()
    const { body } = await world.get('/spot/applications/demo/costs?from=2026-01-04')
    expect(body).toMatchObject({ complete: false, runningHours: 0 })
    expect(body.members).toEqual([
      { name: 'demo-prod-v000', account: 'my-spot', region: 'us-east-1', pending: true },
      { name: 'demo-prod-v001', account: 'my-spot', region: 'us-east-1', pending: true },
    ])
    // The first one has no answer yet, so the second one has not been asked for.
    expect(world.calls(/costs/)).toBe(0)
    const at = { serverGroupName: 'demo-prod-v001', region: 'us-east-1' }
    await world.run('resizeServerGroup', { ...at, capacity: { min: 0, max: 10, desired: 5 } })
  })

  it('are one call for an application of many groups, where the token may see its organization', async () => {
    for (let n = 0; n < 25; n += 1) world.control.seedGroup('act-sandbox', sampleGroup(`demo-s${n}-v000`), 48)
    await world.refresh()
    world.forgetCalls()
    const { body } = await world.get('/spot/applications/demo/costs?from=2026-01-04')
    expect(body).toMatchObject({ runningHours: 25 * 136, actualCosts: 161.5, complete: true, spotShare: null })
    expect(body.members).toHaveLength(25)
    expect(costCalls()).toBe(1)
  })

  it('are asked for once, not group by group, while Spot is away', async () => {
    for (let n = 0; n < 25; n += 1) world.control.seedGroup('act-sandbox', sampleGroup(`demo-s${n}-v000`), 48)
    await world.refresh()
    world.control.addPreset('bad-gateway', { times: 1_000 })
    world.forgetCalls()
    const { body } = await world.get('/spot/applications/demo/costs?from=2026-01-04')
    expect(body).toMatchObject({ complete: false, runningHours: 0 })
    expect(body.members.every(({ error }: Json) => String(error).includes('Spot'))).toBe(true)
    const tries = costCalls()
    expect(tries).toBeLessThanOrEqual(2)
    await world.get(url('demo-s1-v000'))
    await world.get('/spot/accounts/my-spot/costs')
    expect(costCalls()).toBe(tries)
    world.control.clearFaults()
    world.control.advance(31)
    expect((await world.get('/spot/applications/demo/costs?from=2026-01-04')).body).toMatchObject({ complete: true })
  })

  it('are a call for each group where it may not, and a hundred at most', async () => {
    for (let n = 0; n < 105; n += 1) world.control.seedGroup('act-sandbox', sampleGroup(`demo-s${n}-v000`), 48)
    await world.refresh()
    world.control.addFault({ match: { pathRegex: '/insights' }, status: 403, errors: [{ message: 'not for you' }] })
    world.forgetCalls()
    const members = await vi.waitFor(async () => {
      const { body } = await world.get('/spot/applications/demo/costs?from=2026-01-04')
      expect(body.members.filter(({ pending }: Json) => pending)).toEqual([])
      return body.members as Json[]
    }, 20_000)
    expect(members.filter(({ runningHours }) => runningHours === 136)).toHaveLength(100)
    expect(members.filter(({ error }) => error)).toHaveLength(5)
    expect(world.calls(/insights/)).toBe(1)
    expect(world.calls(/costs/)).toBe(100)
  })
})

describe('an account', () => {
  it('tells its costs day by day until yesterday', async () => {
    await world.seed(sampleGroup('demo-prod-v000'))
    const { body } = await world.get('/spot/accounts/my-spot/costs?from=2026-01-03')
    expect(body).toMatchObject({ runningHours: 114, spotShare: 1, savingsPercentage: 70, stale: false })
    expect(body.series).toEqual([
      { at: Date.parse('2026-01-03'), runningHours: 42, actualCosts: 1.26, onDemandCosts: 4.2 },
      { at: Date.parse('2026-01-04'), runningHours: 72, actualCosts: 2.16, onDemandCosts: 7.2 },
    ])
    expect(body).toMatchObject({ from: Date.parse('2026-01-03'), to: Date.parse('2026-01-05') })
    expect((await world.get('/spot/accounts/none/costs')).status).toBe(404)
    world.forgetCalls()
    const { body: today } = await world.get('/spot/accounts/my-spot/costs?from=2026-01-05')
    expect(today).toMatchObject({ series: [], runningHours: 0 })
    expect(costCalls()).toBe(0)
  })

  it('tells what is not on Spot yet, with the operation that would bring it there', async () => {
    const { body } = await world.get('/spot/accounts/my-spot/potentialSavings')
    expect(body).toMatchObject({
      ...{ stale: false, potentialSavings: 204.4 },
      members: [
        {
          ...{ resourceType: 'ASG', name: 'legacy-web', region: 'us-east-1', instances: 4 },
          action: {
            ...{ type: 'importAutoScalingGroup', cloudProvider: 'spot', credentials: 'my-spot', dryRun: true },
            ...{ region: 'us-east-1', autoScalingGroupName: 'legacy-web', group: { spotInstanceTypes: ['m5.large'] } },
          },
        },
      ],
    })
  })

  it('says which instance types there are and which can stand in for one, and asks Spot once', async () => {
    world.forgetCalls()
    for (const _ of [1, 2]) {
      const types = await world.get('/spot/accounts/my-spot/instanceTypes?region=us-east-1')
      expect(types.body).toMatchObject({ region: 'us-east-1', stale: false })
      expect(types.body.instanceTypes).toContain('m5.large')
    }
    const like = '/spot/accounts/my-spot/instanceTypeRecommendation?region=us-east-1&baselineInstanceType=m5.large'
    expect((await world.get(like)).body.instanceTypes).toContain('m5a.large')
    expect(world.calls(/spotType|Recommendation/)).toBe(2)
    expect((await world.get('/spot/accounts/my-spot/instanceTypes')).body.message).toContain('name the `region`')
  })
})
