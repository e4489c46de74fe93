import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

const statuses = (items: { status: string }[]) => items.map((item) => item.status)
const healths = (items: { healthStatus: string }[]) => items.map((item) => item.healthStatus)

describe('an instance', () => {
  it('is requested, pending without an id, fulfilled, and healthy after its boot', async () => {
    const { control, created, status, health } = await start()
    const id = await created()
    expect(await status(id)).toEqual([])
    control.advance(5)
    expect(statuses(await status(id))).toEqual(['pending-evaluation', 'pending-evaluation'])
    expect((await status(id))[0].instanceId).toBeNull()
    control.advance(15)
    expect(statuses(await status(id))).toEqual(['fulfilled', 'fulfilled'])
    expect(healths(await health(id))).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA'])
    control.advance(40)
    expect(healths(await health(id))).toEqual(['HEALTHY', 'HEALTHY'])
    expect((await status(id)).map((item) => item.availabilityZone)).toEqual(['us-east-1a', 'us-east-1b'])
  })

  it('takes a twentieth of the time at speed 20', async () => {
    const { control, created, health } = await start({ speed: 20 })
    const id = await created()
    control.advance(3)
    expect(healths(await health(id))).toEqual(['HEALTHY', 'HEALTHY'])
  })

  it('keeps the rest of its way when the speed changes under way', async () => {
    const { control, created, status } = await start()
    const id = await created()
    control.advance(5)
    control.setSpeed(1000)
    control.advance(0.2)
    expect(statuses(await status(id))).toEqual(['fulfilled', 'fulfilled'])
  })

  it('is on demand as far as the strategy says', async () => {
    const { settled, health } = await start()
    const id = await settled({ ...sampleGroup({ capacity: { target: 4 }, strategy: { risk: 75 } }) })
    const lifecycles = (await health(id)).map((item) => item.lifeCycle).sort()
    expect(lifecycles).toEqual(['ON_DEMAND', 'SPOT', 'SPOT', 'SPOT'])
  })

  it('falls back to on demand without a spot market, and returns to spot when one opens', async () => {
    const { control, settled, health, status } = await start()
    control.setMarket('*', '*', false)
    const id = await settled()
    expect((await health(id)).map((item) => item.lifeCycle)).toEqual(['ON_DEMAND', 'ON_DEMAND'])
    expect(statuses(await status(id))).toEqual(['running', 'running'])
    control.setMarket('*', '*', true)
    control.advance(300)
    expect((await health(id)).map((item) => item.lifeCycle)).toEqual(['SPOT', 'SPOT'])
  })

  it('is not launched at all when neither a market nor the fallback is there', async () => {
    const { control, call, settled, status } = await start()
    control.setMarket('*', '*', false)
    const id = await settled(sampleGroup({ strategy: { fallbackToOd: false } }))
    expect(await status(id)).toEqual([])
    const warnings = await call('GET', `/aws/ec2/group/${id}/logs?fromDate=2026-01-05&toDate=2026-01-06&severity=WARN`)
    expect(warnings.items.map((entry) => entry.message)).toEqual([
      'No spot market is available: the group stays below its target of 2',
    ])
  })

  it('is replaced after an interruption notice and leaves two minutes later', async () => {
    const { call, control, settled, status, health } = await start()
    const id = await settled()
    const [victim] = (await status(id)).map((item) => item.instanceId)
    const reply = await call('POST', '/aws/ec2/instance/interruption', { instancesToInterrupt: [victim] })
    expect(reply.status).toBe(200)
    expect((await call('GET', `/aws/ec2/instance/${victim}`)).items).toEqual([
      { instanceId: victim, lifeCycleState: 'TERMINATING' },
    ])
    expect(statuses(await status(id))).toEqual(['fulfilled', 'fulfilled', 'pending-evaluation'])
    control.advance(121)
    expect(healths(await health(id))).toEqual(['HEALTHY', 'HEALTHY'])
    expect((await status(id)).map((item) => item.instanceId)).not.toContain(victim)
  })
})

describe('an image that never becomes healthy', () => {
  it('gives unhealthy instances, which autohealing replaces after the grace period, the new one first', async () => {
    const { control, settled, health, status } = await start()
    const image = { imageId: 'ami-0000000000000dead', healthCheckGracePeriod: 300 }
    const id = await settled(sampleGroup({ launchSpecification: image }))
    const ids = async () => (await status(id)).map((item) => item.instanceId)
    expect(healths(await health(id))).toEqual(['UNHEALTHY', 'UNHEALTHY'])
    const before = await ids()
    control.advance(225)
    expect(await ids()).toHaveLength(4)
    expect(await ids()).toEqual(expect.arrayContaining(before))
    control.advance(150)
    expect(await ids()).toHaveLength(2)
    expect((await ids()).filter((instance) => before.includes(instance))).toEqual([])
  })

  it('can be any image that a test marks', async () => {
    const { control, settled, health } = await start()
    control.setImage('ami-0000000000000a001', { healthy: false })
    const id = await settled()
    expect(healths(await health(id))).toEqual(['UNHEALTHY', 'UNHEALTHY'])
  })

  it('is left alone while autohealing is suspended', async () => {
    const { call, control, settled, status } = await start()
    const id = await settled(sampleGroup({ launchSpecification: { imageId: 'ami-0000000000000dead' } }))
    const before = (await status(id)).map((item) => item.instanceId)
    await call('POST', `/aws/ec2/group/${id}/suspension`, { processes: ['AUTO_HEALING'] })
    control.advance(600)
    expect((await status(id)).map((item) => item.instanceId)).toEqual(before)
  })
})

