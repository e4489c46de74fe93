import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { control as sim, start } from './test-client.ts'

type Posted = { event?: string; [key: string]: unknown }

let listener: Server
let posted: Posted[]
let url: string

beforeEach(async () => {
  posted = []
  listener = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      posted.push(JSON.parse(text))
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`
})
afterEach(() => new Promise((resolve) => listener.close(resolve)))

const subscription = (changes: object) => ({
  subscription: { protocol: 'web', endpoint: url, eventType: 'GROUP_ROLL_FINISHED', ...changes },
})

describe('notifications', () => {
  it('are posted to a URL that the control side names: launches, endings, rolls, updates', async () => {
    const { settled, call, control, status } = await start()
    control.setWebhook(url)
    const id = await settled()
    const [instance] = (await status(id)).map((item) => item.instanceId)
    await call('PUT', `/aws/ec2/group/${id}`, { group: { description: 'new' } })
    control.interrupt(instance)
    control.advance(300)
    await call('PUT', `/aws/ec2/group/${id}/roll`, { batchSizePercentage: 100, gracePeriod: 60 })
    control.advance(600)
    await control.notified()
    expect(posted[0]).toEqual({
      event: 'AWS_EC2_INSTANCE_LAUNCH',
      resourceId: id,
      resourceName: 'demo-main-v000',
      instanceId: expect.stringMatching(/^i-/),
      accountId: 'act-sandbox',
      timestamp: expect.stringMatching(/^2026-01-05T10:00/),
    })
    expect(new Set(posted.map(({ event }) => event))).toEqual(
      new Set([
        'AWS_EC2_INSTANCE_LAUNCH',
        'GROUP_UPDATED',
        'AWS_EC2_INSTANCE_TERMINATE',
        'AWS_EC2_INSTANCE_TERMINATED',
        'GROUP_ROLL_FINISHED',
      ]),
    )
    expect(posted.find(({ event }) => event === 'AWS_EC2_INSTANCE_TERMINATE')?.instanceId).toBe(instance)
  })

  it('go to those who subscribed to a group and an event, in the format that they asked for', async () => {
    const { settled, call, control } = await start()
    const id = await settled()
    const eventFormat = { what: '%event%', group: '%resource-name%', vm: '%instance-id%', fixed: 'text' }
    const made = await call('POST', '/events/subscription', subscription({ resourceId: id, eventFormat }))
    const other = await settled({ name: 'demo-other-v000' })
    for (const group of [id, other]) {
      await call('PUT', `/aws/ec2/group/${group}/roll`, { batchSizePercentage: 100, gracePeriod: 60 })
    }
    control.advance(600)
    await control.notified()
    expect(posted).toEqual([
      { what: 'GROUP_ROLL_FINISHED', group: 'demo-main-v000', vm: '%instance-id%', fixed: 'text' },
    ])
    const [{ id: subscriptionId }] = made.items
    const changed = await call('PUT', `/events/subscription/${subscriptionId}`, {
      subscription: { eventType: 'GROUP_UPDATED' },
    })
    expect(changed.items[0]).toMatchObject({ id: subscriptionId, eventType: 'GROUP_UPDATED', eventFormat })
    expect((await call('GET', '/events/subscription')).items).toEqual(changed.items)
    await call('DELETE', `/events/subscription/${subscriptionId}`)
    expect((await call('GET', `/events/subscription/${subscriptionId}`)).status).toBe(400)
  })

  it('tell of a failed roll, an unhealthy instance and a group at its maximum', async () => {
    const { settled, call, control } = await start()
    const id = await settled()
    control.setWebhook(url, {
      events: ['GROUP_ROLL_FAILED', 'AWS_EC2_INSTANCE_UNHEALTHY_IN_ELB', 'CANT_SCALE_UP_GROUP_MAX_CAPACITY'],
    })
    control.setImage('ami-0000000000000a001', { healthy: false })
    await call('PUT', `/aws/ec2/group/${id}/roll`, { batchSizePercentage: 50, gracePeriod: 60 })
    control.advance(120)
    const [roll] = (await call('GET', `/aws/ec2/group/${id}/roll`)).items
    await call('PUT', `/aws/ec2/group/${id}/roll/${roll.id}`, { roll: { status: 'STOPPED' } })
    await call('PUT', `/aws/ec2/group/${id}/capacity`, { capacity: { target: 6 } })
    expect((await call('PUT', `/aws/ec2/group/${id}/scale/up?adjustment=1`)).status).toBe(400)
    await control.notified()
    expect(posted.map(({ event }) => event)).toEqual([
      'AWS_EC2_INSTANCE_UNHEALTHY_IN_ELB',
      'GROUP_ROLL_FAILED',
      'CANT_SCALE_UP_GROUP_MAX_CAPACITY',
    ])
  })

  it('tell when neither a spot nor an on-demand machine is to be had', async () => {
    const { created, control, status } = await start()
    control.setWebhook(url, { events: ['AWS_EC2_CANT_SPIN_OD', 'AWS_EC2_INSTANCE_LAUNCH'] })
    control.setMarket('*', '*', false)
    control.setMarket('m5.large', 'us-east-1a', false, 'ON_DEMAND')
    await created({ name: 'demo-first-v000' })
    control.advance(60)
    control.setMarket('*', '*', false, 'ON_DEMAND')
    const id = await created()
    control.advance(60)
    await control.notified()
    expect(posted.map(({ event, resourceName }) => [event, resourceName])).toEqual([
      ['AWS_EC2_INSTANCE_LAUNCH', 'demo-first-v000'],
      ['AWS_EC2_INSTANCE_LAUNCH', 'demo-first-v000'],
      ['AWS_EC2_CANT_SPIN_OD', 'demo-main-v000'],
    ])
    expect(await status(id)).toEqual([])
    control.setMarket('*', '*', true, 'ON_DEMAND')
    control.advance(60)
    expect((await status(id)).map((item) => item.status)).toEqual(['running', 'running'])
  })

  it("have Azure's names on Azure, and can be posted by hand over HTTP", async () => {
    const { url: at, control } = await start()
    const { azureGroup } = await import('./azure/test-group.ts')
    const { id } = control.seedGroup('act-sandbox-azure', azureGroup())
    expect((await sim(at, 'PUT', '/notifications', { url })).status).toBe(200)
    await sim(at, 'POST', '/notifications', { groupId: id, event: 'AWS_EC2_INSTANCE_TERMINATE', instanceId: 'vm-1' })
    expect(posted).toMatchObject([{ event: 'AZURE_VM_TERMINATE', instanceId: 'vm-1', accountId: 'act-sandbox-azure' }])
    const [delivery] = (await sim(at, 'GET', '/notifications')).json
    expect(delivery).toMatchObject({ url, status: 200, error: null })
    await sim(at, 'DELETE', '/notifications')
    await sim(at, 'POST', '/notifications', { groupId: id, event: 'GROUP_UPDATED' })
    expect(posted).toHaveLength(1)
    expect((await sim(at, 'PUT', '/notifications', { url: 'file:///etc/passwd' })).status).toBe(400)
  })

  it('that can not be delivered are written down and keep nothing from going on', async () => {
    const { settled, control } = await start()
    control.setWebhook('http://127.0.0.1:1/hook')
    await settled()
    const deliveries = await control.notified()
    expect(deliveries.map(({ status, error }) => [status, typeof error])).toEqual([
      [null, 'string'],
      [null, 'string'],
    ])
  })
})
