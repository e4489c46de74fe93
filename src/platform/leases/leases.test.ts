import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { virtualClock } from '../clock.ts'
import { openStore, type Store } from '../store/index.ts'
import { LeaseLostError, openLeases } from './index.ts'

describe.each(['sqlite', 'postgres'] as const)('named leases on %s', (engine) => {
  let store: Store
  let drop = () => Promise.resolve()
  let count = 0

  beforeAll(async () => {
    if (engine === 'sqlite') {
      store = await openStore({ temporary: true })
    } else {
      const database = await freshDatabase()
      drop = database.drop
      store = await openStore({ databaseUrl: database.url })
    }
  })
  afterAll(async () => {
    await store.close()
    await drop()
  })

  async function twoProcesses() {
    const clock = virtualClock()
    count += 1
    const [a, b] = await Promise.all(['a', 'b'].map((holder) => openLeases({ store, holder: holder + count, clock })))
    return { clock, a: a!, b: b!, name: `agent-${count}` }
  }

  test('one process at a time holds a name, and the next gets a greater token', async () => {
    const { clock, a, b, name } = await twoProcesses()
    const [first, second] = await Promise.all([a.acquire(name, 10_000), b.acquire(name, 10_000)])
    expect([first, second].filter(Boolean)).toHaveLength(1)
    const winner = (first ?? second)!
    expect(await b.list()).toContainEqual(expect.objectContaining({ name, holder: winner.holder }))
    await clock.advance(11_000)
    const next = await b.acquire(name, 10_000)
    expect(next?.token).toBeGreaterThan(winner.token)
  })

  test('a released lease is free at once', async () => {
    const { a, b, name } = await twoProcesses()
    const lease = await a.acquire(name, 10_000)
    expect(await b.acquire(name, 10_000)).toBeUndefined()
    await a.release(lease!)
    expect(await b.acquire(name, 10_000)).toBeDefined()
  })

  test('a renewed lease stays, a lost one is reported', async () => {
    const { clock, a, b, name } = await twoProcesses()
    const lease = (await a.acquire(name, 10_000))!
    await clock.advance(9_000)
    expect(await a.renew([lease], 10_000)).toEqual([])
    await clock.advance(9_000)
    expect(await b.acquire(name, 10_000)).toBeUndefined()
    await clock.advance(2_000)
    await b.acquire(name, 10_000)
    expect(await a.renew([lease], 10_000)).toEqual([lease])
  })

  test('a transaction that confirms a lost lease rolls back', async () => {
    const { clock, a, b, name } = await twoProcesses()
    const lease = (await a.acquire(name, 10_000))!
    await store.transaction((tx) => a.confirm(tx, lease))
    await clock.advance(11_000)
    await b.acquire(name, 10_000)
    await expect(store.transaction((tx) => a.confirm(tx, lease))).rejects.toThrow(LeaseLostError)
  })

  test('work under a lease keeps it for as long as it runs, and gives it back', async () => {
    const { clock, a, b, name } = await twoProcesses()
    const finish = Promise.withResolvers<string>()
    const started = Promise.withResolvers<void>()
    const held = a.hold(name, 10_000, (_, signal) => {
      started.resolve()
      signal.addEventListener('abort', () => finish.reject(signal.reason))
      return finish.promise
    })
    await started.promise
    for (let i = 0; i < 5; i += 1) {
      const renewal = clock.nextTimer()!
      await clock.advance(renewal - clock.now())
      await expect.poll(() => clock.nextTimer()).toBeGreaterThan(renewal)
    }
    expect(await b.hold(name, 10_000, async () => 'never')).toBeUndefined()
    finish.resolve('done')
    expect(await held).toBe('done')
    expect(await b.hold(name, 10_000, async () => 'mine')).toBe('mine')
  })

  test('work that is not to be done again so soon leaves its lease to end by itself', async () => {
    const { clock, a, b, name } = await twoProcesses()
    expect(await a.hold(name, 10_000, async () => 'done', { lingers: true })).toBe('done')
    expect(clock.nextTimer()).toBeUndefined()
    expect(await b.hold(name, 10_000, async () => 'never')).toBeUndefined()
    await clock.advance(11_000)
    expect(await b.hold(name, 10_000, async () => 'mine')).toBe('mine')
  })

  test('work learns that its lease was lost', async () => {
    const { clock, a, b, name } = await twoProcesses()
    const aborted = Promise.withResolvers<unknown>()
    const started = Promise.withResolvers<void>()
    const held = a.hold(name, 9_000, async (lease, signal) => {
      await a.release({ ...lease })
      await b.acquire(name, 60_000)
      signal.addEventListener('abort', () => aborted.resolve(signal.reason))
      started.resolve()
      return aborted.promise
    })
    await started.promise
    await clock.advance(3_000)
    expect(await held).toBeInstanceOf(LeaseLostError)
  })
})
