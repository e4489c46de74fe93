import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEvaluator, createRoot } from './index.ts'

const numbers = Array.from({ length: 2000 }, (_, i) => i)
const names = {
  name: 'web',
  numbers,
  long: 'x'.repeat(90_000),
  many: `${'a'.repeat(5000)}b`,
  map: { a: 1 },
  nested: { list: [1, { x: 'y' }] },
}
const evaluator = createEvaluator()
const evaluate = (template: string) => evaluator.evaluate(template, createRoot(names), { allowUnknownKeys: true })
const levels = (template: string) =>
  Object.values(evaluate(template).summary).flatMap((failures) => failures.map(({ level }) => level))

describe('an expression that asks for too much ends in an error', () => {
  it.each([
    ['a pattern that backtracks', "${many matches '(a+)+'}"],
    ['a pattern with many ways', "${many.matches('(?:a?){50}a{50}c')}"],
    ['loops in loops in loops', '${numbers.![#root.numbers.![#root.numbers]]}'],
    ['a text of gigabytes', "${'x'.repeat(2000000000)}"],
    ['a replacement of gigabytes', "${long.replaceAll('x', long)}"],
    ['a literal replacement of gigabytes', "${long.replace('', long)}"],
    ['a number that is gigabytes wide', "${T(String).format('%2000000000d', 1)}"],
    ['a huge array', '${new int[100000][100000]}'],
    ['deep parentheses', `\${${'('.repeat(4000)}1${')'.repeat(4000)}}`],
    ['deep signs', `\${${'!'.repeat(9000)}true}`],
    ['deep lists', `\${${'{'.repeat(4000)}${'}'.repeat(4000)}}`],
    ['deep JSON', `\${#readJson('${'['.repeat(4000)}')}`],
    [
      'a bomb of aliases',
      "${#readYaml('a: &a [1,1]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c]\n" +
        "e: &e [*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g]\ni: [*h,*h,*h,*h]')}",
    ],
    ['an expression beyond the limit', `\${1${' + 1'.repeat(3000)}}`],
  ])('%s', (_, template) => {
    expect(levels(template)).toEqual(['ERROR'])
  })
})

describe('JavaScript is out of reach', () => {
  it.each([
    "${''.constructor}",
    "${name.constructor('x')}",
    "${map.hasOwnProperty('a')}",
    '${name.getClass()}',
    "${T(java.lang.Class).forName('java.lang.Runtime')}",
    '${T(java.lang.Runtime).getRuntime()}',
    "${new java.lang.ProcessBuilder({'id'}).start()}",
    '${process.exit(1)}',
    "${require('fs')}",
    '${numbers.map}',
  ])('%s is an error', (template) => {
    expect(levels(template)).toEqual(['ERROR'])
  })

  it.each(['${map.constructor}', '${map.__proto__}', '${#root.__proto__}', '${globalThis}', "${map['toString']}"])(
    '%s is a key that is not there',
    (template) => {
      expect(levels(template)).toEqual(['INFO'])
    },
  )

  it('does not let a key change the prototype of anything', () => {
    const { result } = evaluator.evaluate(
      JSON.parse('{"__proto__": "${name}", "${\'__proto__\'}": {"polluted": true}}'),
      createRoot(names),
      { allowUnknownKeys: true },
    )
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype)
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('an expression cannot change what it reads', () => {
  it.each([
    "${name = 'x'}",
    '${map.a = 2}',
    '${map.a++}',
    '${numbers.add(1)}',
    '${numbers.clear()}',
    '${nested.list[0] = 2}',
    '${map.clear()}',
  ])('%s is refused', (template) => {
    const before = structuredClone(names)
    expect(levels(template)).toEqual(['ERROR'])
    expect(names).toEqual(before)
  })
})

const word = fc.constantFrom(
  ...'name map numbers nested . ?. [ ] ( ) { } , : ? ?: + - * / % ^ == != < > && || ! #root #this #toInt #toJson T(Math) T(String) new 1 2.5 true null \'a\' "b" .?[ .![ ^[ $[ matches between instanceof = ++ length() toString() size() abs(1) format'.split(
    ' ',
  ),
)

describe('any text at all', () => {
  it('evaluates without a throw and leaves the roots alone', () => {
    const before = JSON.stringify(names)
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const template = `\${${words.join(' ')}}`
        expect(evaluate(template).attempted).toHaveLength(1)
      }),
      { numRuns: 3000 },
    )
    expect(JSON.stringify(names)).toBe(before)
  })
})
