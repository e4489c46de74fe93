import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStore } from '../../../../test/support/test-store.ts'
import type { Store } from '../../../platform/store/index.ts'
import type { Execution } from '../model.ts'
import { anExecution, aStage } from '../testing.ts'
import { type Executions, openExecutions } from './index.ts'
import { orcaMigrations } from './migrations.ts'
import type { Tables } from './tables.ts'

let store: Store
let executions: Executions
beforeEach(async () => {
  store = await openTestStore()
  executions = await openExecutions(store)
})
afterEach(() => store.close())

const insert = async (...given: readonly Execution[]) => {
  for (const each of given) await store.transaction((tx) => executions.insert(tx, each))
}
const rows = async <T extends keyof Tables>(table: T) =>
  (await store.tables<Tables>().selectFrom(table).selectAll().execute()) as Tables[T][]
const childOf = (parent: Execution, id: string) =>
  anExecution({ id, trigger: { type: 'pipeline', parentExecution: parent } })

describe('an execution of a pipeline that another one started', () => {
  const top = anExecution({ id: 'top', stages: [aStage({ context: { manifest: 'm'.repeat(1_000) } })] })
  const middle = childOf(top, 'middle')
  const bottom = childOf(middle, 'bottom')

  it('shows its parents as they were then, and each parent’s stages are stored once', async () => {
    await insert(top, middle, bottom, childOf(middle, 'sibling'))
    expect(await executions.read('bottom')).toEqual(bottom)
    const kept = await rows('orca_parent_stages')
    expect(kept.map((row) => [row.execution_id, row.parent_id]).sort()).toEqual([
      ['bottom', 'middle'],
      ['middle', 'top'],
      ['sibling', 'middle'],
    ])
    const stored = JSON.stringify([await rows('orca_executions'), kept])
    expect(stored.split('m'.repeat(1_000)).length - 1, 'copies beside the stage itself').toBe(1)
  })

  it('keeps what it shows of parents that are deleted, and that goes with the last who shows it', async () => {
    await insert(top, middle, bottom)
    expect(await executions.remove(['middle', 'top'])).toEqual(expect.arrayContaining(['middle', 'top']))
    expect(await executions.read('bottom')).toEqual(bottom)
    await executions.remove(['bottom'])
    expect(await rows('orca_parent_stages')).toEqual([])
    expect(await rows('orca_stages')).toEqual([])
  })

  it('of which nobody knows the parent is kept as it was sent', async () => {
    const odd = [
      { type: 'pipeline', parentExecution: { name: 'without an id', stages: [{ name: 'a' }] } },
      { type: 'pipeline', parentExecution: { id: 'x', stages: [], trigger: { parentExecution: 'text' } } },
      {
        type: 'pipeline',
        parentExecution: { id: 'self', stages: [{ a: 1 }], trigger: { parentExecution: { id: 'self' } } },
      },
    ]
    for (const [index, trigger] of odd.entries()) {
      const execution = anExecution({ id: `odd-${index}`, trigger })
      await insert(execution)
      expect(await executions.read(execution.id)).toEqual(execution)
    }
  })
})

it('a restarted execution is not deleted by who chose it while it had ended', async () => {
  await insert(anExecution({ id: 'ended' }), anExecution({ id: 'restarted', status: 'RUNNING' }))
  expect(await executions.remove(['ended', 'restarted', 'gone'])).toEqual(['ended'])
  expect(await executions.read('restarted')).toBeDefined()
})

it('stages come in the order in which they were made, whatever their refIds', async () => {
  const stages = ['1', '10', '2', '1<1'].map((refId) => aStage({ refId }))
  await insert(anExecution({ id: 'one', stages }))
  expect((await executions.read('one'))?.stages.map(({ refId }) => refId)).toEqual(['1', '10', '2', '1<1'])
})

it('what did not change is not written again', async () => {
  await insert(anExecution({ id: 'one', status: 'RUNNING' }))
  const entry = (await executions.load('one'))!
  entry.execution.name = 'unsaid'
  entry.execution.status = 'SUCCEEDED'
  const nothing = { stages: [], removedStageIds: [], order: false }
  await store.transaction((tx) => executions.update(tx, entry, { ...nothing, execution: false }))
  executions.forget('one')
  expect(await executions.read('one')).toMatchObject({ name: 'p' })
  expect((await rows('orca_executions'))[0]).toMatchObject({ status: 'SUCCEEDED', version: 2 })
})

it('executions stored before triggers were apart read as they did', async () => {
  const before = await openTestStore()
  await before.migrate('orca', orcaMigrations.slice(0, 1))
  const parent = anExecution({ id: 'parent' })
  const child = anExecution({
    id: 'child',
    pipelineConfigId: 'config',
    trigger: { type: 'pipeline', eventId: 'event', parentExecution: parent },
  })
  const { stages, ...body } = child
  await before.transaction(async (tx) => {
    await tx.db
      .insertInto('orca_executions')
      .values({
        ...{ id: 'child', type: 'PIPELINE', application: 'app', config_id: 'config', correlation_id: null },
        ...{ status: 'SUCCEEDED', build_time: 1, start_time: 1, version: 7 },
        stage_ids: JSON.stringify(stages.map(({ id }) => id)),
        body: JSON.stringify(body),
      })
      .execute()
    for (const { context, outputs, tasks, ...head } of stages) {
      const row = { execution_id: 'child', id: head.id, head: JSON.stringify(head) }
      await tx.db
        .insertInto('orca_stages')
        .values({ ...row, body: JSON.stringify({ context, outputs, tasks }) })
        .execute()
    }
  })
  const opened = await openExecutions(before)
  expect(await opened.read('child')).toEqual(child)
  expect((await opened.load('child'))?.version).toBe(7)
  const search = { application: 'app', configIds: undefined, statuses: undefined, builtFrom: 0, builtTo: 9 }
  const byTrigger = { triggerTypes: ['pipeline'], eventId: 'event', oldestFirst: false }
  expect(await opened.search({ ...search, ...byTrigger }, 10)).toMatchObject([{ id: 'child', buildTime: 1 }])
  await before.close()
})
