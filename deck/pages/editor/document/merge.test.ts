import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  dictionary,
  integer,
  jsonValue,
  property,
  record,
  string,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { discardDraft, keepDraft, readDraft } from './draft.ts'
import { mergePipelines } from './merge.ts'
import { type Pipeline, requisitesOf, stageOf, stagesOf, withField } from './pipeline.ts'
import { pipelineOfText, readObject, textOfPipeline, writeText } from './text.ts'

const stage = (refId: string, after: string[] = [], more: object = {}) => ({
  refId,
  requisiteStageRefIds: after,
  type: 'wait',
  name: `Stage ${refId}`,
  ...more,
})
const base: Pipeline = {
  id: 'p',
  name: 'Release',
  updateTs: '1',
  stages: [stage('1', [], { waitTime: 1 }), stage('2', ['1'])],
  parameterConfig: [{ name: 'image' }],
}

const pipelines: Arbitrary<Pipeline> = record({
  name: string(),
  stages: array(record({ waitTime: jsonValue({ maxDepth: 1 }), type: constantFrom('wait', 'webhook') }), {
    maxLength: 4,
  }).map((stages) => stages.map((each, at) => stage(String(at + 1), at > 0 ? [String(at)] : [], each))),
  tags: array(record({ name: constantFrom('a', 'b'), value: integer() }), { maxLength: 3 }),
  more: dictionary(constantFrom('x', 'y', 'z'), jsonValue({ maxDepth: 2 })),
})

describe('merging three versions', () => {
  it('gives mine where theirs is as it was, theirs where mine is, and what both say', () => {
    assert(
      property(pipelines, pipelines, (b, changed) => {
        expect(mergePipelines(b, changed, b)).toEqual({ merged: changed, conflicts: [] })
        expect(mergePipelines(b, b, changed)).toEqual({ merged: changed, conflicts: [] })
        expect(mergePipelines(b, changed, changed)).toEqual({ merged: changed, conflicts: [] })
      }),
    )
  })

  it('calls only what differs a conflict, and the same ones whatever is decided', () => {
    assert(
      property(jsonValue(), jsonValue(), jsonValue(), (b, m, t) => {
        const merge = (choices = {}) => mergePipelines({ x: b }, { x: m }, { x: t }, choices)
        const { conflicts } = merge()
        const all = Object.fromEntries(conflicts.map(({ key }) => [key, 'theirs' as const]))
        for (const { theirs, mine } of conflicts) expect(theirs).not.toEqual(mine)
        expect(mergePipelines({ x: b }, { x: m }, { x: t }, all).conflicts).toEqual(conflicts)
      }),
    )
  })

  it('joins what was done to different fields, stages and parameters', () => {
    const mine = {
      ...base,
      stages: [stage('1', [], { waitTime: 9 }), stage('2', ['1'])],
      parameterConfig: [{ name: 'image' }, { name: 'region' }],
    }
    const theirs = {
      ...base,
      updateTs: '2',
      stages: [stage('1', [], { waitTime: 1, comments: 'hm' }), stage('2', ['1'])],
      limitConcurrent: true,
    }
    const { merged, conflicts } = mergePipelines(base, mine, theirs)
    expect(conflicts).toEqual([])
    expect(stageOf(merged, '1')).toMatchObject({ waitTime: 9, comments: 'hm' })
    expect(merged).toMatchObject({ updateTs: '2', limitConcurrent: true, parameterConfig: mine.parameterConfig })
  })

  it('names each field that both changed, and does as a person decides', () => {
    const at = (waitTime: number) => ({ ...base, stages: [stage('1', [], { waitTime }), stage('2', ['1'])] })
    const { merged, conflicts } = mergePipelines(base, at(2), at(3))
    expect(conflicts).toEqual([
      { key: 'stages/1/waitTime', path: ['Stage “Stage 1”', 'waitTime'], base: 1, mine: 2, theirs: 3 },
    ])
    expect(stageOf(merged, '1')?.waitTime).toBe(2)
    expect(stageOf(mergePipelines(base, at(2), at(3), { 'stages/1/waitTime': 'theirs' }).merged, '1')?.waitTime).toBe(3)
  })

  it('asks where one removed what the other changed', () => {
    const removed = { ...base, stages: [stage('1', [], { waitTime: 1 })] }
    const changed = { ...base, stages: [stage('1', [], { waitTime: 1 }), stage('2', ['1'], { comments: 'x' })] }
    const { conflicts } = mergePipelines(base, removed, changed)
    expect(conflicts.map(({ path, mine }) => [path, mine])).toEqual([[['Stage “Stage 2”'], undefined]])
    expect(stagesOf(mergePipelines(base, removed, changed, { 'stages/2': 'theirs' }).merged)).toHaveLength(2)
  })

  it('gives a new stage of mine another number where theirs has one of that number', () => {
    const with3 = (name: string, more: object[] = []) => ({
      ...base,
      stages: [...stagesOf(base), stage('3', ['2'], { name }), ...more],
    })
    const { merged, conflicts } = mergePipelines(base, with3('Mine', [stage('4', ['3'])]), with3('Theirs'))
    expect(conflicts).toEqual([])
    expect(
      stagesOf(merged)
        .map(({ refId, name }) => [refId, name])
        .sort(),
    ).toEqual([
      ['1', 'Stage 1'],
      ['2', 'Stage 2'],
      ['3', 'Theirs'],
      ['4', 'Stage 4'],
      ['5', 'Mine'],
    ])
    expect(requisitesOf(stageOf(merged, '4') ?? {})).toEqual(['5'])
  })

  it('takes dependencies as a set: added and removed ones both count', () => {
    const at = (after: string[]) => ({ stages: [stage('1'), stage('2'), stage('3'), stage('4', after)] })
    const { merged, conflicts } = mergePipelines(at(['1', '2']), at(['2']), at(['1', '2', '3']))
    expect(conflicts).toEqual([])
    expect(requisitesOf(stageOf(merged, '4') ?? {})).toEqual(['2', '3'])
  })
})

