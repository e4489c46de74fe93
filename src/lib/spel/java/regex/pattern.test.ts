import { describe, expect, it } from 'vitest'
import { counted, newWorkBudget } from '../../work.ts'
import { findAll, matchWhole, replace, split } from './pattern.ts'

describe('a regular expression of Java', () => {
  it.each([
    ['[a-c&&[^b]]+', 'ac', true],
    ['[a-c&&[^b]]+', 'abc', false],
    ['a*+a', 'aaa', false],
    ['(?x) a b c # comment', 'abc', true],
    ['\\Qa.c\\E', 'abc', false],
    ['\\p{Lower}+', 'abc', true],
    ['(?i)ABC', 'abc', true],
    ['(?<n>a)\\k<n>', 'aa', true],
    ['(a|ab)(c|bcd)', 'abcd', true],
  ])('%s matches %s: %s', (pattern, text, expected) => {
    expect(matchWhole(pattern, text)).toBe(expected)
  })

  it('works on long texts without exhausting the stack', () => {
    expect(matchWhole('.*b', `${'a'.repeat(100_000)}b`)).toBe(true)
  })

  it('is work to read, until it is known', () => {
    const budget = newWorkBudget()
    const spent = (pattern: string) => {
      const before = budget.left
      counted(budget, () => matchWhole(pattern, 'x'))
      return before - budget.left
    }
    const pattern = `y${'a'.repeat(5_000)}`
    expect(spent(pattern)).toBeGreaterThan(5_000)
    expect(spent(pattern)).toBeLessThan(5_000)
  })

  it('splits, finds and replaces as String does', () => {
    expect(split(',', 'a,b,,')).toEqual(['a', 'b'])
    expect(split('', 'abc')).toEqual(['a', 'b', 'c'])
    expect(split(',', 'a,b,c', 2)).toEqual(['a', 'b,c'])
    expect([...findAll('a*', 'baac')].map(([start, end]) => [start, end])).toEqual([
      [0, 0],
      [1, 3],
      [3, 3],
      [4, 4],
    ])
    expect(replace('(\\w)(\\d)', 'a1 b2', '$2$1\\$')).toBe('1a$ 2b$')
  })

  it('says what is wrong with a pattern, and where', () => {
    expect(() => matchWhole('[', 'a')).toThrow('Unclosed character class near index 0\n[\n^')
    expect(() => matchWhole('a)', 'a')).toThrow("Unmatched closing ')' near index 0")
  })
})
