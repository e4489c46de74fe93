import { describe, expect, it } from 'vitest'
import { sampleGroup, control as sim, start } from './test-client.ts'

const LIST = '/aws/ec2/group?accountId=act-sandbox'

describe('the control side', () => {
  it('does over HTTP what a test does in the process', async () => {
    const { url, call, settled, status, health } = await start()
    const id = await settled()
    const [instance] = (await status(id)).map((item) => item.instanceId)
    await sim(url, 'PUT', `/instances/${instance}/health`, { health: 'UNHEALTHY' })
    expect((await health(id))[0].healthStatus).toBe('UNHEALTHY')
    await sim(url, 'POST', '/faults', { preset: 'server-error', match: { method: 'GET' } })
    expect((await call('GET', LIST)).status).toBe(500)
    const calls = (await sim(url, 'GET', '/calls')).json
    expect(calls.counts['GET /aws/ec2/group/:groupId/status']).toBe(1)
    expect(JSON.stringify(calls)).not.toContain('sandbox-token')
    const clock = await sim(url, 'POST', '/clock/advance', { seconds: 60 })
    expect(clock.json.now).toBe('2026-01-05T10:03:00.000Z')
    await sim(url, 'POST', '/reset')
    expect((await call('GET', LIST)).items).toEqual([])
  })

  it('says what is wrong with a request', async () => {
    const { url } = await start()
    const wrong = await sim(url, 'PUT', '/clock', { speed: -1 })
    expect(wrong.status).toBe(400)
    expect(wrong.json.error).toContain('speed')
    const broken = await sim(url, 'POST', '/faults', { match: { pathRegex: '(' } })
    expect(broken.json.error).toContain('not a regular expression')
    const unknown = await sim(url, 'POST', '/faults', { preset: 'flood' })
    expect(unknown.json.error).toContain('There is no preset flood')
  })

  it('seeds a thousand groups of twenty instances that can be read at once', async () => {
    const { url, call, health } = await start()
    const document = { ...sampleGroup({ capacity: { target: 20, maximum: 20 } }), name: 'fleet-main-v{n}' }
    const seeded = await sim(url, 'POST', '/groups', { accountId: 'act-sandbox', document, count: 1000 })
    const { ids } = seeded.json
    const listed = await call('GET', LIST)
    expect(listed.json.response.count).toBe(1000)
    expect(listed.items[999].name).toBe('fleet-main-v999')
    const all = await health(ids[999])
    expect(all).toHaveLength(20)
    expect(all.every((item) => item.healthStatus === 'HEALTHY')).toBe(true)
  })
})
