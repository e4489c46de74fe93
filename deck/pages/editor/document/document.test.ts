import { describe, expect, it } from 'vitest'
import {
  addStage,
  changeStage,
  changeType,
  moveStage,
  nextRefId,
  pasteStages,
  removeStage,
  setDependencies,
} from './edits.ts'
import { change, historyOf, redo, undo } from './history.ts'
import { circularFor } from './order.ts'
import { type Pipeline, requisitesOf, stageOf, stagesOf, withContent, withField } from './pipeline.ts'
import { problemsIn } from './problems.ts'
import { differencesOf, summaryOf } from './summary.ts'

const stage = (refId: string, after: string[] = [], more: object = {}) => ({
  refId,
  requisiteStageRefIds: after,
  type: 'wait',
  name: `Stage ${refId}`,
  ...more,
})
const pipeline: Pipeline = {
  name: 'Release',
  ofTomorrow: { kept: null },
  stages: [stage('1'), stage('2', ['1']), stage('3', ['2'], { strange: [1] })],
}
const waitsFor = (document: Pipeline, refId: string) => requisitesOf(stageOf(document, refId) ?? {})

describe('adding a stage', () => {
  it('gives it the number after the highest, whatever other numbers are called', () => {
    expect(nextRefId({ stages: [stage('2'), stage('10'), stage('bake')] })).toBe('11')
    expect(nextRefId({})).toBe('1')
  })

  it('behind another changes nobody else', () => {
    const { pipeline: document, refId } = addStage(pipeline, { type: 'wait' }, { at: 'after', refId: '1' })
    expect(waitsFor(document, refId)).toEqual(['1'])
    expect(waitsFor(document, '2')).toEqual(['1'])
  })

  it('before another takes over what that waited for', () => {
    const { pipeline: document, refId } = addStage(pipeline, {}, { at: 'before', refId: '2' })
    expect(waitsFor(document, refId)).toEqual(['1'])
    expect(waitsFor(document, '2')).toEqual([refId])
  })

  it('between two parts only these', () => {
    const { pipeline: document, refId } = addStage(pipeline, {}, { at: 'between', from: '2', to: '3' })
    expect(waitsFor(document, refId)).toEqual(['2'])
    expect(waitsFor(document, '3')).toEqual([refId])
  })

  it('beside another waits for the same', () => {
    const { pipeline: document, refId } = addStage(pipeline, {}, { at: 'beside', refId: '2' })
    expect(waitsFor(document, refId)).toEqual(['1'])
  })
})

describe('a stage', () => {
  it('that is removed leaves no gap', () => {
    const document = removeStage(pipeline, '2')
    expect(waitsFor(document, '3')).toEqual(['1'])
    expect(document.ofTomorrow).toEqual({ kept: null })
  })

  it('that is moved is taken out and put in', () => {
    const document = moveStage(pipeline, '2', { at: 'after', refId: '3' })
    expect(waitsFor(document, '3')).toEqual(['1'])
    expect(waitsFor(document, '2')).toEqual(['3'])
  })

  it('can wait for none that waits for it', () => {
    expect([...circularFor(pipeline, '2')].sort()).toEqual(['2', '3'])
    expect(() => setDependencies(pipeline, '1', ['3'])).toThrow('Stages would wait for each other')
    expect(waitsFor(setDependencies(pipeline, '3', ['1', '2']), '3')).toEqual(['1', '2'])
  })

  it('of another type keeps its number, its dependencies and its name, and nothing else', () => {
    expect(stageOf(changeType(pipeline, '3', 'webhook', { method: 'POST' }), '3')).toEqual({
      method: 'POST',
      refId: '3',
      requisiteStageRefIds: ['2'],
      name: 'Stage 3',
      type: 'webhook',
    })
  })

  it('keeps the order of its fields when one changes', () => {
    const changed = stageOf(changeStage(pipeline, '3', { type: 'x', strange: undefined, added: 1 }), '3')
    expect(Object.keys(changed ?? {})).toEqual(['refId', 'requisiteStageRefIds', 'type', 'name', 'added'])
  })
})

describe('pasted stages', () => {
  it('get numbers and names of their own, and keep their order among each other', () => {
    const { pipeline: document, refIds } = pasteStages(pipeline, [stage('1'), stage('2', ['1', '9'])], {
      at: 'after',
      refId: '3',
    })
    expect(refIds).toEqual(['4', '5'])
    expect(waitsFor(document, '4')).toEqual(['3'])
    expect(waitsFor(document, '5')).toEqual(['4'])
    expect(stageOf(document, '4')?.name).toBe('Stage 1 2')
  })
})

