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
/** A list that holds itself twice, so many times over; nothing of it is copied. */
const doubling = `{1}${'.![{#this,#this}]'.repeat(26)}`
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
    ['a loop that handles a long text each time', "${numbers.![long.replace('x', 'y').length()].size()}"],
    ['a loop that searches a list each time', '${numbers.![#root.numbers.containsAll(#root.numbers)]}'],
    ['a loop that writes all names each time', '${numbers.![#root.numbers.toString()]}'],
    [
      'two long lists that are searched in each other',
      "${'a,b,'.repeat(20000).split(',').![#this + 'x'].containsAll('c,'.repeat(20000).split(','))}",
    ],
    ['a text that doubles', `\${${'('.repeat(40)}'xxxxxxxx'${'.repeat(8))'.repeat(40)}}`],
    ['a list that doubles, as a part of a text', `x\${${doubling}}`],
    ['a list that doubles, as an argument', `\${'a'.concat(${doubling})}`],
    ['a list that doubles, as a pattern', `\${'a' matches ${doubling}}`],
    ['a list of long texts, as a part of a text', "x${{1,2}.![{'x'.repeat(6000000)}]}"],
    ['a number of a million digits, unsigned', "${T(Long).parseUnsignedLong('9'.repeat(9000000))}"],
    ['an indent of gigabytes', "${'a\n'.repeat(100000).indent(1000000)}"],
    ['bytes of a text of megabytes', "${'x'.repeat(9000000).bytes}"],
    ['a pattern of megabytes', "${'a'.matches('a'.repeat(9000000))}"],
    ['a number of a million digits', "${#readJson('[' + '9'.repeat(4000) + ']')}"],
    ['YAML of megabytes', "${#readYaml('a: 1\n'.repeat(1000000))}"],
    ['a precision of gigabytes', "${T(String).format('%.2000000000f', 1.5)}"],
    ['a pattern with nested repeats', "${many.replaceAll('((a+)+)+c', 'x')}"],
    ['a split that backtracks', "${many.split('(a|aa)+c')}"],
    ['an expression beyond the limit', `\${1${' + 1'.repeat(3000)}}`],
  ])('%s', (_, template) => {
    expect(levels(template)).toEqual(['ERROR'])
  })
})

it('puts a text together only as far as a text may go', () => {
  const template = "${'x'.repeat(9000000)}".repeat(70)
  const { result, summary } = evaluate(template)
  expect(result).toBe(template)
  expect(Object.values(summary)[0]?.[0]?.description).toContain('the text is longer than 10000000 characters')
})

describe('a value that is deeper than the stack of calls is an error', () => {
  const deep = Array.from({ length: 30_000 }).reduce<unknown[]>((inner) => [inner], [])
  it.each([
    ['alone', '${deep}', '${deep}'],
    ['as a part of a text', 'x${deep}', 'x${deep}'],
    ['as a key', { '${deep}': 1 }, { '${deep}': 1 }],
    ['as a part of a key', { 'x${deep}': 1 }, { 'x${deep}': 1 }],
  ])('%s', (_, template, unchanged) => {
    const root = createRoot({ deep })
    for (const evaluation of [
      evaluator.evaluate<unknown>(template, root, { allowUnknownKeys: true }),
      ...(template === '${deep}' ? [] : [evaluator.evaluateTyped(template, root, { allowUnknownKeys: true })]),
    ]) {
      expect(evaluation.result).toEqual(unchanged)
      expect(Object.values(evaluation.summary).flatMap((failures) => failures.map(({ level }) => level))).toEqual([
        'ERROR',
      ])
    }
  })
})

it('says which bound is reached: that of one expression, or of all together', () => {
  const endless = '${numbers.![#root.numbers.![#root.numbers]]}'
  const context = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, `${endless}${'x'.repeat(i)}`]))
  const { summary } = evaluator.evaluate(context, createRoot(names), { allowUnknownKeys: true })
  const told = Object.values(summary).map(
    ([failure]) => / of '([\d,]+)' operations/.exec(failure?.description ?? '')?.[1],
  )
  expect(told).toEqual([...Array(20).fill('1,000,000'), ...Array(20).fill('20,000,000')])
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
    '${numbers.constructor}',
    '${name.valueOf.call(null)}',
    "${map.toString.constructor('return process')()}",
    '${T(java.lang.Thread).sleep(1000000)}',
    '${T(java.lang.ClassLoader).getSystemClassLoader()}',
    "${''.class.forName('java.lang.Runtime')}",
    '${T(javax.script.ScriptEngineManager)}',
    "${new java.net.URL('http://169.254.169.254/')}",
    "${new java.io.File('/etc/passwd')}",
    "${T(Integer).getInteger('os.name')}",
    '${@environment}',
    '${map.__proto__.polluted}',
    "${list.__defineGetter__('x', 1)}",
  ])('%s is an error', (template) => {
    expect(levels(template)).toEqual(['ERROR'])
  })

  it.each(['${map.constructor}', '${map.__proto__}', '${#root.__proto__}', '${globalThis}', "${map['toString']}"])(
    '%s is a key that is not there',
    (template) => {
      expect(levels(template)).toEqual(['INFO'])
    },
  )

  it('counts what variables build on each other', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => ({
      key: `v${i}`,
      value: i === 0 ? '${{1, 1}}' : `\${{v${i - 1}, v${i - 1}}}`,
    }))
    const { result, summary } = evaluator.evaluateVariables(
      [...doubling, { key: 'hash', value: '${v19.hashCode() + v19.toString().length()}' }],
      (found) => createRoot({ ...names, ...found }),
      { allowUnknownKeys: true },
    )
    expect(result).toHaveLength(61)
    expect(Object.values(summary).flat().length).toBeGreaterThan(0)
  })

  it('lets many expressions do no more than a few together', () => {
    const heavy = '${numbers.![#root.numbers.size() + #this].size()}'
    const context = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, `${heavy}${'x'.repeat(i)}`]))
    expect(Object.keys(evaluator.evaluate(context, createRoot(names), { allowUnknownKeys: true }).result)).toHaveLength(
      40,
    )
  })

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
