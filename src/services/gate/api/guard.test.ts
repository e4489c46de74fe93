import { afterEach, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
afterEach(() => gate.stop())

const task = { application: 'orders', description: 'd', job: [{ type: 'wait' }] }

async function started(config: object = {}, isLocal = false): Promise<GateUnderTest> {
  gate = await startGate(config, { isLocal })
  gate.orca.play = () => ({ body: { ref: '/tasks/01' } })
  return gate
}

describe('a page of another origin', () => {
  it.each(['https://elsewhere.example', 'http://localhost:9000.elsewhere.example', 'null'])(
    'that is nobody’s who may, %s, changes nothing, whatever its request looks like',
    async (origin) => {
      await started()
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
        const answer = await gate.ask('POST', '/tasks', task, { origin, 'content-type': type })
        expect(answer.status).toBe(403)
        expect(answer.body.message).toContain('services.deck.baseUrl')
      }
      expect((await gate.ask('DELETE', '/pipelines/01', undefined, { origin })).status).toBe(403)
      expect((await gate.ask('POST', '/webhooks/webhook/ci', {}, { origin })).status).toBe(403)
      expect([gate.orca.calls, gate.echo.calls]).toEqual([[], []])
    },
  )

  it('that is Deck’s, or Gate’s own, may; so may whoever is no page', async () => {
    await started({ services: { deck: { baseUrl: 'https://deck.example.com' } } })
    const asked = [
      { origin: 'https://deck.example.com' },
      { origin: 'https://gate.example.com', host: 'gate.example.com' },
      {},
    ]
    for (const headers of asked) expect((await gate.ask('POST', '/tasks', task, headers)).status).toBe(200)
  })
})

describe('a Gate that only its machine reaches', () => {
  it('is asked by a name of this machine, or by one that its configuration gives it', async () => {
    const services = { gate: { baseUrl: 'https://gate.example.com' }, deck: { baseUrl: 'https://deck.example.com' } }
    await started({ services }, true)
    for (const host of [
      'localhost:8084',
      '127.0.0.1',
      '[::1]:8084',
      'gate.localhost',
      'gate.example.com',
      'deck.example.com',
    ])
      expect([host, (await gate.ask('GET', '/version', undefined, { host })).status]).toEqual([host, 200])
  })

  it('is not asked by a name that somebody made lead to it', async () => {
    await started({}, true)
    for (const host of ['rebound.example', '127.0.0.1.example', 'localhost.example:8084', '10.0.0.1']) {
      const answer = await gate.ask('GET', '/applications', undefined, { host })
      expect([host, answer.status]).toEqual([host, 403])
      expect(answer.body.message).toContain('services.gate.baseUrl')
    }
  })

  it('takes webhooks from a tunnel, by any name', async () => {
    await started({}, true)
    gate.echo.play = () => ({ body: { eventProcessed: true, eventId: 'e1' } })
    const answer = await gate.ask('POST', '/webhooks/git/github', {}, { host: 'a1b2.tunnel.example' })
    expect(answer.status).toBe(200)
  })

  it('is read by pages of this machine, and by none from elsewhere', async () => {
    await started({}, true)
    const allowed = async (origin: string) =>
      (await gate.ask('GET', '/version', undefined, { origin })).headers['access-control-allow-origin']
    expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000')
    expect(await allowed('http://127.0.0.1:9000')).toBe('http://127.0.0.1:9000')
    expect(await allowed('https://elsewhere.example')).toBeUndefined()
    expect(await allowed('http://localhost.elsewhere.example')).toBeUndefined()
  })

  it('answers others as ever where it is for others', async () => {
    await started({}, false)
    expect((await gate.ask('GET', '/version', undefined, { host: 'gate.example.com' })).status).toBe(200)
  })
})

describe('every answer', () => {
  it('is data and nothing else to a browser, errors and addresses that cannot be read among them', async () => {
    await started()
    for (const url of ['/version', '/no/such/route', '/pipelines', '/applications/%E0%A4%A']) {
      const { headers } = await gate.ask('GET', url)
      expect([url, headers]).toMatchObject([
        url,
        {
          'content-type': expect.stringContaining('application/json'),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'x-spinnaker-request-id': expect.any(String),
        },
      ])
    }
  })

  it('is an error in Spinnaker’s shape for an address that cannot be read', async () => {
    await started()
    expect(await gate.ask('GET', '/applications/%E0%A4%A')).toMatchObject({
      status: 400,
      body: { error: 'Bad Request', status: 400, message: expect.any(String), timestamp: expect.any(String) },
    })
  })
})
