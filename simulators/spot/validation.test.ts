import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

const GROUPS = '/aws/ec2/group?accountId=act-sandbox'
const TARGET = { policyName: 't', metricName: 'CPUUtilization', namespace: 'AWS/EC2', target: 50 }

/** The sample with one value changed, by its path. */
function changed(path: string, value: unknown) {
  const group = structuredClone(sampleGroup()) as { [key: string]: unknown }
  const keys = path.split('.')
  const last = keys.pop() as string
  let at = group
  for (const key of keys) {
    at[key] ??= {}
    at = at[key] as { [key: string]: unknown }
  }
  at[last] = value
  return group
}

describe('a group that is sent', () => {
  it('comes back as it was, unknown fields included, plus id and dates', async () => {
    const { call } = await start()
    const group = { ...sampleGroup(), futureFeature: { deep: [1, { x: null }], text: 'ü' } }
    const created = await call('POST', GROUPS, { group })
    const { id, createdAt, updatedAt, ...rest } = created.items[0]
    expect(id).toMatch(/^sig-[0-9a-f]{8}$/)
    expect(createdAt).toBe('2026-01-05T10:00:00.000Z')
    expect(updatedAt).toBe(createdAt)
    expect(JSON.stringify(rest)).toBe(JSON.stringify(group))
    expect((await call('GET', `/aws/ec2/group/${id}`)).items[0]).toEqual(created.items[0])
  })

  it.each([
    ['name', undefined],
    ['capacity.minimum', undefined],
    ['capacity.target', 9],
    ['capacity.target', '2'],
    ['capacity.unit', 'pods'],
    ['strategy.risk', 101],
    ['strategy.availabilityVsCost', 'lucky'],
    ['strategy.signals', [{ name: 'INSTANCE_READY', timeout: 10 }]],
    ['strategy.revertToSpot', { performAt: 'timeWindow' }],
    ['compute.product', 'BeOS'],
    ['compute.subnetIds', ['subnet-1']],
    ['compute.availabilityZones', []],
    ['compute.instanceTypes.onDemandTypes', ['m5.large']],
    ['compute.instanceTypes.resourceRequirements', { requiredVCpu: {}, requiredMemory: {} }],
    ['compute.launchSpecification.securityGroupIds', undefined],
    ['compute.launchSpecification.monitoring', undefined],
    ['compute.launchSpecification.healthCheckType', 'FEELING'],
    ['compute.launchSpecification.imageId', undefined],
    ['compute.launchSpecification.blockDeviceMappings', [{ ebs: { iops: 1, dynamicIops: {} } }]],
    ['scaling', { up: [{ policyName: 'u' }], target: [TARGET] }],
    ['scheduling', { tasks: [{ taskType: 'dance' }] }],
  ])('is refused when %s is %j', async (path, value) => {
    const { call } = await start()
    const reply = await call('POST', GROUPS, { group: changed(path, value) })
    expect(reply.status).toBe(400)
    expect(reply.json.response.errors[0].code).toBe('VALIDATION_ERROR')
    expect(reply.json.response.errors[0].message).toContain(path.split('.')[0])
  })

  it('is refused for an image that is none or that the cloud does not know', async () => {
    const { call } = await start({ scenario: { images: [{ id: 'ami-0bad', valid: false }] } })
    for (const id of ['img-1', 'ami-0bad']) {
      const reply = await call('POST', GROUPS, { group: changed('compute.launchSpecification.imageId', id) })
      expect(reply.json.response.errors).toEqual([{ code: 'CANT_VALIDATE_IMAGE', message: `Can't validate ami ${id}` }])
    }
  })

  it('is refused until its IAM role is visible', async () => {
    const { call, control } = await start({ scenario: { rolesReadyInSeconds: { web: 30 } } })
    const group = changed('compute.launchSpecification.iamRole', { name: 'web' })
    expect((await call('POST', GROUPS, { group })).json.response.errors[0].code).toBe('InvalidParameterValue')
    control.advance(31)
    expect((await call('POST', GROUPS, { group })).status).toBe(200)
  })
})

describe('an update', () => {
  it('merges objects, replaces arrays, clears with null and keeps the rest', async () => {
    const { call, control, settled } = await start()
    const id = await settled({ ...sampleGroup(), description: 'old', custom: { keep: 1 } })
    control.advance(60)
    const reply = await call('PUT', `/aws/ec2/group/${id}`, {
      group: {
        id: 'sig-mine',
        description: null,
        compute: { launchSpecification: { tags: [{ tagKey: 'b', tagValue: '2' }], monitoring: true } },
      },
    })
    const [group] = reply.items
    expect(group.id).toBe(id)
    expect(group).not.toHaveProperty('description')
    expect(group.custom).toEqual({ keep: 1 })
    expect(group.compute.launchSpecification).toMatchObject({
      tags: [{ tagKey: 'b', tagValue: '2' }],
      monitoring: true,
      keyPair: 'ops',
    })
    expect(group.updatedAt > group.createdAt).toBe(true)
  })

  it('is judged as a whole, and takes no create-only integration', async () => {
    const { call, settled } = await start()
    const id = await settled()
    const bounds = await call('PUT', `/aws/ec2/group/${id}`, { group: { capacity: { maximum: 1 } } })
    expect(bounds.json.response.errors[0].message).toContain('minimum <= target <= maximum')
    const integration = await call('PUT', `/aws/ec2/group/${id}`, {
      group: { thirdPartiesIntegration: { codeDeploy: {} } },
    })
    expect(integration.json.response.errors[0].message).toContain('accepted on create only')
  })
})

