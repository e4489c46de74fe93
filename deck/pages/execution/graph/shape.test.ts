import { describe, expect, it } from 'vitest'
import type { Stage } from '../../../data/shapes.ts'
import { criticalPath } from './critical-path.ts'
import { shapeOf, statusOf } from './shape.ts'

const stage = (refId: string, after: string[] = [], more: Partial<Stage> = {}): Stage => ({
  id: `id-${refId}`,
  refId,
  type: 'wait',
  name: `Stage ${refId}`,
  status: 'SUCCEEDED',
  context: {},
  outputs: {},
  tasks: [],
  requisiteStageRefIds: after,
  ...more,
})
const none = { hideSkipped: false, opened: new Set<string>() }
const of = (group: string): Partial<Stage> => ({ context: { group } })

describe('the boxes of a graph', () => {
  it('lead past skipped stages that are hidden', () => {
    const drawn = [
      stage('1'),
      stage('2', ['1'], { status: 'SKIPPED' }),
      stage('3', ['2'], { status: 'SKIPPED' }),
      stage('4', ['3']),
    ]
    expect(shapeOf(drawn, none)).toHaveLength(4)
    const nodes = shapeOf(drawn, { ...none, hideSkipped: true })
    expect(nodes.map(({ key, after }) => [key, after])).toEqual([
      ['1', []],
      ['4', ['1']],
    ])
  })

  it('fold a group into one, with the arrows of its members, until it is opened', () => {
    const drawn = [stage('1'), stage('2', ['1'], of('tests')), stage('3', ['2'], of('tests')), stage('4', ['3'])]
    expect(shapeOf(drawn, none).map(({ key, after }) => [key, after])).toEqual([
      ['1', []],
      ['4', ['group:tests']],
      ['group:tests', ['1']],
    ])
    expect(shapeOf(drawn, { ...none, opened: new Set(['tests']) })).toHaveLength(4)
  })

  it('do not fold a group when something else runs between its parts', () => {
    const drawn = [stage('1', [], of('a')), stage('2', ['1']), stage('3', ['2'], of('a'))]
    expect(shapeOf(drawn, none).map(({ folded }) => folded)).toEqual([false, false, false])
  })

  it('show the worst status of a group', () => {
    expect(statusOf([stage('1'), stage('2', [], { status: 'TERMINAL' })])).toBe('TERMINAL')
    expect(statusOf([stage('1'), stage('2', [], { status: 'SKIPPED' })])).toBe('SUCCEEDED')
  })
})

describe('the critical path', () => {
  it('goes back through whichever ended last', () => {
    const drawn = [
      stage('1', [], { startTime: 1, endTime: 2 }),
      stage('2', ['1'], { startTime: 2, endTime: 9 }),
      stage('3', ['1'], { startTime: 2, endTime: 4 }),
      stage('4', ['2', '3'], { startTime: 9, endTime: 10 }),
      stage('5', ['3'], { startTime: 4, endTime: 5 }),
    ]
    expect(criticalPath(drawn, 10)).toEqual(['1', '2', '4'])
  })

  it('ends at what runs still, and is empty before anything began', () => {
    const drawn = [
      stage('1', [], { startTime: 1, endTime: 8 }),
      stage('2', [], { startTime: 1, status: 'RUNNING' }),
      stage('3', ['1', '2'], { status: 'NOT_STARTED' }),
    ]
    expect(criticalPath(drawn, 20)).toEqual(['2'])
    expect(criticalPath([stage('1', [], { status: 'NOT_STARTED' })], 20)).toEqual([])
  })
})