describe('a pipeline as text', () => {
  it('loses nothing in JSON or YAML', () => {
    assert(
      property(dictionary(string(), jsonValue()), constantFrom('json', 'yaml'), (value, language) => {
        const sent = JSON.parse(JSON.stringify(value))
        expect(readObject(writeText(sent, language), language).problem).toBeUndefined()
        expect(readObject(writeText(sent, language), language)).toEqual({ value: sent })
      }),
    )
  })

  it('does not tell what the server sets, and takes none of it', () => {
    expect(textOfPipeline(base, 'yaml')).not.toContain('updateTs')
    const reading = pipelineOfText(base, '{"name": "b", "id": "other"}', 'json')
    expect(reading).toEqual({ value: { id: 'p', name: 'b', updateTs: '1' } })
  })

  it('that is not valid says why and where', () => {
    expect(pipelineOfText(base, '{\n  "a": 1,\n  b\n}', 'json').problem).toMatchObject({ line: 3, column: 3 })
    expect(pipelineOfText(base, 'a: 1\nb: [1\n', 'yaml').problem).toMatchObject({ line: 3 })
    expect(pipelineOfText(base, '- a\n', 'yaml').problem?.message).toContain('must be an object')
    expect(pipelineOfText(base, 'a: .nan\n', 'yaml').problem?.message).toContain('NaN cannot be saved')
  })
})

describe('a draft', () => {
  const kept = new Map<string, string>()
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  it('is read as it was kept, until it is discarded', () => {
    const draft = { base, document: withField(base, 'name', 'x'), at: 5 }
    expect(keepDraft('p', draft, store)).toBe(true)
    expect(readDraft('p', store)).toEqual(draft)
    discardDraft('p', store)
    expect(readDraft('p', store)).toBeUndefined()
  })

  it('that is none, or cannot be kept, breaks nothing', () => {
    kept.set('gennaker.draft.p', '{"document": 3')
    expect(readDraft('p', store)).toBeUndefined()
    const full = {
      ...store,
      setItem: () => {
        throw new Error('full')
      },
    }
    expect(keepDraft('p', { base, document: base, at: 0 }, full)).toBe(false)
  })
})
