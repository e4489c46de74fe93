import { describe, expect, it } from 'vitest'
import { start } from '../test-client.ts'
import { gcpGroup } from './test-group.ts'

const ACCOUNT = 'accountId=act-sandbox-gcp'
const WINDOW = 'fromDate=2026-01-05&toDate=2026-01-06'

async function cloud(settings: { gcpWrapped?: boolean } = {}) {
  const simulator = await start({ scenario: settings })
  const at = (path: string) => `/gcp/gce${path}${path.includes('?') ? '&' : '?'}${ACCOUNT}`
  const call = (method: string, path: string, body?: unknown) => simulator.call(method, at(path), body)
  const created = async (changes: object = {}): Promise<string> => {
    const reply = await call('POST', '/group', { group: { ...gcpGroup(), ...changes } })
    if (reply.status !== 200) throw new Error(reply.text)
    const [item] = reply.items
    return (item.group ?? item).id
  }
  const settled = async (changes: object = {}) => {
    const id = await created(changes)
    simulator.control.advance(120)
    return id
  }
  const names = async (id: string) => (await call('GET', `/group/${id}/status`)).items.map((item) => item.instanceName)
  return { ...simulator, call, created, settled, names }
}

describe('an Elastigroup on Google Cloud', () => {
  it('comes back as it was sent, inside an envelope of its own', async () => {
    const { call, created } = await cloud()
    const id = await created({ somethingNew: { deep: [1, null] } })
    const { kind, items } = (await call('GET', `/group/${id}`)).json.response
    expect(kind).toBe('spotinst:gcp:gce:group')
    expect(items[0].group).toMatchObject({ ...gcpGroup(), id, somethingNew: { deep: [1, null] } })
    expect((await call('GET', '/group')).items).toEqual(items)
  })

  it('comes without that envelope where a scenario says so, as some clients read it', async () => {
    const { call, created } = await cloud({ gcpWrapped: false })
    const id = await created()
    expect((await call('GET', `/group/${id}`)).items[0]).toMatchObject({ id, name: 'demo-main-v000' })
  })

  it('names its machines when it asks for them, and mixes preemptible and on-demand ones', async () => {
    const { call, created, control } = await cloud()
    const id = await created({ capacity: { target: 4, minimum: 1, maximum: 6, unit: 'instance' } })
    control.advance(6)
    const pending = (await call('GET', `/group/${id}/status`)).items
    expect(pending.map((item) => item.statusName)).toEqual(Array(4).fill('PROVISIONING'))
    expect(pending[0].instanceName).toMatch(/^sin-[0-9a-f]{8}$/)
    control.advance(60)
    const items = (await call('GET', `/group/${id}/status`)).items
    expect(items.map((item) => item.instanceName)).toEqual(pending.map((item) => item.instanceName))
    expect(items.map((item) => [item.lifeCycle, item.provisioningModel, item.statusName]).sort()).toEqual([
      ['ON_DEMAND', 'STANDARD', 'RUNNING'],
      ['PREEMPTIBLE', 'SPOT', 'RUNNING'],
      ['PREEMPTIBLE', 'SPOT', 'RUNNING'],
      ['PREEMPTIBLE', 'SPOT', 'RUNNING'],
    ])
    expect(new Set(items.map((item) => item.zone))).toEqual(new Set(['us-central1-a', 'us-central1-b']))
  })

  it('scales by an update and by steps, and says who comes and who goes', async () => {
    const { call, settled, names, control } = await cloud()
    const id = await settled()
    const up = await call('PUT', `/group/${id}/scale/up?adjustment=1`)
    expect(up.items).toEqual([{ newPreemptibles: [{ instanceName: expect.any(String) }], newInstances: [] }])
    control.advance(120)
    const down = await call('PUT', `/group/${id}/scale/down?adjustment=1`)
    expect(down.items[0].victimPreemptibles).toEqual([
      { instanceName: expect.any(String), zone: expect.any(String), machineType: 'N1_STANDARD_2' },
    ])
    await call('PUT', `/group/${id}`, { group: { capacity: { target: 5 } } })
    control.advance(120)
    expect(await names(id)).toHaveLength(5)
    expect((await call('PUT', `/group/${id}/capacity`, { capacity: { target: 1 } })).status).toBe(404)
  })

  it.each(['deatchInstances', 'detachInstances'])('detaches by %s', async (path) => {
    const { call, settled, names, control } = await cloud()
    const id = await settled()
    const [first] = await names(id)
    const body = { instancesToDetach: [first], shouldTerminateInstances: true, shouldDecrementTargetCapacity: true }
    const reply = await call('PUT', `/group/${id}/${path}`, body)
    expect(reply.json.response.kind).toBe('spotinst:gcp:gce:detachInstances')
    control.advance(300)
    expect(await names(id)).toHaveLength(1)
  })

  it('rolls, and the roll can be watched and stopped', async () => {
    const { call, settled, names, control } = await cloud()
    const id = await settled()
    const before = await names(id)
    const [roll] = (await call('PUT', `/group/${id}/roll`, { batchSizePercentage: 50, gracePeriod: 300 })).items
    expect(roll).toMatchObject({ status: 'STARTING', numOfBatches: 2, progress: { unit: 'percentage', value: 0 } })
    control.advance(600)
    expect((await call('GET', `/group/${id}/roll/${roll.id}`)).items[0]).toMatchObject({
      id: roll.id,
      status: 'FINISHED',
      progress: { value: 100 },
      createdAt: expect.any(String),
    })
    expect((await names(id)).filter((name) => before.includes(name))).toEqual([])
    const [second] = (await call('PUT', `/group/${id}/roll`, { batchSizePercentage: 50, gracePeriod: 300 })).items
    control.advance(5)
    await call('PUT', `/group/${id}/roll/${second.id}`, { roll: { status: 'STOPPED' } })
    control.advance(120)
    expect((await call('GET', `/group/${id}/roll`)).items.map((item) => item.status)).toEqual(['STOPPED', 'FINISHED'])
  })

  it('keeps a log, events with the misspelt key, costs, and locks', async () => {
    const { call, settled, names, control } = await cloud()
    const id = await settled()
    control.advance(3600)
    expect((await call('GET', `/group/${id}/log?${WINDOW}&limit=1`)).items).toHaveLength(1)
    const [event] = (await call('GET', `/group/${id}/events?${WINDOW}`)).items
    expect(event).toMatchObject({ groudId: id, subEvents: [{ groupId: id }] })
    expect((await call('GET', `/group/${id}/costs?${WINDOW}`)).items[0].running.value).toBeGreaterThan(1)
    const [name] = await names(id)
    expect((await call('GET', `/instance/${name}`)).items[0]).toMatchObject({
      instanceName: name,
      lifeCycleState: 'ACTIVE',
      groupId: id,
    })
    expect((await call('POST', `/instance/${name}/lock?ttlInMinutes=5`)).status).toBe(200)
    expect((await call('POST', `/instance/${name}/unlock`)).status).toBe(200)
    control.advance(86_400)
    expect((await call('GET', '/costs')).items.at(-1).preemptible.runningHours).toBeGreaterThan(1)
  })

  it('is judged: types, zones, capacity', async () => {
    const { call } = await cloud()
    const group = gcpGroup()
    const wrong = { ...group, capacity: { target: 9, minimum: 1, maximum: 2 } }
    expect((await call('POST', '/group', { group: wrong })).json.response.errors[0].message).toContain('capacity')
    const without = { ...group, compute: { ...group.compute, availabilityZones: [] } }
    expect((await call('POST', '/group', { group: without })).json.response.errors[0].message).toContain(
      'compute.availabilityZones',
    )
  })

  it('belongs to an account of its cloud', async () => {
    const { call, created, control } = await cloud()
    const id = await created()
    control.clearCalls()
    const { url } = { url: `/gcp/gce/group/${id}?accountId=act-sandbox` }
    const simulator = await start()
    expect((await simulator.call('GET', url)).json.response.errors[0]).toEqual({
      code: 'ACCOUNT_CLOUD_MISMATCH',
      message: 'Account act-sandbox belongs to aws, not gcp',
    })
    expect((await call('GET', `/group/${id}`)).status).toBe(200)
  })
})
