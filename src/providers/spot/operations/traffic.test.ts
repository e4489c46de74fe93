import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { group, launch, startSpot } from '../testing.ts'

type Json = Record<string, unknown>

let spot: Awaited<ReturnType<typeof startSpot>>
beforeAll(async () => {
  spot = await startSpot()
})
afterAll(() => spot.close())
beforeEach(() => spot.control.reset())

const at = { serverGroupName: 'demo-main-v000', region: 'us-east-1' }
const read = async (id: string) => spot.driver.read(await spot.driver.get(id), { rolls: false })
const suspended = async (id: string) => (await read(id)).suspended.map(({ name }) => name).sort()
const inStandby = () => spot.groups().flatMap(({ instances }) => instances.map(({ standby }) => standby))
const disable = (description: Json = at) => spot.run('disableServerGroup', description)
const enable = (description: Json = at) => spot.run('enableServerGroup', description)
const withoutLoadBalancer = () => {
  const { compute } = group() as { compute: Json }
  return { compute: { ...compute, launchSpecification: launch({ loadBalancersConfig: null, healthCheckType: 'EC2' }) } }
}

describe('a group that leaves the traffic', () => {
  it('goes as a whole where Spot can do that, and comes back', async () => {
    const id = spot.settled()
    await disable()
    expect(await read(id)).toMatchObject({ disabled: true })
    expect(await suspended(id)).toEqual(['AUTO_SCALE', 'LB_REGISTRATION'])
    await enable()
    expect(await read(id)).toMatchObject({ disabled: false, suspended: [] })
  })

  it('goes instance by instance where Spot can not, with nothing that would replace them', async () => {
    spot.control.setSettings({ groupStandby: false })
    const id = spot.settled()
    await disable()
    expect(await read(id)).toMatchObject({ disabled: true })
    expect(inStandby()).toEqual([true, true])
    expect(await suspended(id)).toEqual(['AUTO_HEALING', 'AUTO_SCALE', 'OUT_OF_STRATEGY', 'PREVENTIVE_REPLACEMENT'])
    await enable()
    expect(await read(id)).toMatchObject({ disabled: false, suspended: [] })
    expect(inStandby()).toEqual([false, false])
    expect((await spot.driver.get(id)).compute).toEqual(group().compute)
  })

  it('leaves suspended what somebody else had suspended before', async () => {
    spot.control.setSettings({ groupStandby: false })
    const id = spot.settled()
    await spot.run('suspendProcesses', { ...at, processes: ['AUTO_HEALING'] })
    await disable()
    await disable()
    await enable()
    expect(await suspended(id)).toEqual(['AUTO_HEALING'])
  })

  it('is not taken for disabled because its processes are suspended: its load balancers still send it traffic', async () => {
    const id = spot.settled()
    const processes = ['AUTO_SCALE', 'AUTO_HEALING', 'PREVENTIVE_REPLACEMENT', 'OUT_OF_STRATEGY']
    await spot.run('suspendProcesses', { ...at, processes })
    expect(await read(id)).toMatchObject({ disabled: false })
  })

  it('only stops scaling where no load balancer leads to it', async () => {
    const id = spot.settled(withoutLoadBalancer())
    await disable()
    expect(await suspended(id)).toEqual(['AUTO_SCALE'])
    expect(await read(id)).toMatchObject({ disabled: true })
    await enable()
    expect(await read(id)).toMatchObject({ disabled: false, suspended: [] })
  })

  it('comes back whole also when another tool had put it into standby without a load balancer', async () => {
    const id = spot.settled(withoutLoadBalancer())
    await spot.driver.standby?.group(id, true)
    await spot.driver.suspensions?.suspend(id, [{ name: 'AUTO_SCALE' }])
    await enable()
    expect(await read(id)).toMatchObject({ disabled: false, suspended: [] })
  })

  it('is taken along with instances that come up meanwhile', async () => {
    spot.control.setSettings({ groupStandby: false })
    const { id } = await spot.driver.create(group({ capacity: { minimum: 1, target: 6, maximum: 6 } }))
    let early: readonly string[] = []
    while (early.length < 2) {
      spot.control.advance(1)
      early = await spot.driver.running(id)
    }
    expect(early.length).toBeLessThan(6)
    const step = (name: string) => {
      if (name === 'instance') spot.control.advance(20)
    }
    await spot.run('disableServerGroup', at, { step })
    expect((await spot.driver.running(id)).length).toBeGreaterThan(early.length)
    expect(inStandby()).not.toContain(false)
  })

  it('brings instances back that Spot does not count as running while they are in standby', async () => {
    spot.control.setSettings({ groupStandby: false })
    const id = spot.settled()
    await disable()
    spot.control.addFault({
      match: { method: 'GET', pathRegex: 'instanceHealthiness' },
      status: 200,
      rawBody: JSON.stringify({ response: { items: [] } }),
    })
    await enable()
    spot.control.clearFaults()
    expect(inStandby()).toEqual([false, false])
    expect(await read(id)).toMatchObject({ disabled: false })
  })

  it.each([
    ['405', { status: 405, rawBody: 'Method Not Allowed' }],
    ['400', { status: 400, errors: [{ code: 'NO_ROUTE', message: 'The requested resource was not found' }] }],
  ])('goes instance by instance however Spot says that it can not do more: %s', async (_status, fault) => {
    const id = spot.settled()
    spot.control.addFault({ match: { method: 'POST', pathRegex: '/group/[^/]+/standby' }, ...fault })
    await disable()
    expect(inStandby()).toEqual([true, true])
    expect(await read(id)).toMatchObject({ disabled: true })
  })

  it('gets over an instance that ends on its way', async () => {
    spot.control.setSettings({ groupStandby: false })
    const id = spot.settled()
    const [first] = await spot.driver.running(id)
    spot.control.addFault({
      match: { pathRegex: `${first}/standby` },
      status: 400,
      errors: [{ code: 'INSTANCE_DOESNT_EXIST', message: 'gone' }],
      times: 1,
    })
    await disable()
    expect(await read(id)).toMatchObject({ disabled: true })
  })

  it('gets over a bad minute of Spot', async () => {
    const id = spot.settled()
    spot.control.addFault({ match: { method: 'POST' }, status: 429, headers: { 'X-RateLimit-Reset': '30' }, times: 2 })
    await disable()
    expect(await read(id)).toMatchObject({ disabled: true })
  })

  it('may leave in part: as so many of its instances, while the group goes on serving', async () => {
    const id = spot.settled()
    const { result } = await disable({ ...at, desiredPercentage: 50 })
    expect(result.resultObjects).toEqual([{ instanceIdsToDisable: [expect.stringMatching(/^i-/)] }])
    expect(inStandby().sort()).toEqual([false, true])
    expect(await read(id)).toMatchObject({ disabled: false })
    await disable({ ...at, desiredPercentage: 100 })
    expect(await read(id)).toMatchObject({ disabled: true })
    await enable()
    expect(inStandby()).toEqual([false, false])
    expect(await read(id)).toMatchObject({ disabled: false, suspended: [] })
  })
})

