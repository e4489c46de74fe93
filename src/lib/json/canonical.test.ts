import { describe, expect, it } from 'vitest'
import { canonicalJson } from './index.ts'

describe('canonical JSON', () => {
  it('is the same whatever the order of keys, and keeps that of lists', () => {
    const text = '{"B":null,"a":[{"x":1,"y":2},"z"],"ä":{}}'
    expect(canonicalJson({ ä: {}, a: [{ y: 2, x: 1 }, 'z'], B: null })).toBe(text)
    expect(canonicalJson(JSON.parse(text))).toBe(text)
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]))
  })

  it('sorts keys that are numbers as it does all others', () => {
    expect(canonicalJson({ 9: 'a', 10: 'b', x: 'c' })).toBe('{"10":"b","9":"a","x":"c"}')
  })

  it('leaves out what JSON has no word for, and writes dates as JSON does', () => {
    const nothing = () => {}
    const value = { a: undefined, b: [undefined, nothing], c: nothing, d: new Date(0) }
    expect(canonicalJson(value)).toBe(JSON.stringify(value))
    expect(canonicalJson(undefined)).toBe('null')
  })
})
