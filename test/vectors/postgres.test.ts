import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runVectors } from './runner.ts'

/** `vitest.config.ts` sets it for what runs on both engines. */
const isOnPostgres = process.env.GENNAKER_TEST_STORE === 'postgres'

it.runIf(isOnPostgres)("Orca's known answers are given on PostgreSQL too", { timeout: 300_000 }, async () => {
  expect((await runVectors('orca', join(import.meta.dirname, 'orca'))).failed).toEqual([])
})
