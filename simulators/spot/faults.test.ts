import { describe, expect, it } from 'vitest'
import { sampleGroup, start } from './test-client.ts'

const LIST = '/aws/ec2/group?accountId=act-sandbox'

describe('the fault script', () => {
  it('answers as scripted for so many calls, then as ever', async () => {
    const { call, control } = await start()
    control.addFault({ match: { method: 'GET', pathRegex: '^/aws/ec2/group' }, times: 2, status: 503 })
    expect((await call('GET', LIST)).status).toBe(503)
    expect((await call('GET', LIST)).json.response.errors[0].message).toBe('Scripted fault')
    expect((await call('GET', LIST)).status).toBe(200)
  })

  it('lets the first calls pass and looks into bodies when asked', async () => {
    const { call, control, settled } = await start()
    const id = await settled()
    control.addFault({ match: { method: 'PUT', body: '"target": ?3' }, skip: 1, status: 500 })
    const size = (target: number) => call('PUT', `/aws/ec2/group/${id}/capacity`, { capacity: { target } })
    expect((await size(3)).status).toBe(200)
    expect((await size(4)).status).toBe(200)
    expect((await size(3)).status).toBe(500)
  })

  it('has 429s whose body has data instead of errors', async () => {
    const { call, control } = await start()
    control.addPreset('rate-limit-burst', { times: 1 })
    const reply = await call('GET', LIST)
    expect(reply.status).toBe(429)
    expect(reply.json.response).toEqual({
      status: { code: 429, message: 'Too Many Requests' },
      data: 'Rate limit exceeded',
    })
    expect(reply.headers.get('x-ratelimit-reset')).toBe('1')
  })

  it('has a gateway that answers HTML', async () => {
    const { call, control } = await start()
    control.addPreset('bad-gateway')
    const reply = await call('GET', LIST)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8'])
    expect(reply.text).toContain('<h1>502 Bad Gateway</h1>')
  })

  it('resets connections', async () => {
    const { call, control } = await start()
    control.addPreset('connection-reset')
    await expect(call('GET', LIST)).rejects.toThrow('fetch failed')
    expect((await call('GET', LIST)).status).toBe(200)
  })

  it('never answers until the client gives up', async () => {
    const { url, call, control } = await start()
    control.addPreset('no-answer')
    const giveUp = new AbortController()
    const pending = fetch(url + LIST, { headers: { authorization: 'Bearer sandbox-token' }, signal: giveUp.signal })
    const failed = expect(pending).rejects.toThrow()
    while (control.faults()[0]?.used !== 1) await new Promise((resolve) => setImmediate(resolve))
    giveUp.abort()
    await failed
    expect((await call('GET', LIST)).status).toBe(200)
  })

  it('does not keep the simulator from closing while it holds a call', async () => {
    const { url, control, close } = await start()
    control.addPreset('no-answer')
    const failed = expect(fetch(url + LIST, { headers: { authorization: 'Bearer sandbox-token' } })).rejects.toThrow()
    while (control.faults()[0]?.used !== 1) await new Promise((resolve) => setImmediate(resolve))
    await close()
    await failed
  })

  it('creates a group and loses the answer', async () => {
    const { call, control } = await start()
    control.addPreset('lost-create')
    await expect(call('POST', LIST, { group: sampleGroup() })).rejects.toThrow('fetch failed')
    expect((await call('GET', '/aws/ec2/group?name=demo-main-v000')).items).toHaveLength(1)
  })

  it('answers correctly but for one oddity', async () => {
    const { call, control, settled, health, status } = await start()
    const id = await settled(sampleGroup({ strategy: { risk: 0 } }))
    control.addPreset('omit-region', { match: { pathRegex: '/aws/ec2/group\\?' } })
    expect((await call('GET', LIST)).items[0]).not.toHaveProperty('region')
    control.addPreset('on-demand-with-dash', { match: { pathRegex: 'instanceHealthiness' } })
    expect((await health(id))[0].lifeCycle).toBe('ON-DEMAND')
    control.addPreset('null-instance-id', { match: { pathRegex: '/status' } })
    expect((await status(id))[0].instanceId).toBeNull()
    control.clearFaults()
    control.addPreset('omit-items')
    expect((await call('GET', LIST)).json.response).not.toHaveProperty('items')
    control.clearFaults()
    control.addPreset('empty-errors')
    expect((await call('GET', '/aws/ec2/group/sig-none')).json.response.errors).toEqual([])
  })
})

describe('the rate limiter', () => {
  it('counts per route and method in a sliding window, blocked calls too', async () => {
    const { call, control, settled } = await start()
    const id = await settled()
    control.setLimits({ routes: { 'GET /aws/ec2/group': 2 } })
    const first = await call('GET', LIST)
    expect(['limit', 'remaining', 'reset'].map((name) => first.headers.get(`x-ratelimit-${name}`))).toEqual([
      '2',
      '1',
      '60',
    ])
    control.advance(50)
    await call('GET', LIST)
    const blocked = await call('GET', LIST)
    expect(blocked.status).toBe(429)
    expect(blocked.json.response.data).toBe('Rate limit exceeded')
    expect(blocked.headers.get('x-ratelimit-reset')).toBe('10')
    expect((await call('GET', `/aws/ec2/group/${id}`)).status).toBe(200)
    control.advance(11)
    // The window still holds the call that passed and the one that did not.
    expect((await call('GET', LIST)).status).toBe(429)
    control.advance(61)
    expect((await call('GET', LIST)).status).toBe(200)
  })
})
