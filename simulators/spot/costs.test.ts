import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

const DAY = 'fromDate=2026-01-04T10:00:00Z&toDate=2026-01-05T10:00:00Z'

async function priced() {
  const simulator = await start()
  for (const type of ['m5.large', 'm5a.large', 'm4.large']) simulator.control.setPrice(type, 0.1)
  const mixed = sampleGroup({ capacity: { target: 4 }, strategy: { risk: 75 } })
  const { id } = simulator.control.seedGroup('act-sandbox', mixed, 48)
  return { ...simulator, id }
}

describe('costs', () => {
  it('of a group are those of its spot instances, one array deeper than elsewhere', async () => {
    const { call, id } = await priced()
    const reply = await call('GET', `/aws/ec2/group/${id}/costs?${DAY}`)
    expect(reply.items).toEqual([
      [
        {
          running: { value: 72, unit: 'hours' },
          savings: { value: 70, unit: 'percentage' },
          costs: { actual: 2.16, potential: 7.2 },
        },
      ],
    ])
    const daily = await call('GET', `/aws/ec2/group/${id}/costs?${DAY}&aggregationPeriod=daily`)
    expect(daily.items[0].map((day: { running: { value: number } }) => day.running.value)).toEqual([42, 30])
  })

  it('in detail are those of every instance', async () => {
    const { call, id } = await priced()
    const { items } = await call('GET', `/aws/ec2/group/${id}/costs/detailed?${DAY}`)
    expect(items).toHaveLength(4)
    const onDemand = items.find((item) => item.spotInstanceRequestId === null)
    expect(onDemand).toMatchObject({ costs: { actual: 2.4, potential: 2.4 }, savings: { value: 0 } })
  })

  it('of an account go day by day and leave out today', async () => {
    const { call } = await priced()
    const { items } = await call('GET', '/aws/costs?fromDate=2026-01-03&toDate=2026-01-06')
    expect(items[0].map((day: { spot: { runningHours: number } }) => day.spot.runningHours)).toEqual([42, 72])
    expect((await call('GET', '/aws/costs?fromDate=2020-01-01&toDate=2020-02-01')).status).toBe(400)
  })

  it('of an organization are summed up', async () => {
    const { call, id } = await priced()
    const [{ resources, summary }] = (await call('GET', `/insights/savings?${DAY}`)).items
    expect(resources[0]).toMatchObject({ accountId: 'act-sandbox', resourceId: id, runningHours: 96 })
    expect(summary).toEqual({ runningHours: 96, actualCosts: 4.56, potentialCosts: 9.6, amountSaved: 5.04 })
  })
})

describe('what is not on Spot yet', () => {
  it('shows what it would save, and can be imported after a dry run', async () => {
    const { call } = await start()
    const [[asg]] = (await call('GET', '/aws/potentialSavings')).items
    expect(asg).toMatchObject({ resourceType: 'ASG', name: 'legacy-web', instances: 4 })
    const path = '/aws/ec2/group/autoScalingGroup/import?region=us-east-1&autoScalingGroupName=legacy-web'
    const body = { group: { name: 'web-main-v000', spotInstanceTypes: ['c5.large'] } }
    const dry = await call('POST', `${path}&dryRun=true`, body)
    expect(dry.items[0]).toMatchObject({ name: 'web-main-v000', capacity: { target: 4 } })
    expect((await call('GET', '/aws/ec2/group')).items).toEqual([])
    const real = await call('POST', path, body)
    expect(real.items[0].id).toMatch(/^sig-/)
  })
})

describe('a stateful group', () => {
  it('keeps address and volumes over pause, resume and recycle, and deallocates', async () => {
    const { call, control, settled, health } = await start()
    const id = await settled(sampleGroup({ strategy: { persistence: { shouldPersistPrivateIp: true } } }))
    const path = `/aws/ec2/group/${id}/statefulInstance`
    const first = async () => (await call('GET', path)).items[0]
    const { id: server, privateIp, devices, instanceId } = await first()
    const volume = `${path}/${server}/volume/${devices[0].volumeId}`
    expect((await call('DELETE', volume)).json.response.errors[0].message).toContain('not PAUSED')

    await call('PUT', `${path}/${server}/pause`)
    expect((await first()).state).toBe('PAUSING')
    control.advance(80)
    expect((await first()).state).toBe('PAUSED')
    expect(await health(id)).toHaveLength(1)

    await call('PUT', `${path}/${server}/resume`)
    control.advance(80)
    expect(await first()).toMatchObject({ state: 'ACTIVE', privateIp, devices })
    expect((await first()).instanceId).not.toBe(instanceId)

    await call('PUT', `${path}/${server}/recycle`)
    expect((await first()).state).toBe('RECYCLING')
    control.advance(80)
    expect(await first()).toMatchObject({ state: 'ACTIVE', privateIp })

    await call('PUT', `${path}/${server}/deallocate`)
    control.advance(80)
    expect((await call('GET', path)).items.map((item) => item.id)).not.toContain(server)
    expect((await call('GET', `/aws/ec2/group/${id}`)).items[0].capacity.target).toBe(1)
  })
})
