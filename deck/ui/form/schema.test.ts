import { describe, expect, it } from 'vitest'
import { problemsOf } from './check.ts'
import { beginning, type JsonSchema, JsonText, kindOf, labelOf, meaning } from './schema.ts'

const schema: JsonSchema = {
  type: 'object',
  required: ['count', 'name', 'capacity'],
  properties: {
    name: { type: 'string' },
    count: { type: 'integer', minimum: 1, maximum: 100, default: 25 },
    advanced: { type: 'boolean' },
    capacity: {
      type: 'object',
      required: ['min'],
      shown: ({ advanced }) => advanced === true,
      properties: { min: { type: 'integer', minimum: 0 } },
    },
    ids: { type: 'array', items: { type: 'string' } },
    more: { type: 'object' },
  },
}

describe('a field', () => {
  it('is of the kind that its schema describes, whether or not it may be null', () => {
    expect(kindOf({ anyOf: [{ type: 'integer' }, { type: 'null' }] })).toBe('number')
    expect(kindOf({ type: ['string', 'null'] })).toBe('text')
    expect(kindOf({ anyOf: [{ const: 'up' }, { const: 'down' }] })).toBe('choice')
    expect(kindOf({ type: 'array', items: { enum: ['a', 'b'] } })).toBe('choices')
    expect(kindOf({ type: 'array', items: { type: 'string' } })).toBe('texts')
    expect(kindOf({ anyOf: [{ type: 'string' }, { type: 'object' }] })).toBe('json')
    expect(kindOf({})).toBe('json')
  })

  it('has words made of its name where its schema has no title', () => {
    expect(labelOf('batchSizePercentage')).toBe('Batch size percentage')
    expect(labelOf('imageId', { title: 'Image' })).toBe('Image')
  })
})

describe('a form', () => {
  it('begins with what is given and the defaults of the rest', () => {
    expect(beginning(schema, { name: 'a' })).toEqual({ name: 'a', count: 25 })
  })

  it('means numbers, and nothing by fields that are empty or not asked for', () => {
    expect(meaning(schema, { name: '', count: '30', advanced: false, capacity: { min: '1' } })).toEqual({
      count: 30,
      advanced: false,
    })
    expect(meaning(schema, { advanced: true, capacity: { min: '0' } })).toEqual({
      advanced: true,
      capacity: { min: 0 },
    })
  })

  it('drops blank lines of a list, and keeps what its schema does not know', () => {
    expect(meaning(schema, { ids: ['i-1', ' ', 'i-2 '], ofTomorrow: { x: null } })).toEqual({
      ids: ['i-1', 'i-2'],
      ofTomorrow: { x: null },
    })
  })

  it('says what is missing and what is out of bounds, of the fields that are shown', () => {
    expect(problemsOf(schema, { count: '0', advanced: false })).toEqual({ name: 'Needed', count: 'At least 1' })
    expect(problemsOf(schema, { name: 'a', count: '2.5', advanced: true, capacity: {} })).toEqual({
      count: 'Must be a whole number',
      'capacity.min': 'Needed',
    })
  })

  it('takes JSON as it is typed, and says when it is none', () => {
    expect(meaning(schema, { more: new JsonText('{"a": 1}') })).toEqual({ more: { a: 1 } })
    const problems = problemsOf(schema, { name: 'a', count: 1, more: new JsonText('{') })
    expect(problems.more).toContain('Not JSON')
  })
})
