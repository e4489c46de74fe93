import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSpotSimulator } from '../../../../../simulators/spot/index.ts'
import { systemClock } from '../../../../platform/clock.ts'
import { createMetrics } from '../../../../platform/telemetry/index.ts'
import { createRateLimits } from '../../client/rate-limits.ts'
import { gcpGroup } from '../test-groups.ts'
import { createGcpDriver } from './index.ts'

let simulator: Awaited<ReturnType<typeof startSpotSimulator>>
let driver: ReturnType<typeof createGcpDriver>

beforeEach(async () => {
  simulator = await startSpotSimulator({ clock: 'manual', seed: 1 })
  driver = createGcpDriver({
    endpoint: simulator.url,
    accountId: 'act-sandbox-gcp',
    token: 'sandbox-token',
    limits: createRateLimits(systemClock),
    clock: systemClock,
    metrics: createMetrics(),
  })
})
afterEach(async () => {
  await driver.close()
  await simulator.close()
})

describe('the driver for Google Cloud', () => {
  it('reads groups in an envelope of their own or without it', async () => {
    const { id } = await driver.create(gcpGroup())
    simulator.control.setSettings({ gcpWrapped: false })
    expect((await driver.get(id)).id).toBe(id)
    expect((await driver.list()).map((group) => group.id)).toEqual([id])
  })

  it('detaches by the right spelling when the misspelt route is gone', async () => {
    const { id } = await driver.create(gcpGroup())
    simulator.control.advance(120)
    const [first = ''] = await driver.running(id)
    const request = { instanceIds: [first], terminate: true, decrement: true }
    simulator.control.addFault({ match: { pathRegex: 'deatch' }, status: 404, errors: [{ message: 'Not found' }] })
    await driver.detach(id, request)
    expect(await driver.get(id)).toMatchObject({ capacity: { target: 1 } })
    simulator.control.clearFaults()
    simulator.control.clearCalls()
    await expect(driver.detach('sig-none', request)).rejects.toThrow('GROUP_DOESNT_EXIST')
    expect(simulator.control.calls().map(({ url }) => url.split('?')[0])).toEqual([
      '/gcp/gce/group/sig-none/deatchInstances',
    ])
  })

  it('refuses what a roll or a lock can not be there, with a sentence', async () => {
    const roll = { batchSizePercentage: 50, gracePeriod: 60 }
    await expect(driver.startRoll('sig-1', { ...roll, drainingTimeout: 5 })).rejects.toThrow(
      "Elastigroups on GCP can't roll with drainingTimeout",
    )
    await expect(driver.startRoll('sig-1', { ...roll, action: 'RESTART_SERVER' })).rejects.toThrow('RESTART_SERVER')
    await expect(driver.lock('sig-1', 'sin-1')).rejects.toThrow('give ttlInMinutes')
    expect(simulator.control.calls()).toEqual([])
  })

  it('changes the image of the boot disk and keeps the other disks', async () => {
    const group = await driver.create(gcpGroup())
    const changed = await driver.update(group.id, driver.imagePatch(group, 'demo-2'))
    const { disks } = (changed.compute as { launchSpecification: { disks: object[] } }).launchSpecification
    expect(disks).toEqual([
      { deviceName: 'data', boot: false, source: 'projects/demo/zones/us-central1-a/disks/data' },
      { boot: true, autoDelete: true, initializeParams: { sourceImage: 'demo-2', diskSizeGb: 20 } },
    ])
  })
})
