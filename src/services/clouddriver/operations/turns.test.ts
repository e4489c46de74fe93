import { setImmediate as moment } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock.ts'
import { openLeases } from '../../../platform/leases/index.ts'
import { openStore } from '../../../platform/store/index.ts'
import { createTurns } from './turns.ts'

it("what must be done alone is, in two processes too, and a failure is in nobody else's way", async () => {
  const store = await openStore({ temporary: true })
  const processes = await Promise.all(
    ['a', 'b'].map(async (holder) => createTurns(await openLeases({ store, holder }), 5_000, systemClock)),
  )
  let inside = 0
  let most = 0
  const done: string[] = []
  const work = (name: string) => async () => {
    inside += 1
    most = Math.max(most, inside)
    for (let step = 0; step < 20; step += 1) await moment()
    inside -= 1
    if (name === 'a1') throw new Error('this one fails')
    done.push(name)
    return name
  }
  const [a, b] = processes as [ReturnType<typeof createTurns>, ReturnType<typeof createTurns>]
  const results = await Promise.allSettled([
    ...['a1', 'a2', 'a3'].map((name) => a('cluster', work(name))),
    ...['b1', 'b2'].map((name) => b('cluster', work(name))),
  ])
  expect(most).toBe(1)
  expect(results.map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')])
  expect(done.filter((name) => name.startsWith('a'))).toEqual(['a2', 'a3'])
  await store.close()
})
