import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

describe('suspended processes', () => {
  it('are listed with their expiry and end by themselves', async () => {
    const { call, control, settled } = await start()
    const path = `/aws/ec2/group/${await settled()}/suspension`
    const added = await call('POST', path, {
      suspensions: [{ name: 'AUTO_SCALE', ttlInMinutes: 10 }, { name: 'SCHEDULING' }],
    })
    expect(added.items[0]).toMatchObject({
      processes: ['AUTO_SCALE', 'SCHEDULING'],
      suspensions: [
        { name: 'AUTO_SCALE', expiresAt: '2026-01-05T10:12:00.000Z' },
        { name: 'SCHEDULING', expiresAt: null },
      ],
    })
    control.advance(601)
    expect((await call('GET', path)).items[0].processes).toEqual(['SCHEDULING'])
    await call('DELETE', path, { processes: ['SCHEDULING'] })
    expect((await call('GET', path)).items[0].processes).toEqual([])
  })

  it('must be known, and last from one minute to a week', async () => {
    const { call, settled } = await start()
    const path = `/aws/ec2/group/${await settled()}/suspension`
    for (const body of [
      { processes: ['MAKE_COFFEE'] },
      { processes: ['LB_REGISTRATION'] },
      { suspensions: [{ name: 'AUTO_SCALE', ttlInMinutes: 10_081 }] },
    ]) {
      const refused = await call('POST', path, body)
      expect(refused.status).toBe(400)
      expect(refused.json.response.errors[0].code).toBe('VALIDATION_ERROR')
    }
  })
})

describe('group standby', () => {
  it('takes the instances out of their load balancers and back, and they keep running', async () => {
    const { call, control, settled, health } = await start()
    const id = await settled()
    await call('POST', `/aws/ec2/group/${id}/standby`)
    expect((await call('GET', `/aws/ec2/group/${id}/suspension`)).items[0].processes).toEqual(['LB_REGISTRATION'])
    control.advance(6)
    expect((await health(id)).map((item) => item.healthStatus)).toEqual(['UNKNOWN', 'UNKNOWN'])
    await call('DELETE', `/aws/ec2/group/${id}/standby`)
    control.advance(6)
    expect((await health(id)).map((item) => item.healthStatus)).toEqual(['HEALTHY', 'HEALTHY'])
  })

  it('can be missing, as in the newer API', async () => {
    const { call, settled } = await start({ scenario: { groupStandby: false } })
    const reply = await call('POST', `/aws/ec2/group/${await settled()}/standby`)
    expect(reply.status).toBe(404)
    expect(reply.json.response.errors[0].code).toBe('NOT_FOUND')
  })
})

describe('instance standby', () => {
  it('keeps the instance out of health and out of scale-down', async () => {
    const { call, control, settled, health, status } = await start()
    const id = await settled()
    const [first] = (await status(id)).map((item) => item.instanceId)
    await call('POST', `/aws/ec2/instance/${first}/standby/enter`)
    control.advance(6)
    expect((await health(id)).map((item) => item.healthStatus)).toEqual(['UNKNOWN', 'HEALTHY'])
    await call('PUT', `/aws/ec2/group/${id}/capacity`, { capacity: { target: 1 } })
    control.advance(120)
    expect((await status(id)).map((item) => item.instanceId)).toEqual([first])
    await call('POST', `/aws/ec2/instance/${first}/standby/exit`)
    control.advance(6)
    expect((await health(id)).map((item) => item.healthStatus)).toEqual(['HEALTHY'])
  })
})

const POLICY = {
  policyName: 'cpu-up',
  metricName: 'CPUUtilization',
  namespace: 'AWS/EC2',
  threshold: 70,
  period: 60,
  evaluationPeriods: 2,
  cooldown: 300,
  action: { type: 'adjustment', adjustment: 'MAX(currCapacity / 2, 1)' },
}

