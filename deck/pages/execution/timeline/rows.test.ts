import { describe, expect, it } from 'vitest'
import type { Execution, Stage, Task } from '../../../data/shapes.ts'
import { ticksOf, timelineRows } from './rows.ts'

const stage = (id: string, more: Partial<Stage> = {}): Stage => ({
  id,
  refId: id,
  type: 'webhook',
  name: id,
  status: 'SUCCEEDED',
  context: {},
  outputs: {},
  tasks: [],
  requisiteStageRefIds: [],
  ...more,
})
const execution = {
  id: 'x',
  startTime: 100,
  stages: [
    stage('1', { startTime: 110, endTime: 200 }),
    stage('2', {
      type: 'manualJudgment',
      requisiteStageRefIds: ['1'],
      startTime: 260,
      endTime: 300,
      tasks: [{ id: '1', name: 'waitForJudgment', status: 'SUCCEEDED', startTime: 260, endTime: 300 } as Task],
    }),
    stage('2a', { parentStageId: '2', syntheticStageOwner: 'STAGE_BEFORE', startTime: 260, endTime: 261 }),
    stage('3', { requisiteStageRefIds: ['2'], status: 'NOT_STARTED' }),
  ],
} as unknown as Execution

describe('the time line', () => {
  it('has a line a drawn stage, with since when each could have run', () => {
    const rows = timelineRows(execution, new Set(), new Set(['2']))
    expect(rows.map(({ id, readyAt, critical, open }) => [id, readyAt, critical, open])).toEqual([
      ['1', 100, false, undefined],
      ['2', 200, true, false],
      ['3', 300, false, undefined],
    ])
  })

  it('shows tasks and steps below a stage that is opened', () => {
    const rows = timelineRows(execution, new Set(['2']), new Set())
    expect(rows.map(({ id, level }) => [id, level])).toEqual([
      ['1', 1],
      ['2', 1],
      ['2/1', 2],
      ['2a', 2],
      ['3', 1],
    ])
  })

  it('marks what only waits', () => {
    expect(timelineRows(execution, new Set(), new Set()).map(({ waits }) => waits)).toEqual([false, true, false])
  })

  it('is divided at round moments, never more than there is room for', () => {
    expect(ticksOf(9_000, 5)).toEqual([0, 2000, 4000, 6000, 8000])
    expect(ticksOf(0, 5)).toEqual([0])
    for (const span of [1, 59_000, 3_599_000, 86_400_000, 40 * 86_400_000])
      expect(ticksOf(span, 6).length).toBeLessThanOrEqual(7)
  })
})
