import { describe, expect, it } from 'vitest'
import { parseYamlDocuments } from './index.ts'

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
