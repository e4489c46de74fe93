import { describe, expect, it } from 'vitest'
import type { Execution, Json, Stage } from '../model.ts'
import { failedStages } from './failed-stages.ts'

const stage = (refId: string, type: string, status: Stage['status'], context: Json = {}, after: string[] = []) =>
  ({ id: `s${refId}`, refId, type, name: `stage ${refId}`, status, context, requisiteStageRefIds: after }) as Stage
const execution = (id: string, stages: Stage[], trigger: Json = {}) =>
  ({ id, name: `name ${id}`, application: 'shop', stages, trigger }) as Execution

const childOf = { type: 'pipeline', parentExecution: { id: 'outer', name: 'name outer', application: 'shop' } }
const inner = execution('inner', [stage('1', 'wait', 'SUCCEEDED'), stage('2', 'wait', 'TERMINAL', {}, ['1'])], childOf)
const outer = execution('outer', [
  stage('1', 'pipeline', 'TERMINAL', { executionId: 'inner' }),
  stage('2', 'runJobManifest', 'TERMINAL', { 'kato.tasks': [{ exception: { cause: 'no quota' } }] }),
  stage('3', 'wait', 'STOPPED'),
])
const read = async (id: string) => (id === 'inner' ? inner : undefined)

describe('failed stages', () => {
  it('of inner pipelines stand in the place of the stage that ran them', async () => {
    const found = await failedStages(outer, read, { deckOrigin: 'https://deck.example', limit: 10 })
    expect(found.map(({ pipelineExecutionId, stageId }) => [pipelineExecutionId, stageId])).toEqual([
      ['outer', 's2'],
      ['inner', 's2'],
    ])
    expect(found[0]).toMatchObject({ stageException: 'no quota', parentPipelineExecutionId: null })
    expect(found[1]).toMatchObject({
      parentPipelineExecutionId: 'outer',
      parentPipelineExecutionUrl:
        'https://deck.example/#/applications/shop/executions/details/outer?stage=0&step=0&details=pipelineConfig',
      pipelineExecutionUrl:
        'https://deck.example/#/applications/shop/executions/details/inner?stage=1&step=0&details=runJobConfig',
      stageException: 'NOT_FOUND_CHECK_UI',
      childPipelineExecutionId: null,
    })
  })

  it('whose inner pipeline is gone are shown themselves, with its error', async () => {
    const context = { executionId: 'gone', exception: { details: { errors: ['it broke'] } } }
    const lone = execution('lone', [stage('1', 'pipeline', 'TERMINAL', context)])
    expect(await failedStages(lone, read, { deckOrigin: '', limit: 1 })).toMatchObject([
      { stageException: 'it broke', childPipelineExecutionId: 'gone' },
    ])
  })

  it('are no more than asked for', async () => {
    expect(await failedStages(outer, read, { deckOrigin: '', limit: 1 })).toHaveLength(1)
  })
})
