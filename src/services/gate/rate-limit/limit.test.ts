import { afterEach, describe, expect, it } from 'vitest'
import { virtualClock } from '../../../platform/clock.ts'
import { type GateUnderTest, startGate } from '../testing.ts'
import { createWindows } from './windows.ts'

const clock = virtualClock()
let gate: GateUnderTest | undefined
afterEach(async () => {
  await gate?.stop()
  gate = undefined
})

async function started(limits: object | undefined): Promise<GateUnderTest> {
  gate = await startGate(limits === undefined ? {} : { 'rate-limit': { enabled: true, ...limits } }, { clock })
  return gate
}

const strict = { learning: false, capacity: 2 }
const as = (user: string) => ({ 'x-spinnaker-user': user })
const from = (address: string) => ({ 'x-forwarded-for': address })

/** Statuses of so many requests, one after the other. */
async function ask(times: number, headers: object = {}, path = '/version'): Promise<number[]> {
  const statuses: number[] = []
  while (statuses.length < times) statuses.push((await gate!.ask('GET', path, undefined, headers)).status)
  return statuses
}

describe('limits of rates', () => {
  it('are off by default, and then nothing is said of them', async () => {
    await started(undefined)
    expect(await ask(70)).toEqual(Array(70).fill(200))
    expect((await gate!.ask('GET', '/version')).headers).not.toHaveProperty('x-ratelimit-capacity')
  })

  it('learn by default: every answer says how one stands, and nobody is refused', async () => {
    await started({ capacity: 1 })
    expect(await ask(2)).toEqual([200, 200])
    const { status, headers } = await gate!.ask('GET', '/version')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'x-ratelimit-capacity': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-learning': 'true',
      'x-ratelimit-reset': new Date(clock.now() + 10_000).toUTCString(),
    })
  })

  it('refuse what is too many until the window ends, and say when that is', async () => {
    await started(strict)
    expect(await ask(3)).toEqual([200, 200, 429])
    await clock.advance(4_000)
    const refused = await gate!.ask('GET', '/version')
    expect(refused).toMatchObject({
      status: 429,
      body: { message: 'Rate capacity exceeded', status: 429 },
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-learning': 'false', 'retry-after': '6' },
    })
    await clock.advance(6_000)
    expect(await ask(3)).toEqual([200, 200, 429])
    expect((await gate!.ask('GET', '/metrics')).text).toContain('gate_rate_limit_exceeded_total{learning="false"} 3')
  })

  it('count each person by name, and whoever has none by the address that the proxy saw', async () => {
    await started(strict)
    expect(await ask(3, as('ada'))).toEqual([200, 200, 429])
    expect(await ask(2, as('bob'))).toEqual([200, 200])
    expect(await ask(3, from('192.0.2.1, 10.0.0.1'))).toEqual([200, 200, 429])
    expect(await ask(2, from('192.0.2.2'))).toEqual([200, 200])
    expect(await ask(3, { 'x-ratelimit-app': 'nightly' })).toEqual([200, 200, 429])
  })

  it('let Deck be, unless it is enforced, and never count probes and preflights', async () => {
    await started(strict)
    const deck = { 'x-ratelimit-app': 'deck' }
    expect(await ask(5, deck)).toEqual(Array(5).fill(200))
    expect(await ask(5, {}, '/health')).toEqual(Array(5).fill(200))
    for (let asked = 0; asked < 5; asked++) expect((await gate!.ask('OPTIONS', '/version')).status).toBe(200)
    expect(await ask(2)).toEqual([200, 200])
    await gate!.stop()
    await started({ ...strict, enforcing: ['app:deck'] })
    expect(await ask(3, deck)).toEqual([200, 200, 429])
  })

  it('are one’s own where the configuration says so', async () => {
    await started({
      ...strict,
      rateSeconds: 10,
      capacityByPrincipal: [
        { principal: 'ada', override: 3 },
        { principal: 'anonymous', override: 1 },
      ],
      rateSecondsByPrincipal: [{ principal: 'bob', override: 60 }],
      ignoring: ['carl'],
    })
    expect(await ask(4, as('ada'))).toEqual([200, 200, 200, 429])
    expect(await ask(2, from('192.0.2.3'))).toEqual([200, 429])
    expect(await ask(4, as('carl'))).toEqual(Array(4).fill(200))
    expect(await ask(3, as('bob'))).toEqual([200, 200, 429])
    await clock.advance(10_000)
    expect(await ask(1, as('ada'))).toEqual([200])
    expect(await ask(1, as('bob'))).toEqual([429])
  })

  it('of a source application count only where it is enforced by name', async () => {
    const limits = { ...strict, capacityBySourceApp: [{ sourceApp: 'Nightly', override: 1 }] }
    const nightly = { 'x-ratelimit-app': 'nightly' }
    await started(limits)
    expect(await ask(3, nightly)).toEqual([200, 200, 200])
    expect((await gate!.ask('GET', '/version', undefined, nightly)).headers).toMatchObject({
      'x-ratelimit-capacity': '1',
      'x-ratelimit-learning': 'true',
    })
    await gate!.stop()
    await started({ ...limits, enforcing: ['app:nightly'] })
    expect(await ask(2, nightly)).toEqual([200, 429])
  })

  it('enforce some while all others are learning', async () => {
    await started({ capacity: 1, enforcing: ['ada'], ignoring: ['ada'] })
    expect(await ask(2, as('ada'))).toEqual([200, 429])
    expect(await ask(2, as('bob'))).toEqual([200, 200])
  })

  it('say when to come back also where a service behind Gate refuses', async () => {
    await started({})
    gate!.orca.play = () => ({ status: 429, body: { message: 'too many at once' } })
    expect(await gate!.ask('GET', '/pipelines/01', undefined, { 'x-ratelimit-app': 'deck' })).toMatchObject({
      status: 429,
      headers: {
        'x-ratelimit-capacity': '-1',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(clock.now() + 5_000).toUTCString(),
        'x-ratelimit-learning': 'false',
      },
    })
  })

  it('that make no sense stop the start, with the key', async () => {
    await expect(startGate({ 'rate-limit': { enabled: true, capacity: 'many' } })).rejects.toThrow('capacity')
  })
})

describe('windows', () => {
  it('remember ten thousand principals, however many names are made up', () => {
    const windows = createWindows(clock)
    const principal = (name: string) => ({ name, capacity: 1, windowMs: 1_000, learning: false })
    for (let each = 0; each < 10_500; each++) windows.count(principal(`made-up-${each}`))
    expect(windows.size()).toBe(10_000)
    expect(windows.count(principal('made-up-10499'))).toMatchObject({ exceeded: true, isFirstTooMany: true })
    expect(windows.count(principal('made-up-0'))).toMatchObject({ exceeded: false })
  })

  it('that have ended are forgotten before those that have not', async () => {
    const windows = createWindows(clock)
    const principal = (name: string, windowMs: number) => ({ name, capacity: 1, windowMs, learning: false })
    windows.count(principal('slow', 3_600_000))
    for (let each = 1; each < 10_000; each++) windows.count(principal(`quick-${each}`, 1_000))
    await clock.advance(1_000)
    windows.count(principal('one more', 1_000))
    expect(windows.size()).toBe(2)
    expect(windows.count(principal('slow', 3_600_000)).exceeded).toBe(true)
  })
})
