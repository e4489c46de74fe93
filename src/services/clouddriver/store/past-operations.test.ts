import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestStore } from '../../../../test/support/test-store.ts'
import type { Store } from '../../../platform/store/index.ts'
import { pastOperationStore, pastOperationsMigrations, type Touch } from './past-operations.ts'

let store: Store
let past: ReturnType<typeof pastOperationStore>
beforeEach(async () => {
  store = await openTestStore()
  await store.migrate('past operations', pastOperationsMigrations)
  past = pastOperationStore(store)
})
afterEach(() => store.close())

const day = 86_400_000
const place = { account: 'prod', region: 'eu-west-1', name: 'demo-v001' }
const mine = async () => {}
const record = (touch: Partial<Touch>) =>
  past.record(
    {
      ...{ taskId: 't1', index: 0, account: 'prod', groups: [place], operation: 'resizeServerGroup' },
      ...{ startedAt: 1_000, endedAt: 2_000 },
      ...touch,
    },
    mine,
  )
const names = async (from: number, to: number, at = place) =>
  (await past.on(at, { from, to })).map(({ operation }) => operation)

it('tells what was done to a server group in a while, the newest first, and who asked for it', async () => {
  await record({ user: 'ann', executionId: 'e1', executionType: 'PIPELINE' })
  await record({ taskId: 't2', operation: 'destroyServerGroup', startedAt: 5_000, endedAt: 9_000 })
  expect(await past.on(place, { from: 0, to: 10_000 })).toEqual([
    { operation: 'destroyServerGroup', startedAt: 5_000, endedAt: 9_000 },
    {
      ...{ operation: 'resizeServerGroup', startedAt: 1_000, endedAt: 2_000 },
      ...{ user: 'ann', executionId: 'e1', executionType: 'PIPELINE' },
    },
  ])
  expect(await names(2_001, 4_999)).toEqual([])
  expect(await names(8_000, 20_000)).toEqual(['destroyServerGroup'])
  for (const other of [{ account: 'test' }, { region: 'us-east-1' }, { name: 'demo-v002' }]) {
    expect(await names(0, 10_000, { ...place, ...other })).toEqual([])
  }
})

it('counts an operation that is recorded again after a crash once, and of several groups for each', async () => {
  const groups = [place, { region: 'eu-west-1', name: 'demo-v002' }]
  for (const _ of [1, 2]) await record({ groups })
  expect(await names(0, 10_000)).toEqual(['resizeServerGroup'])
  expect(await names(0, 10_000, { ...place, name: 'demo-v002' })).toEqual(['resizeServerGroup'])
})

it('writes nothing for a process that has lost the task', async () => {
  const lost = past.record(
    {
      ...{ taskId: 't1', index: 0, account: 'prod', groups: [place], operation: 'resizeServerGroup' },
      ...{ startedAt: 1, endedAt: 2 },
    },
    async () => {
      throw new Error('another has it')
    },
  )
  await expect(lost).rejects.toThrow('another has it')
  expect(await names(0, 10_000)).toEqual([])
})

it('forgets after three months', async () => {
  await record({ startedAt: day, endedAt: day })
  await record({ taskId: 't2', operation: 'cloneServerGroup', startedAt: 100 * day, endedAt: 100 * day })
  expect(await names(0, 200 * day)).toEqual(['cloneServerGroup'])
})