describe('scaling policies', () => {
  const capacityOf = async (call: Awaited<ReturnType<typeof start>>['call'], id: string) =>
    (await call('GET', `/aws/ec2/group/${id}`)).items[0].capacity.target

  it('act when the metric has crossed the threshold for long enough, and rest during the cooldown', async () => {
    const { call, control, settled } = await start()
    const id = await settled({ ...sampleGroup(), scaling: { up: [POLICY] } })
    control.setMetric(id, 'CPUUtilization', 90)
    control.advance(30)
    expect(await capacityOf(call, id)).toBe(2)
    control.advance(60)
    expect(await capacityOf(call, id)).toBe(3)
    control.advance(200)
    expect(await capacityOf(call, id)).toBe(3)
    control.advance(200)
    expect(await capacityOf(call, id)).toBe(5)
  })

  it('rest while they, or all of them, are suspended', async () => {
    const { call, control, settled } = await start()
    const id = await settled({ ...sampleGroup(), scaling: { up: [POLICY] } })
    const path = `/aws/ec2/group/${id}/scale`
    const suspended = await call('POST', `${path}/suspendPolicy?policyName=cpu-up`, {
      suspension: { ttlInMinutes: 60 },
    })
    expect(suspended.items).toEqual([
      { groupId: id, policyName: 'cpu-up', state: 'suspended', expiresAt: '2026-01-05T11:02:00.000Z' },
    ])
    expect((await call('GET', `${path}/suspensions`)).items[0].scalePolicySuspensions).toHaveLength(1)
    control.setMetric(id, 'CPUUtilization', 90)
    control.advance(600)
    expect(await capacityOf(call, id)).toBe(2)
    await call('POST', `${path}/resumePolicy?policyName=cpu-up`)
    await call('POST', `/aws/ec2/group/${id}/suspension`, { processes: ['AUTO_SCALE'] })
    control.advance(600)
    expect(await capacityOf(call, id)).toBe(2)
    await call('DELETE', `/aws/ec2/group/${id}/suspension`, { processes: ['AUTO_SCALE'] })
    control.advance(200)
    expect(await capacityOf(call, id)).toBe(3)
  })

  it('track a target', async () => {
    const { call, control, settled } = await start()
    const target = { policyName: 'cpu', metricName: 'CPUUtilization', namespace: 'AWS/EC2', target: 50, period: 60 }
    const id = await settled({ ...sampleGroup(), scaling: { target: [target] } })
    control.setMetric(id, 'CPUUtilization', 100)
    control.advance(1)
    expect(await capacityOf(call, id)).toBe(4)
  })
})

describe('scheduled tasks', () => {
  const tasks = [
    {
      taskType: 'scale',
      cronExpression: '30 10 * * *',
      scaleTargetCapacity: 5,
      scaleMinCapacity: 1,
      scaleMaxCapacity: 6,
    },
  ]

  it('change the capacity at their time, in UTC', async () => {
    const { call, control, settled } = await start()
    const id = await settled({ ...sampleGroup(), scheduling: { tasks } })
    control.advance(27 * 60)
    expect((await call('GET', `/aws/ec2/group/${id}`)).items[0].capacity.target).toBe(2)
    control.advance(2 * 60)
    expect((await call('GET', `/aws/ec2/group/${id}`)).items[0].capacity.target).toBe(5)
  })

  it('pass unused while scheduling is suspended', async () => {
    const { call, control, settled } = await start()
    const id = await settled({ ...sampleGroup(), scheduling: { tasks } })
    await call('POST', `/aws/ec2/group/${id}/suspension`, { processes: ['SCHEDULING'] })
    control.advance(3600)
    await call('DELETE', `/aws/ec2/group/${id}/suspension`, { processes: ['SCHEDULING'] })
    control.advance(3600)
    expect((await call('GET', `/aws/ec2/group/${id}`)).items[0].capacity.target).toBe(2)
  })
})