describe('the history', () => {
  it('goes back and forth, and forgets what was undone at the next change', () => {
    let history = historyOf(pipeline)
    history = change(history, withField(pipeline, 'name', 'a'))
    history = undo(history)
    expect(history.present).toBe(pipeline)
    expect(redo(history).present.name).toBe('a')
    expect(change(history, withField(pipeline, 'name', 'b')).future).toEqual([])
    expect(undo(historyOf(pipeline)).present).toBe(pipeline)
  })

  it('takes typing in one field as one step, and a pause as the end of it', () => {
    let history = historyOf(pipeline)
    for (const [at, name] of [
      [0, 'R'],
      [200, 'Re'],
      [5_000, 'Rel'],
    ] as const)
      history = change(history, withField(pipeline, 'name', name), 'name', at)
    expect(undo(history).present.name).toBe('Re')
    expect(undo(undo(history)).present).toBe(pipeline)
  })
})

describe('content from elsewhere', () => {
  it('does not change which pipeline it is, and keeps its own order', () => {
    const own = { id: 'mine', name: 'a', application: 'demo', stages: [], updateTs: '5' }
    const document = withContent(own, { stages: [1], id: 'other', name: 'b', updateTs: '9', extra: true })
    expect(document).toEqual({ id: 'mine', stages: [1], name: 'b', application: 'demo', extra: true, updateTs: '5' })
    expect(Object.keys(withContent(own, { name: 'c', stages: [] }))).toEqual(Object.keys(own))
  })
})

describe('the problems of a pipeline', () => {
  const messages = (document: Pipeline, around = {}) =>
    problemsIn({ name: 'x', ...document }, around).map(({ level, message }) => `${level}: ${message}`)

  it('are none where nothing is wrong', () => expect(messages(pipeline)).toEqual([]))

  it('are circles, and dependencies on what is not there', () => {
    const document = { stages: [stage('1', ['2']), stage('2', ['1', '7'])] }
    const [circle, missing] = messages(document)
    expect(circle).toContain('wait for each other')
    expect(missing).toBe('error: “Stage 2” depends on stage 7, which is not there.')
  })

  it('are missing names, names that are taken, and what stages and triggers must say', () => {
    expect(messages({ name: ' ' })).toEqual(['error: The pipeline has no name.'])
    expect(messages({ name: 'RELEASE', id: '1' }, { others: [{ id: '2', name: 'Release' }] })).toHaveLength(1)
    expect(messages({ stages: [stage('1', [], { name: '' })] })).toEqual(['error: A stage of type wait has no name.'])
    expect(messages({ triggers: [{ type: 'cron' }] })).toEqual(['error: Trigger 1 (cron) needs cronExpression.'])
    expect(messages({ parameterConfig: [{ name: 'a' }, { name: 'a' }] })).toEqual([
      'error: Several parameters are named “a”.',
    ])
    const required = () => ({ waitTime: 'Wait time' })
    expect(messages({ stages: [stage('1')] }, { required })).toEqual(['warning: “Stage 1”: Wait time is missing.'])
  })

  it('are warnings for types that are not known and stages that are only spoken of', () => {
    const document = { stages: [stage('1', [], { type: 'odd', text: "${#stage('Nobody').status}" })] }
    expect(messages(document, { types: new Set(['wait']) })).toEqual([
      'warning: “Stage 1”: no stage type “odd” is known here; it would fail when it runs.',
      'warning: “Stage 1” speaks of a stage “Nobody”, which is not there.',
    ])
  })
})

describe('the difference between two pipelines', () => {
  it('is told in stages, triggers and settings', () => {
    const after = {
      ...pipeline,
      limitConcurrent: true,
      updateTs: '7',
      stages: [stage('1', [], { waitTime: 5 }), ...stagesOf(pipeline).slice(1), stage('4', ['3'])],
    }
    const differences = differencesOf(pipeline, after)
    expect(differences[0]).toEqual({ kind: 'stage', how: 'changed', name: 'Stage 1', fields: ['waitTime'] })
    expect(summaryOf(differences)).toBe('1 stage changed, 1 stage added, 1 setting added')
    expect(summaryOf(differencesOf(pipeline, pipeline))).toBe('Nothing changed')
  })

  it('is an order where only that differs', () => {
    const after = { ...pipeline, stages: stagesOf(pipeline).toReversed() }
    expect(summaryOf(differencesOf(pipeline, after))).toBe('stages reordered')
  })
})
