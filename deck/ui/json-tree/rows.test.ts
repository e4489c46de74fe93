import { describe, expect, it } from 'vitest'
import { foundRows, jsonRows, pathOf, previewOf } from './rows.ts'

const value = { name: 'orders', clusters: [{ region: 'us-east-1', 'a b': { deep: true } }], none: null, empty: {} }

describe('a JSON tree', () => {
  it('shows the fields of the root, and what is below those that are open', () => {
    expect(jsonRows(value, new Set()).map(({ key, open }) => [key, open])).toEqual([
      ['name', undefined],
      ['clusters', false],
      ['none', undefined],
      ['empty', undefined],
    ])
    const rows = jsonRows(value, new Set(['clusters', 'clusters[0]']))
    expect(rows.map(({ path, level }) => [path, level])).toEqual([
      ['name', 1],
      ['clusters', 1],
      ['clusters[0]', 2],
      ['clusters[0].region', 3],
      ["clusters[0]['a b']", 3],
      ['none', 1],
      ['empty', 1],
    ])
  })

  it('finds keys and values at any depth, below the way to them', () => {
    expect(foundRows(value, 'EAST').map(({ path, matches }) => [path, matches])).toEqual([
      ['clusters', false],
      ['clusters[0]', false],
      ['clusters[0].region', true],
    ])
    expect(foundRows(value, 'deep').at(-1)?.path).toBe("clusters[0]['a b'].deep")
    expect(foundRows(value, 'nowhere')).toEqual([])
  })

  it('names what it folds away, and keeps secrets as the server masked them', () => {
    expect(previewOf([1, 2])).toBe('[2 elements]')
    expect(previewOf({ a: 1 })).toBe('{1 field}')
    expect(previewOf('******')).toBe('"******"')
    expect(pathOf('a', "it's", false)).toBe("a['it\\'s']")
  })

  it('of a plain value is empty', () => {
    expect(jsonRows('text', new Set())).toEqual([])
  })
})
