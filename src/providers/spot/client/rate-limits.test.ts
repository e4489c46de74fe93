import { beforeEach, describe, expect, it } from 'vitest'
import { createLimiter } from '../../../../simulators/spot/limits.ts'
import { type VirtualClock, virtualClock } from '../../../platform/clock.ts'
import { createRateLimits, NoTurn, type RateLimits, rateLimitsByToken } from './rate-limits.ts'

const route = 'GET /aws/ec2/group/{id}/status'
const never = new AbortController().signal
const minute = 60_000

let clock: VirtualClock
let limits: RateLimits
/** Spot's side of it. */
let spot: ReturnType<typeof createLimiter>
let blocked: number

beforeEach(() => {
  clock = virtualClock()
  limits = createRateLimits(clock, () => 0.5)
  setLimit(10)
})

function setLimit(limit: number) {
  spot = createLimiter({ windowSeconds: 60, default: limit, routes: {} })
  blocked = 0
}

/** A call as Spot counts it. */
function count(): { status: number; headers: Record<string, string> } {
  const verdict = spot.count('org', route, clock.now())
  if (verdict.blocked) blocked += 1
  const headers = Object.fromEntries(
    Object.entries(verdict.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return { status: verdict.blocked ? 429 : 200, headers }
}

async function call(turn: Partial<Parameters<RateLimits['admit']>[1]> = {}): Promise<number> {
  const ticket = await limits.admit(route, { priority: 'people', patienceMs: 10 * minute, signal: never, ...turn })
  const { status, headers } = count()
  ticket.answered(status, headers)
  return status
}

/** How the call stands without moving the clock. */
async function state(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => 'done',
    (error) => (error as Error).name,
  )
  return Promise.race([settled, new Promise<string>((resolve) => setImmediate(() => resolve('waiting')))])
}

describe('calls of a route', () => {
  it('are never more in a minute than Spot allows, however many are wanted', async () => {
    const start = clock.now()
    const all = Promise.all(Array.from({ length: 35 }, () => call()))
    while ((await state(all)) === 'waiting') await clock.advance(1_000)
    expect(blocked).toBe(0)
    // Ten a minute: the last five go in the fourth minute.
    expect(clock.now() - start).toBeLessThanOrEqual(3 * minute + 2_000)
  })

  it('leave what others of the organization use, as the headers tell of them', async () => {
    for (let other = 0; other < 7; other += 1) count()
    const all = Promise.all(Array.from({ length: 6 }, () => call()))
    while ((await state(all)) === 'waiting') await clock.advance(1_000)
    expect(blocked).toBe(0)
  })

  it('of readings in the background leave a fifth of them to people, who go first', async () => {
    await call({ priority: 'background' })
    const readings = Array.from({ length: 12 }, () => call({ priority: 'background' }))
    expect(await Promise.all(readings.map(state))).toEqual([...Array(7).fill('done'), ...Array(5).fill('waiting')])
    expect(await state(call())).toBe('done')
    expect(await state(call())).toBe('done')
    const somebody = call()
    expect(await state(somebody)).toBe('waiting')
    await clock.advance(minute)
    expect(await state(somebody)).toBe('done')
    expect(blocked).toBe(0)
  })

  it('do not wait longer than somebody has patience, and say so at once where it is known', async () => {
    await Promise.all(Array.from({ length: 10 }, () => call()))
    await expect(call({ patienceMs: 5_000 })).rejects.toBeInstanceOf(NoTurn)
    await expect(call({ patienceMs: 5_000 })).rejects.toMatchObject({ waitMs: minute })
  })

  it('end their waiting when the signal says so', async () => {
    await Promise.all(Array.from({ length: 10 }, () => call()))
    const closing = new AbortController()
    const waiting = call({ signal: closing.signal })
    expect(await state(waiting)).toBe('waiting')
    closing.abort()
    expect(await state(waiting)).toBe('AbortError')
    await clock.advance(2 * minute)
    expect(clock.nextTimer()).toBeUndefined()
    expect(await state(call())).toBe('done')
  })

  it('are held back by a refusal at least as long as Spot says, then one of them asks whether the others may', async () => {
    await call()
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '20' }
    const ticket = await limits.admit(route, { priority: 'people', patienceMs: 0, signal: never })
    ticket.answered(429, headers)
    let asked = 0
    const admitted: (() => void)[] = []
    for (let each = 0; each < 5; each += 1) {
      void limits.admit(route, { priority: 'people', patienceMs: 10 * minute, signal: never }).then((given) => {
        asked += 1
        admitted.push(() => given.answered(429, headers))
      })
    }
    await clock.advance(19_999)
    expect(asked).toBe(0)
    await clock.advance(1_000)
    expect(asked).toBe(1)
    admitted.pop()!()
    await clock.advance(20_000)
    expect(asked).toBe(1)
    await clock.advance(2_000)
    expect(asked).toBe(2)
  })

  it('wait longer and longer where Spot refuses without saying how long', async () => {
    const waits: number[] = []
    for (let refusal = 0; refusal < 6; refusal += 1) {
      const before = clock.now()
      const admitted = limits.admit(route, { priority: 'people', patienceMs: 100 * minute, signal: never })
      while ((await state(admitted)) === 'waiting') await clock.advance(100)
      ;(await admitted).answered(429, {})
      waits.push(clock.now() - before)
    }
    expect(waits.slice(1)).toEqual(waits.slice(1).toSorted((a, b) => a - b))
    expect(waits.at(-1)).toBeGreaterThan(8_000)
  })

  it('go on freely where no limit is told', async () => {
    for (let each = 0; each < 100; each += 1) {
      const ticket = await limits.admit(route, { priority: 'background', patienceMs: 0, signal: never })
      ticket.answered(200, {})
    }
  })

  it('of who asks again and again leave a tenth, and are to be fewer when more than half are used', async () => {
    await call({ priority: 'waiting' })
    for (let each = 0; each < 4; each += 1) await call()
    expect(limits.restMs()).toBe(0)
    for (let each = 0; each < 4; each += 1) await call({ priority: 'waiting' })
    expect(limits.restMs()).toBeGreaterThan(20_000)
    await expect(call({ priority: 'waiting', patienceMs: 5_000 })).rejects.toBeInstanceOf(NoTurn)
    expect(await call()).toBe(200)
    await clock.advance(minute)
    expect(limits.restMs()).toBe(0)
  })

  it('tell readings how many they may be in a minute', async () => {
    expect(limits.readingsPerMinute()).toBeUndefined()
    setLimit(500)
    await call({ priority: 'background' })
    limits.join()
    expect(limits.readingsPerMinute()).toBe(200)
    limits.join()
    expect(limits.readingsPerMinute()).toBe(100)
  })
})

it('accounts of one token share its calls, others do not', () => {
  const of = rateLimitsByToken(clock)
  expect(of('https://spot', 'a')).toBe(of('https://spot', 'a'))
  expect(of('https://spot', 'a')).not.toBe(of('https://spot', 'b'))
})
