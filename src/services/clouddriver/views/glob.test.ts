import { describe, expect, it } from 'vitest'
import { globFinder, globMatcher } from './glob.ts'

describe('a pattern', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shop-prod', false],
    ['shop*', 'shop-prod', true],
    ['*prod', 'shop-prod', true],
    ['*op*pr*', 'shop-prod', true],
    ['*pr*op*', 'shop-prod', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['', '', true],
    ['a.c', 'abc', false],
  ])('%s over the whole of %s: %s', (pattern, text, fits) => {
    expect(globMatcher(pattern)(text)).toBe(fits)
  })

  it.each([
    ['prod', 'shop-prod', 5],
    ['o*d', 'shop-prod', 2],
    ['d*o', 'shop-prod', -1],
    ['', 'shop', 0],
    ['**', 'shop', 0],
    ['*p', 'shop', 3],
  ])('%s within %s begins at %s', (pattern, text, at) => {
    expect(globFinder(pattern)(text)).toBe(at)
  })

  it('made to take long takes no longer than its length and the text’s', () => {
    const text = 'a'.repeat(10_000)
    expect(globMatcher(`${'a*'.repeat(9_000)}b`)(text)).toBe(false)
    expect(globFinder('*'.repeat(100_000))(text)).toBe(0)
  })
})
