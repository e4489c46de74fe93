import { expect, it } from 'vitest'
import { digestOf, isInScope } from './template.ts'

it('has a digest that depends neither on the order of keys, nor on whitespace, nor on what the server added', () => {
  const digest = digestOf({ id: 'a', metadata: { name: 'My template', scopes: ['global'] } })
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  expect(
    digestOf({ metadata: { scopes: ['global'], name: 'My tem plate' }, id: 'a', digest: 'x', updateTs: '1' }),
  ).toBe(digest)
  expect(digestOf({ id: 'b' })).not.toBe(digest)
})

it.each([
  ['global', 'GLOBAL', true],
  ['shop', 'shopping', false],
  ['shop.*', 'shopping', true],
  ['.*', 'anything', true],
  ['a.*b.*c', 'a-b-b-c', true],
  ['a.*b.*c', 'a-c-b', false],
  ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', false],
])('of the scope %s is in the scope %s: %s', (scope, wanted, expected) => {
  expect(isInScope({ metadata: { scopes: [scope] } }, [wanted])).toBe(expected)
})
