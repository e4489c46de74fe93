import { expect, it } from 'vitest'
import { matchesTrigger, textsOf } from './trigger-pattern.ts'

it.each([
  ['texts that differ in case', 'DEV', 'dev', true],
  ['a text that matches as a whole', 'v.*', 'v7', true],
  ['a text of which only a part matches', 'v', 'v7', false],
  ['a pattern that is no regular expression, as text', 'v[', 'v[', true],
  ['an object with more keys', { a: 'x' }, { a: 'x', b: 1 }, true],
  ['an object without the key', { a: 'x' }, { b: 'x' }, false],
  ['a key that every object inherits', { constructor: {} }, {}, false],
  ['objects within objects', { a: { b: '1.' } }, { a: { b: '10' } }, true],
  ['lists in any order', ['a', 'b'], ['b', 'c', 'a'], true],
  ['a list in which two items want the same partner', ['a', 'a'], ['a', 'b'], false],
  ['items that must make way for each other', ['.*', 'a'], ['a', 'b'], true],
  ['an object where a list is wanted', ['a'], { 0: 'a' }, false],
  ['a list where an object is wanted', { 0: 'a' }, ['a'], false],
  ['quotes and letters that differ in case', 'SAY "É"\n', 'say "é"\n', true],
  ['equal numbers', 1, 1, true],
  ['a number and its text', 1, '1', false],
])('a pattern with %s: %j against %j is %s', (_words, pattern, value, matches) => {
  expect(matchesTrigger(pattern, value)).toBe(matches)
  const text = JSON.stringify(value).toLowerCase()
  if (matches) expect(textsOf(pattern).every((each) => text.includes(each))).toBe(true)
})
