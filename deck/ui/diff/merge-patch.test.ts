import { describe, expect, it } from 'vitest'
import { linesOf } from './lines.ts'
import { changesOf, mergePatchOf } from './merge-patch.ts'

describe('a merge patch', () => {
  it('carries only what differs', () => {
    const before = { a: 1, b: { c: 2, d: 3 }, same: { x: [1, { y: 2 }] } }
    expect(mergePatchOf(before, { a: 1, b: { c: 5, d: 3 }, same: { x: [1, { y: 2 }] } })).toEqual({ b: { c: 5 } })
  })

  it('clears with null what was taken away, and what was set to null', () => {
    expect(mergePatchOf({ a: 1, b: { c: 2 } }, { b: { c: null } })).toEqual({ a: null, b: { c: null } })
  })

  it('finds no difference between a field that is null and one that is not there', () => {
    expect(mergePatchOf({ a: null, b: 1 }, { b: 1, c: null })).toEqual({})
  })

  it('sends lists whole', () => {
    expect(mergePatchOf({ types: ['a', 'b'] }, { types: ['a'] })).toEqual({ types: ['a'] })
    expect(mergePatchOf({ types: [{ n: 1 }] }, { types: [{ n: 1, m: 2 }] })).toEqual({ types: [{ n: 1, m: 2 }] })
  })

  it('replaces what changes its kind', () => {
    expect(mergePatchOf({ a: { b: 1 } }, { a: [1] })).toEqual({ a: [1] })
    expect(mergePatchOf({ a: 0 }, { a: false })).toEqual({ a: false })
  })

  it('is told field by field, with what was there', () => {
    const before = { b: { c: 2, d: 3 }, list: [1] }
    expect(changesOf(before, { b: { c: 5 }, list: [1, 2], new: { deep: true } })).toEqual([
      { path: 'b.c', before: 2, after: 5 },
      { path: 'list', before: [1], after: [1, 2] },
      { path: 'new', before: undefined, after: { deep: true } },
    ])
  })
})

describe('the lines of two texts', () => {
  it('are those in common, those that went and those that came', () => {
    expect(linesOf('a\nb\nc', 'a\nx\nc\nd').map(({ sign, text }) => sign + text)).toEqual([
      ' a',
      '-b',
      '+x',
      ' c',
      '+d',
    ])
  })

  it('of nothing are none', () => {
    expect(linesOf('', 'a')).toEqual([{ sign: '+', text: 'a' }])
    expect(linesOf('', '')).toEqual([])
  })
})