describe('capacity', () => {
  it('follows a change: launches what is missing, drains what is too much', async () => {
    const { call, control, settled, status, health } = await start()
    const id = await settled()
    const up = await call('PUT', `/aws/ec2/group/${id}/capacity`, { capacity: { target: 4 } })
    expect(up.items).toEqual([{ capacity: { minimum: 1, target: 4, maximum: 6 } }])
    control.advance(120)
    expect(await health(id)).toHaveLength(4)
    await call('PUT', `/aws/ec2/group/${id}/capacity`, { capacity: { minimum: 0, target: 0, maximum: 0 } })
    control.advance(10)
    expect(await health(id)).toHaveLength(0)
    expect(await status(id)).toHaveLength(4)
    control.advance(60)
    expect(await status(id)).toHaveLength(0)
  })

  it('grows and shrinks by an adjustment within its bounds', async () => {
    const { call, settled } = await start()
    const id = await settled()
    const up = await call('PUT', `/aws/ec2/group/${id}/scale/up?adjustment=10`)
    expect(up.items[0].newSpotRequests).toHaveLength(4)
    expect(up.items[0].newInstances).toBeNull()
    const full = await call('PUT', `/aws/ec2/group/${id}/scale/up?adjustment=1`)
    expect(full.json.response.errors[0].code).toBe('CANT_SCALE_UP_GROUP_MAX_CAPACITY')
    const down = await call('PUT', `/aws/ec2/group/${id}/scale/down?adjustment=2`)
    // Open requests go before running instances.
    expect(down.items[0].victimSpotRequests.map((victim: { instanceId: unknown }) => victim.instanceId)).toEqual([
      null,
      null,
    ])
  })

  it('spares a locked instance when it shrinks', async () => {
    const { call, control, settled, status } = await start()
    const id = await settled()
    const [oldest] = (await status(id)).map((item) => item.instanceId)
    await call('POST', `/aws/ec2/instance/${oldest}/lock?ttlInMinutes=60`)
    expect((await status(id))[0]).toMatchObject({ lockStatus: 'locked', protectedUntil: '2026-01-05T11:02:00.000Z' })
    await call('PUT', `/aws/ec2/group/${id}/capacity`, { capacity: { target: 1 } })
    control.advance(120)
    expect((await status(id)).map((item) => item.instanceId)).toEqual([oldest])
  })

  it('is kept when instances are terminated, and lowered with them when asked', async () => {
    const { call, control, settled, status } = await start()
    const id = await settled()
    const [first, second] = (await status(id)).map((item) => item.instanceId)
    const detach = (instance: string, shouldDecrementTargetCapacity: boolean) =>
      call('PUT', `/aws/ec2/group/${id}/detachInstances`, {
        instancesToDetach: [instance],
        shouldTerminateInstances: true,
        shouldDecrementTargetCapacity,
        drainingTimeout: 10,
      })
    await detach(first, false)
    control.advance(120)
    expect(await status(id)).toHaveLength(2)
    await detach(second, true)
    control.advance(120)
    expect(await status(id)).toHaveLength(1)
    const [last] = (await status(id)).map((item) => item.instanceId)
    const refused = await detach(last, true)
    expect(refused.json.response.errors[0]).toEqual({
      code: 'CANT_DETACH_INSTANCES_MIN_CAPACITY',
      message: `Can't decrement the target of group ${id} to 0: its minimum is 1`,
    })
  })

  it('counts weights when the group is sized by them', async () => {
    const { settled, status } = await start()
    const group = sampleGroup({ capacity: { target: 8, maximum: 8, unit: 'weight' } })
    group.compute.instanceTypes.spot = ['m5.xlarge']
    expect(await status(await settled(group))).toHaveLength(2)
  })
})

describe('a deleted group', () => {
  it('is gone at once for every route, while its instances drain', async () => {
    const { call, control, settled } = await start()
    const id = await settled()
    expect((await call('DELETE', `/aws/ec2/group/${id}`)).json.response).toEqual({
      status: { code: 200, message: 'OK' },
    })
    const gone = await call('GET', `/aws/ec2/group/${id}`)
    expect(gone.status).toBe(400)
    expect(gone.json.response.errors).toEqual([{ code: 'GROUP_DOESNT_EXIST', message: `Group ${id} does not exist` }])
    expect((await call('GET', '/aws/ec2/group')).items).toEqual([])
    expect((await call('GET', '/aws/ec2/group?includeDeleted=true')).items).toHaveLength(1)
    expect(control.groups()[0]?.instances).toHaveLength(2)
    control.advance(61)
    expect(control.groups()[0]?.instances).toHaveLength(0)
  })
})