describe('a clone', () => {
  it('copies everything but the overrides', async () => {
    const { call, settled } = await start()
    const id = await settled({ ...sampleGroup(), custom: { keep: 1 } })
    const overrides = { name: 'demo-main-v001', compute: { launchSpecification: { imageId: 'ami-0000000000000a002' } } }
    const [copy] = (await call('POST', `/aws/ec2/group/${id}/clone`, { group: overrides })).items
    expect(copy.id).not.toBe(id)
    expect(copy).toMatchObject({ ...overrides, custom: { keep: 1 }, capacity: sampleGroup().capacity })
    const named = await call('GET', '/aws/ec2/group?name=demo-main-v001')
    expect(named.items).toHaveLength(1)
  })

  it('loses the image to a null override, and says so', async () => {
    const { call, settled } = await start()
    const reply = await call('POST', `/aws/ec2/group/${await settled()}/clone`, {
      group: { compute: { launchSpecification: { imageId: null } } },
    })
    expect(reply.json.response.errors[0].message).toContain('imageId')
  })
})

describe('a call', () => {
  it('needs a valid token, an account of it, and a route', async () => {
    const { call } = await start({
      scenario: {
        accounts: [{ accountId: 'act-11111111' }, { accountId: 'act-22222222' }],
        tokens: [{ token: 'one', accounts: ['act-11111111'] }, { token: 'all' }],
      },
    })
    const codes = async (path: string, token: string) => {
      const reply = await call('GET', path, undefined, token)
      return [reply.status, reply.json.response.errors?.[0].code]
    }
    expect(await codes('/aws/ec2/group', 'wrong')).toEqual([401, 'UNAUTHORIZED'])
    expect(await codes('/aws/ec2/group?accountId=act-22222222', 'one')).toEqual([403, 'FORBIDDEN'])
    expect(await codes('/aws/ec2/group?accountId=act-99999999', 'all')).toEqual([403, 'FORBIDDEN'])
    expect(await codes('/aws/ec2/group?accountId=act-22222222', 'all')).toEqual([200, undefined])
    expect(await codes('/aws/ec2/group', 'one')).toEqual([200, undefined])
    expect(await codes('/aws/ec2/nothing', 'one')).toEqual([404, 'NOT_FOUND'])
    const accounts = await call('GET', '/setup/account', undefined, 'all')
    expect(accounts.items.map((account) => account.accountId)).toEqual(['act-11111111', 'act-22222222'])
  })

  it('sees nothing of another account', async () => {
    const scenario = { accounts: [{ accountId: 'act-11111111' }, { accountId: 'act-22222222' }] }
    const { call } = await start({ scenario })
    const created = await call('POST', '/aws/ec2/group?accountId=act-11111111', { group: sampleGroup() })
    const id = created.items[0].id
    expect((await call('GET', '/aws/ec2/group?accountId=act-22222222')).items).toEqual([])
    const other = await call('GET', `/aws/ec2/group/${id}?accountId=act-22222222`)
    expect(other.json.response.errors[0].code).toBe('GROUP_DOESNT_EXIST')
  })

  it('has an envelope with a fresh id, its own line and a count', async () => {
    const { call } = await start()
    const { json } = await call('GET', '/aws/ec2/group?accountId=act-sandbox')
    expect(json).toEqual({
      request: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        url: '/aws/ec2/group?accountId=act-sandbox',
        method: 'GET',
        timestamp: '2026-01-05T10:00:00.000Z',
      },
      response: { status: { code: 200, message: 'OK' }, kind: 'spotinst:aws:ec2:group', items: [], count: 0 },
    })
  })

  it('with a body that is no JSON is refused, and an empty one is none', async () => {
    const { call, settled } = await start()
    const id = await settled()
    expect((await call('PUT', `/aws/ec2/group/${id}`, '{')).json.response.errors[0].code).toBe('INVALID_JSON')
    expect((await call('POST', `/aws/ec2/group/${id}/standby`, '')).status).toBe(200)
  })
})

describe('logs', () => {
  it('are newest first, by severity and limit, and three months deep', async () => {
    const { call, settled } = await start()
    const path = `/aws/ec2/group/${await settled()}/logs`
    const window = `fromDate=${Date.parse('2026-01-05')}&toDate=2026-01-06T00:00:00Z`
    const all = await call('GET', `${path}?${window}`)
    expect(all.items.at(-1)).toMatchObject({ severity: 'INFO', createdAt: '2026-01-05T10:00:00.000Z' })
    const debug = await call('GET', `${path}?${window}&severity=DEBUG&limit=1`)
    expect(debug.items).toEqual([
      { severity: 'DEBUG', message: expect.stringContaining('HEALTHY'), createdAt: expect.any(String) },
    ])
    for (const query of ['fromDate=2025-01-01&toDate=2026-01-06', `${window}&limit=1001`, 'toDate=2026-01-06']) {
      expect((await call('GET', `${path}?${query}`)).status).toBe(400)
    }
    const events = await call('GET', `${path.replace('logs', 'events')}?fromDate=2026-01-05`)
    expect(events.items[0]).toMatchObject({ eventType: 'Update', subEvents: { type: 'scaleUp' } })
  })
})
