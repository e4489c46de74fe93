import { expect, it } from 'vitest'
import { merged } from './merge.ts'

it('changes a document as Spot does: absent stays, null clears, objects merge, arrays are replaced', () => {
  const document = { a: { b: 1, c: 2 }, list: [1, 2], gone: true, kept: null }
  expect(merged(document, { a: { c: 3, d: { e: null, f: 1 } }, list: [3], gone: null })).toEqual({
    a: { b: 1, c: 3, d: { f: 1 } },
    list: [3],
    kept: null,
  })
  expect(document).toEqual({ a: { b: 1, c: 2 }, list: [1, 2], gone: true, kept: null })
})

it('takes a key for a key, whatever it is called', () => {
  const patch = JSON.parse('{"__proto__": {"polluted": true}}')
  const result = merged({}, patch)
  expect((result as { polluted?: boolean }).polluted).toBeUndefined()
  expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}')
})
