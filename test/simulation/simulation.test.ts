import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../src/platform/store/index.ts'
import { describeFailure, type Share, scenarioOf } from './runner.ts'
import { simulate } from './simulate.ts'

const only = process.env.GENNAKER_SIMULATION_SEED
const seeds = only === undefined ? Number(process.env.GENNAKER_SIMULATION_SEEDS ?? 300) : 1
const first = Number(only ?? process.env.GENNAKER_SIMULATION_FIRST ?? 1)

let store: Store
beforeAll(async () => {
  store = await openStore({ temporary: true })
})
afterAll(() => store.close())

/** Has a thread play its share of the seeds; resolves with the first that fails. */
const play = (share: Share) =>
  new Promise<number | null>((resolve, reject) => {
    const worker = new Worker(new URL('runner.ts', import.meta.url), { workerData: share })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

describe('the engine, with processes that die and stall, people who interfere and places that are taken', () => {
  it(`ends ${seeds} times as the rules allow, does nothing twice and leaves nothing behind`, async () => {
    const threads = Math.min(availableParallelism(), seeds)
    const failures = await Promise.all(
      Array.from({ length: threads }, (_, thread) =>
        play({ first: first + thread, end: first + seeds, step: threads }),
      ),
    )
    const failed = failures.filter((seed) => seed !== null).sort((a, b) => a - b)
    if (failed[0] !== undefined) throw new Error(await describeFailure(store, failed[0]))
  }, 600_000)

  it('does the same again when a seed is played again', async () => {
    for (const seed of [3, 7, 31]) {
      const once = await simulate(store, scenarioOf(seed))
      const again = await simulate(store, scenarioOf(seed))
      expect(once.trace.length).toBeGreaterThan(50)
      expect(again.trace).toEqual(once.trace)
    }
  })
})
