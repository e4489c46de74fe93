import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { virtualClock } from '../clock.ts'
import { openStore } from '../store/index.ts'
import { queueContract, type TestMessage } from './contract.ts'
import { openQueue } from './index.ts'

queueContract('SQLite', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gennaker-queue-'))
  return { options: { home }, drop: async () => rmSync(home, { recursive: true }) }
})

queueContract('PostgreSQL', async () => {
  const { url, drop } = await freshDatabase()
  return { options: { databaseUrl: url }, drop }
})

test('on PostgreSQL a push in one process wakes the workers of another, now or when it is due', async () => {
  const { url, drop } = await freshDatabase()
  const clock = virtualClock()
  const [pushing, working] = (await Promise.all(
    [1, 2].map(async () => {
      const store = await openStore({ databaseUrl: url })
      return { store, queue: await openQueue<TestMessage>({ store, name: 'shared', clock }) }
    }),
  )) as [Process, Process]
  const take = () => working.queue.take({ limit: 10, worker: 'w' })
  expect(await take()).toEqual([])

  const woken = working.queue.waitForWork()
  await pushing.store.transaction((tx) => pushing.queue.push(tx, { kind: 'now' }))
  await woken
  expect(await take()).toMatchObject([{ message: { kind: 'now' } }])

  await pushing.store.transaction((tx) => pushing.queue.push(tx, { kind: 'soon' }, { delayMs: 900 }))
  await expect.poll(() => clock.nextTimer()).toBe(clock.now() + 900)
  const later = working.queue.waitForWork()
  await pushing.queue.close()
  await expect.poll(() => clock.nextTimer()).toBe(clock.now() + 900)
  await clock.advance(900)
  await later
  expect(await take()).toMatchObject([{ message: { kind: 'soon' } }])

  await working.queue.close()
  await Promise.all([pushing.store.close(), working.store.close()])
  await drop()
})

test('on PostgreSQL a message whose announcement was lost is found by the safety poll', async () => {
  const { url, drop } = await freshDatabase()
  const store = await openStore({ databaseUrl: url })
  const clock = virtualClock()
  const queue = await openQueue<TestMessage>({ store, name: 'shared', clock })
  expect(await queue.take({ limit: 10, worker: 'w' })).toEqual([])
  const woken = queue.waitForWork()
  const silent = await openQueue<TestMessage>({
    store: { ...store, notify: () => Promise.reject(new Error('lost')) },
    name: 'shared',
    clock,
  })
  await store.transaction((tx) => silent.push(tx, { kind: 'unheard' }))
  await clock.advance(3_000)
  await woken
  expect(await queue.take({ limit: 10, worker: 'w' })).toHaveLength(1)
  await Promise.all([queue.close(), silent.close()])
  await store.close()
  await drop()
})

interface Process {
  readonly store: Awaited<ReturnType<typeof openStore>>
  readonly queue: Awaited<ReturnType<typeof openQueue<TestMessage>>>
}
