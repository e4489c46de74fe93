import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidPathError, JsonPathError, PathNotFoundError, readPath } from './index.ts'

const job = {
  state: 'RUNNING',
  links: { status: 'https://ops.example.com/jobs/7' },
  'a.b': 1,
  steps: [
    { name: 'a', tries: 1, note: null },
    { name: 'b', tries: 3, tags: ['x', 'y'] },
    { name: 'c', tries: 0, tags: [] },
  ],
}

describe('a path', () => {
  it.each([
    ['$.state', 'RUNNING'],
    ['links.status', 'https://ops.example.com/jobs/7'],
    ["$['a.b']", 1],
    ['$.steps[0].name', 'a'],
    ['$.steps[-1].name', 'c'],
    ['$.steps[0].note', null],
    ["$.steps[1]['name','tries','none']", { name: 'b', tries: 3 }],
    ['$.steps.length()', 3],
    ['$.max($.steps[*].tries)', 3],
    ['$..tries.sum()', 4],
  ])('%s gives the value of its one place', (path, value) => expect(readPath(job, path)).toEqual(value))

  it.each([
    ['$.steps[*].name', ['a', 'b', 'c']],
    ['$.steps[0,2].name', ['a', 'c']],
    ['$.steps[1:].name', ['b', 'c']],
    ['$..tries', [1, 3, 0]],
    ['$..nothing', []],
    ['$.steps[?(@.tags)].name', ['b', 'c']],
    ['$.steps[?(!@.tags)].name', ['a']],
    ["$.steps[?(@.tries > 0 && @.name != 'a')].name", ['b']],
    ["$.steps[?(@.name in ['a','c'] || 'y' in @.tags)].name", ['a', 'b', 'c']],
    ['$.steps[?(@.name =~ /[AB]/i)].name', ['a', 'b']],
    ['$.steps[?(@.tries <= $.steps[0].tries)].name', ['a', 'c']],
    ['$.steps[?(@.tags.length() == 2)].name', ['b']],
  ])('%s gives the list of what it finds', (path, values) => expect(readPath(job, path)).toEqual(values))

  it.each(['$.nothing', '$.state.deeper', '$.steps[9]', '$.steps.name', '$.nothing.deeper'])(
    '%s, which leads nowhere, is told apart from what is no path',
    (path) => expect(() => readPath(job, path)).toThrow(PathNotFoundError),
  )

  it.each([
    '',
    '$.',
    '$..',
    '$state',
    "$['a",
    '$.steps[',
    '$.steps[a]',
    '$.steps[?(@.name==a)]',
    '$.steps[?()]',
    '$.no()',
  ])("'%s' is no path", (path) => expect(() => readPath(job, path)).toThrow(InvalidPathError))

  it('does not find what objects inherit', () => {
    expect(() => readPath({}, '$.constructor')).toThrow(PathNotFoundError)
    expect(() => readPath(JSON.parse('{"__proto__":1}'), '$.__proto__.x')).toThrow(PathNotFoundError)
  })
})

describe('a hostile path or document', () => {
  it.each([
    ['many scans', `$${'..*'.repeat(12)}`, JSON.parse(`${'['.repeat(40)}1${']'.repeat(40)}`)],
    ['a pattern that is none', '$.a[?(@ =~ /(/)]', { a: ['x'] }],
    ['a product of filters', '$.a[?($.a contains @.none)]', { a: Array.from({ length: 5_000 }, (_, at) => ({ at })) }],
    ['a deep document', '$..x', JSON.parse('['.repeat(20_000) + ']'.repeat(20_000))],
    ['deep parentheses', `$.a[?(${'('.repeat(1_000)}@.a${')'.repeat(1_000)})]`, { a: [] }],
    ['a long path', `$${'.a'.repeat(10_000)}`, { a: 1 }],
  ])('with %s ends with an error, not with the process', (_words, path, document) => {
    expect(() => readPath(document, path)).toThrow(JsonPathError)
  })

  it('never throws anything but its own errors', () => {
    const piece = fc.constantFrom(
      ...['$', '@', '.', '..', '*', '[', ']', '?(', ')', "'a'", 'a', '0', '-1', ':', ',', '==', '&&', '!', '()'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.jsonValue(), (pieces, document) => {
        try {
          readPath(document, `$${pieces.join('')}`)
        } catch (error) {
          expect(error).toBeInstanceOf(JsonPathError)
        }
      }),
    )
  })
})