describe('processes and policies of a group', () => {
  it('are suspended for a while, under the names of AWS where those have a counterpart', async () => {
    const id = spot.settled()
    const asked = { asgName: 'demo-main-v000', regions: ['us-east-1'], processes: ['AlarmNotification', 'Launch'] }
    const { lines } = await spot.run('suspendAsgProcessesDescription', { ...asked, ttlInMinutes: 10 })
    expect(await suspended(id)).toEqual(['AUTO_SCALE'])
    expect(lines.join()).toContain('Launch is a process of auto-scaling groups only')
    spot.control.advance(601)
    expect(await suspended(id)).toEqual([])
    await spot.run('suspendProcesses', { ...at, processes: ['SCHEDULING'] })
    await spot.run('resumeAsgProcessesDescription', { ...asked, processes: ['ScheduledActions'] })
    expect(await suspended(id)).toEqual([])
  })

  it('are judged by Spot, whose words are told', async () => {
    spot.settled()
    await expect(spot.run('suspendProcesses', { ...at, processes: ['NO_SUCH'] })).rejects.toThrow(
      /unknown process NO_SUCH/,
    )
  })

  it('are suspended one policy at a time', async () => {
    const policy = { policyName: 'cpu', metricName: 'CPUUtilization', namespace: 'AWS/EC2', threshold: 1 }
    const id = spot.settled({ scaling: { up: [{ ...policy, action: { type: 'adjustment', adjustment: 1 } }] } })
    const list = () => spot.driver.policySuspensions?.list(id)
    await spot.run('suspendScalingPolicy', { ...at, policyName: 'cpu', ttlInMinutes: 60 })
    expect(await list()).toMatchObject([{ policyName: 'cpu', expiresAt: expect.any(String) }])
    await spot.run('resumeScalingPolicy', { ...at, policyName: 'cpu' })
    expect(await list()).toEqual([])
  })
})
