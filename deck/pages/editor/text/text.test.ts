import { describe, expect, it } from 'vitest'
import { completionAt, suggestionsFor } from '../expressions.ts'
import { completionsAt } from './completion.ts'
import { findingsIn } from './findings.ts'
import { pipelineSchema } from './pipeline-schema.ts'
import { placeIn } from './place.ts'

const schema = pipelineSchema([
  {
    type: 'wait',
    aliases: [],
    label: 'Wait',
    skippable: false,
    schema: { type: 'object', properties: { waitTime: {} } },
  },
  {
    type: 'odd',
    aliases: ['alsoOdd'],
    label: 'Odd',
    skippable: false,
    schema: {
      type: 'object',
      required: ['colour'],
      properties: { colour: { enum: ['red', 'blue'] }, count: { type: 'integer' } },
    },
  },
])

/** Where the bar stands is where somebody types. */
const offered = (text: string, language: 'json' | 'yaml') => {
  const position = text.indexOf('|')
  const suggestions = [{ text: 'parameters.image', about: '' }]
  const result = completionsAt(text.replace('|', ''), position, language, { schema, suggestions }, true)
  return result?.options.map(({ label }) => label) ?? []
}

describe('completion', () => {
  it('offers the fields of a pipeline and of the type of a stage, without those that are there', () => {
    expect(offered('{"na|', 'json')).toContain('name')
    const json = offered('{"stages": [{"type": "odd", "refId": "1", "|"}]}', 'json')
    expect(json).toEqual(expect.arrayContaining(['colour', 'count', 'stageEnabled']))
    expect(json).not.toContain('refId')
    expect(offered('stages:\n  - refId: "1"\n    type: odd\n    col|', 'yaml')).toContain('colour')
  })

  it('offers the values of a field, and the types of stages', () => {
    expect(offered('{"stages": [{"type": "odd", "colour": "|"}]}', 'json')).toEqual(['red', 'blue'])
    expect(offered('{"stages": [{"type": "|"}]}', 'json')).toEqual(['wait', 'odd'])
    expect(offered('stages:\n  - type: odd\n    colour: r|', 'yaml')).toEqual(['red', 'blue'])
    expect(offered('{"limitConcurrent": |}', 'json')).toEqual(['true', 'false'])
  })

  it('offers in an expression what may stand in one', () => {
    expect(offered('{"name": "${par|', 'json')).toEqual(['parameters.image'])
  })

  it('knows where in a list one is', () => {
    const text = 'stages:\n  - type: wait\n  - type: odd\n    clusters:\n      - account: a\n      - reg'
    expect(placeIn(text, text.length, 'yaml')?.path).toEqual(['stages', 1, 'clusters', 1])
    const json = '{"stages": [{"a": {"b": [1, {"x": "}"}, {"'
    expect(placeIn(json, json.length, 'json')?.path).toEqual(['stages', 0, 'a', 'b', 2])
  })
})

describe('the check of a text', () => {
  const messages = (text: string, language: 'json' | 'yaml' = 'json') =>
    findingsIn(text, language, schema).map(({ message, severity, from }) => ({ message, severity, from }))

  it('names what does not fit, at its place', () => {
    const text = '{"name": "a", "stages": [{"refId": "1", "type": "odd", "colour": "green"}]}'
    expect(messages(text)).toEqual([
      { message: '“colour” must be one of red, blue.', severity: 'warning', from: text.indexOf('"green"') },
    ])
    expect(messages('name: a\nstages:\n  - refId: "1"\n    type: odd\n', 'yaml')[0]?.message).toBe(
      '“colour” is missing.',
    )
  })

  it('takes an expression wherever it stands, null, and fields that nobody knows', () => {
    const stage = { refId: '1', type: 'odd', colour: '${parameters.colour}', count: null, unknown: { a: 1 } }
    expect(messages(JSON.stringify({ name: 'a', stages: [stage], ofTomorrow: 1 }))).toEqual([])
  })

  it('names where a text is not valid', () => {
    expect(messages('{"name": }')[0]).toMatchObject({ severity: 'error', from: 9 })
  })
})

describe('what may stand in an expression', () => {
  const texts = suggestionsFor(
    {
      parameterConfig: [{ name: 'image' }, { name: 'with-dash' }],
      stages: [
        { refId: '1', type: 'evaluateVariables', name: 'Set', variables: [{ key: 'colour' }] },
        { refId: '2', type: 'manualJudgment', name: "Ann's" },
      ],
    },
    { functions: [{ name: 'toJson' }] },
  ).map(({ text }) => text)

  it('are parameters, variables, stages with what they leave, the trigger and the functions', () => {
    expect(texts).toEqual(
      expect.arrayContaining([
        'parameters.image',
        "parameters['with-dash']",
        'colour',
        "#stage('Ann''s')['status']",
        "#stage('Ann''s')['context']['judgmentInput']",
        'trigger.user',
        '#toJson(',
      ]),
    )
  })

  it('is looked for behind an open brace only', () => {
    expect(completionAt('a ${par', 7)).toEqual({ word: 'par', from: 4 })
    expect(completionAt('a ${b} par', 10)).toBeUndefined()
    expect(completionAt('par', 3)).toBeUndefined()
  })
})
