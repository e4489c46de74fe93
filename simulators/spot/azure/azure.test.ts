import { describe, expect, it } from 'vitest'
import { start } from '../test-client.ts'
import { azureGroup } from './test-group.ts'

const ACCOUNT = 'accountId=act-sandbox-azure'
const WINDOW = 'fromDate=2026-01-05&toDate=2026-01-06'

async function cloud() {
  const simulator = await start()
  const at = (path: string) => `/azure${path}${path.includes('?') ? '&' : '?'}${ACCOUNT}`
  const call = (method: string, path: string, body?: unknown) => simulator.call(method, at(path), body)
  const group = (method: string, path: string, body?: unknown) => call(method, `/compute/group${path}`, body)
  const settled = async (changes: object = {}): Promise<string> => {
    const reply = await group('POST', '', { group: { ...azureGroup(), ...changes } })
    if (reply.status !== 200) throw new Error(reply.text)
    simulator.control.advance(120)
    return reply.items[0].id
  }
  const status = async (id: string) => (await group('GET', `/${id}/status`)).items[0]
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any shape
  const names = async (id: string): Promise<string[]> => (await status(id)).vms.map((vm: any) => vm.vmName)
  return { ...simulator, call, group, settled, status, names }
}

describe('an Elastigroup on Azure', () => {
  it('comes back as it was sent, found by name and region', async () => {
    const { group, settled } = await cloud()
    const id = await settled({ somethingNew: { deep: [1, null] } })
    expect((await group('GET', `/${id}`)).items[0]).toMatchObject({
      ...azureGroup(),
      id,
      somethingNew: { deep: [1, null] },
    })
    expect((await group('GET', '?name=demo-main-v000&region=eastus')).items).toHaveLength(1)
    expect((await group('GET', '?region=westeurope')).items).toEqual([])
  })

  it('shows its machines with their states, and one word for itself', async () => {
    const { group, settled, status, control } = await cloud()
    const id = await settled()
    expect(await status(id)).toEqual({
      status: 'ready',
      suspendedProcesses: [],
      vms: Array(2).fill(
        expect.objectContaining({
          vmName: expect.stringMatching(/^vm-[0-9a-f]{12}$/),
          region: 'eastus',
          lifeCycle: 'spot',
          os: 'Linux',
          provisioningState: 'succeeded',
          powerState: 'running',
        }),
      ),
    })
    const health = (await group('GET', `/${id}/vmHealthiness`)).items
    expect(health.map((item) => [item.lifeCycle, item.healthStatus])).toEqual(Array(2).fill(['SPOT', 'HEALTHY']))
    const scaled = await group('PUT', `/${id}/scale/up?adjustment=1`)
    expect(scaled.items[0]).toMatchObject({ status: 'unsynced' })
    control.advance(3)
    expect((await status(id)).vms.map((vm: { provisioningState: string }) => vm.provisioningState)).toContain(
      'creating',
    )
  })

  it('takes any part of a capacity', async () => {
    const { group, settled, names, control } = await cloud()
    const id = await settled()
    const reply = await group('PUT', `/${id}/capacity`, { capacity: { target: 4 } })
    expect(reply.items).toEqual([{ capacity: { target: 4, minimum: 1, maximum: 6 } }])
    control.advance(120)
    expect(await names(id)).toHaveLength(4)
  })

  it('suspends by its own names, for a while or until resumed', async () => {
    const { group, settled, status, control } = await cloud()
    const id = await settled()
    const processes = [{ name: 'scaleDown', ttlInMinutes: 5 }, { name: 'autoScale' }]
    await group('PUT', `/${id}/suspend`, { processes })
    expect((await status(id)).suspendedProcesses).toEqual([
      { name: 'autoScale' },
      { name: 'scaleDown', expiresAt: '2026-01-05T10:07:00.000Z' },
    ])
    control.advance(301)
    await group('PUT', `/${id}/resume`, { processes: [{ name: 'autoScale' }] })
    expect((await status(id)).suspendedProcesses).toEqual([])
    expect((await group('PUT', `/${id}/suspend`, { processes: [{ name: 'AUTO_SCALE' }] })).status).toBe(400)
  })

  it('detaches machines and says which are new', async () => {
    const { group, settled, names } = await cloud()
    const id = await settled()
    const [first] = await names(id)
    const body = { vmsToDetach: [first], shouldTerminateVms: true, shouldDecrementTargetCapacity: true }
    expect((await group('PUT', `/${id}/detachVms`, body)).items).toEqual([
      { detachedVms: [expect.objectContaining({ vmName: first, powerState: 'detached' })], newVms: [] },
    ])
    const missing = await group('PUT', `/${id}/detachVms`, { vmsToDetach: [first] })
    expect(missing.json.response.errors[0].message).toContain('shouldTerminateVms')
  })

  it('is rolled by a deployment, batch by batch', async () => {
    const { group, settled, names, status, control } = await cloud()
    const id = await settled()
    const before = await names(id)
    const body = { deployment: { batchSizePercentage: 50, gracePeriod: 300 } }
    const [deployment] = (await group('POST', `/${id}/deployment`, body)).items
    expect(deployment).toMatchObject({ groupId: id, status: 'deploymentStart', numOfBatches: 2 })
    expect((await status(id)).status).toBe('deploying')
    control.advance(600)
    expect((await group('GET', `/${id}/deployment?LIMIT=1`)).items).toEqual([
      expect.objectContaining({
        id: deployment.id,
        status: 'deploymentFinished',
        progress: { unit: 'percentage', value: 100 },
      }),
    ])
    const details = (await group('GET', `/${id}/deployment/${deployment.id}/details`)).items[0]
    expect(details.detailsOverview).toMatchObject({ blueVms: 2, greenVms: 2, errorMessage: null })
    expect(details.batches.map((batch: { blue: { vmName: string } }) => batch.blue.vmName)).toEqual(before)
    expect((await names(id)).filter((name) => before.includes(name))).toEqual([])
    expect((await group('PUT', `/${id}/deployment/${deployment.id}`, { deployment: {} })).status).toBe(404)
  })

  it('protects machines of its own, takes signals, and keeps a log', async () => {
    const { call, group, settled, names, control } = await cloud()
    const id = await settled()
    const other = await settled({ name: 'demo-other-v000' })
    const [first = ''] = await names(id)
    expect((await group('POST', `/${id}/vm/${first}/protection?ttlInMinutes=5`)).status).toBe(200)
    expect((await group('POST', `/${other}/vm/${first}/protection`)).status).toBe(400)
    expect((await group('DELETE', `/${id}/vm/${first}/protection`)).status).toBe(200)
    const signal = { vmName: first, signalType: 'vmReady', resourceGroupName: 'demo-rg' }
    expect((await call('POST', '/compute/vm/signal', signal)).status).toBe(200)
    expect((await call('POST', '/compute/vm/signal', { ...signal, resourceGroupName: 'another' })).status).toBe(400)
    const logs = await group('GET', `/${id}/logs?${WINDOW}&SEVERITY=INFO&RESOURCE_ID=${first}`)
    expect(logs.items.map((item) => item.message)).toContain(`VM ${first} sent vmReady`)
    control.advance(86_400)
    expect((await call('GET', '/costs')).items.at(-1).lowPriority.runningHours).toBeGreaterThan(1)
  })

  it('is judged: an image of exactly one kind, a resource group, a number for availability', async () => {
    const { group } = await cloud()
    const document = azureGroup()
    const launch = { ...document.compute.launchSpecification, image: {} }
    const wrong = [
      { ...document, compute: { ...document.compute, launchSpecification: launch } },
      { ...document, resourceGroupName: undefined },
      { ...document, strategy: { availabilityVsCost: 'balanced' } },
    ]
    const said = []
    for (const one of wrong) said.push((await group('POST', '', { group: one })).json.response.errors[0].message)
    expect(said).toEqual([
      expect.stringContaining('exactly one of marketplace, custom and gallery'),
      expect.stringContaining('resourceGroupName'),
      expect.stringContaining('availabilityVsCost'),
    ])
  })

  it('never becomes healthy on an image that a scenario names as such', async () => {
    const { group, settled, control } = await cloud()
    control.setImage('Canonical:UbuntuServer:18.04-LTS:latest', { healthy: false })
    const id = await settled()
    expect((await group('GET', `/${id}/vmHealthiness`)).items.map((item) => item.healthStatus)).toEqual([
      'UNHEALTHY',
      'UNHEALTHY',
    ])
  })
})
