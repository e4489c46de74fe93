import { describe, expect, it } from 'vitest'
import { parseLocatedYaml, parseYamlDocuments } from './index.ts'

describe('a text of several YAML documents', () => {
  it('is the contents of those that have one', () => {
    expect(parseYamlDocuments('---\na: 1\n---\n# nothing\n---\n- b\n', 'the text')).toEqual([{ a: 1 }, ['b']])
    expect(parseYamlDocuments('', 'the text')).toEqual([])
  })

  it('may have content beside its separators, and dashes that separate nothing', () => {
    expect(parseYamlDocuments('--- {a: 1}\n---\n---b: 2\n', 'the text')).toEqual([{ a: 1 }, { '---b': 2 }])
  })

  it('is refused with its name when one of them is none', () => {
    expect(() => parseYamlDocuments('a: 1\n---\nb: [', 'the text')).toThrow(/the text is not valid YAML/)
  })

  it('may not grow without bounds', () => {
    const level = (index: number) =>
      `l${index}: &l${index} [${Array(10)
        .fill(`*l${index - 1}`)
        .join(', ')}]`
    const text = ['a: 1', '---', 'l0: &l0 [x]', ...[1, 2, 3, 4, 5].map(level)].join('\n')
    expect(() => parseYamlDocuments(text, 'the text')).toThrow(/Excessive alias count/)
  })
})

describe('a text with places', () => {
  it('says the line of keys and list items, or of what is nearest', () => {
    const [first, second] = parseLocatedYaml('a:\n  b: 1\n  c:\n    - x\n    - y: 2\n---\nd: 1\n', 'the text')
    expect(first!.lineOf(['a', 'b'])).toBe(2)
    expect(first!.lineOf(['a', 'c', 1, 'y'])).toBe(5)
    expect(first!.lineOf(['a', 'nowhere', 'at all'])).toBe(1)
    expect(second!.lineOf(['d'])).toBe(7)
  })

  it('joins maps that are written twice; of other values the last counts', () => {
    const [document] = parseLocatedYaml('a: {x: 1, z: 1}\nb: 1\na: {y: 2, z: 2}\nb: 2\n', 'the text')
    expect(document!.value).toEqual({ a: { x: 1, y: 2, z: 2 }, b: 2 })
  })
})
