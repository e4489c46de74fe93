import { describe, expect, it } from 'vitest'
import {
  ancestorsOf,
  contextValue,
  downstreamOf,
  type ExecutionData,
  executionContext,
  type StageData,
} from './execution.ts'

const stages: readonly StageData[] = [
  { id: 'a', refId: '1', outputs: { x: 'from a', list: [1] } },
  { id: 'b', refId: '2', requisiteStageRefIds: ['1'], outputs: { x: 'from b', list: [2] } },
  { id: 'b-before', refId: '2<1', parentStageId: 'b', syntheticStageOwner: 'STAGE_BEFORE', outputs: { y: 'before' } },
  { id: 'b-after', refId: '2>1', parentStageId: 'b', syntheticStageOwner: 'STAGE_AFTER', context: { own: null } },
  { id: 'c', refId: '3', requisiteStageRefIds: ['2'] },
]
const execution: ExecutionData = { id: 'e', stages }
const ids = (id: string) =>
  ancestorsOf(execution, stages.find((stage) => stage.id === id) ?? { id }).map((stage) => stage.id)

describe('the ancestors of a stage', () => {
  it('are itself, its requisites, their synthetic stages, and so on', () => {
    expect(ids('c')).toEqual(['c', 'b', 'b-before', 'b-after', 'a'])
  })

  it('are, for a stage that runs before or after another, that stage and its ancestors', () => {
    expect(ids('b-before')).toEqual(['b-before', 'b', 'a'])
    expect(ids('b-after')).toEqual(['b-after', 'b-before', 'b', 'a'])
  })

  it('end in a graph with a circle', () => {
    const circle = [
      { id: 'p', refId: 'p', requisiteStageRefIds: ['q'] },
      { id: 'q', refId: 'q', requisiteStageRefIds: ['p'] },
    ]
    expect(ancestorsOf({ id: 'e', stages: circle }, circle[0] as StageData)).toHaveLength(2)
  })
})

describe('what is downstream of a stage', () => {
  const waiting = (refId: string, ...requisiteStageRefIds: string[]) => ({ id: refId, refId, requisiteStageRefIds })
  const downstream = (...all: StageData[]) =>
    downstreamOf({ id: 'e', stages: all }, all.find(({ id }) => id === 'a') as StageData).map(({ id }) => id)

  it('comes level by level, each in the order of the execution, and once', () => {
    const all = [waiting('d', 'b', 'c'), waiting('c', 'a'), waiting('a'), waiting('b', 'a'), waiting('e', 'd', 'a')]
    expect(downstream(...all)).toEqual(['c', 'b', 'e', 'd'])
  })

  it('ends in a graph with a circle', () => {
    expect(downstream(waiting('a', 'b'), waiting('b', 'a'))).toEqual(['b', 'a'])
  })
})

describe('a value of the context', () => {
  const after = stages[3] as StageData

  it('comes from the nearest stage that has the key, and a null of its own counts', () => {
    expect(contextValue(execution, after, 'x')).toBe('from b')
    expect(contextValue(execution, after, 'y')).toBe('before')
    expect(contextValue(execution, after, 'own')).toBeNull()
    expect(contextValue(execution, after, 'nowhere')).toBeUndefined()
  })

  it('of the execution is the last stage’s, with lists joined', () => {
    expect(executionContext(execution)).toEqual({ x: 'from b', list: [1, 2] })
  })
})
