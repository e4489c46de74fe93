import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEvaluator, createRoot, type ExecutionData, type StageData, stageRoot } from './index.ts'

/** A failing run tells its seed; give it back to see the run again: `FUZZ_SEED=… npm test -- src/lib/spel`. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2_147_483_647)
const settings = { allowUnknownKeys: true }

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) frozen(inner)
  return value
}

const context = {
  name: 'web-app',
  num: 10,
  dbl: 2.5,
  bool: true,
  empty: '',
  nul: null,
  list: [3, 1, 2],
  strs: ['x', 'y'],
  map: { b: 2, a: 1, nested: { list: [1, { x: 'y' }] } },
  items: [
    { id: 1, name: 'n1' },
    { id: 2, name: 'n2' },
  ],
  __proto__x: 1,
}
const stages: StageData[] = [
  {
    id: 's1',
    refId: '1',
    type: 'bake',
    name: 'Bake',
    status: 'SUCCEEDED',
    context: { region: 'us-east-1' },
    outputs: { ami: 'ami-1', tags: ['a'] },
    tasks: [{ id: '1', name: 'bake', status: 'SUCCEEDED' }],
  },
  { id: 's2', refId: '2', requisiteStageRefIds: ['1'], type: 'wait', name: 'Now', status: 'RUNNING', context },
]
const execution: ExecutionData = frozen({
  id: '01EXEC',
  type: 'PIPELINE',
  application: 'shop',
  name: 'Release',
  status: 'RUNNING',
  authentication: { user: 'jane', allowedAccounts: ['prod'] },
  trigger: {
    type: 'jenkins',
    user: 'jane',
    parameters: { env: 'prod', count: '5', regions: 'us-east-1,us-west-2' },
    buildInfo: { number: 42, artifacts: [], scm: [{ name: 'o', branch: 'main', sha1: 'abc' }] },
    artifacts: [{ type: 'docker/image', name: 'app', reference: 'app:1' }],
  },
  stages,
})
const root = stageRoot(execution, stages[1] as StageData)
const evaluator = createEvaluator()

/** Expressions by a grammar: most of them have a value, some ask for what there is not, some try to write. */
const { expression } = fc.letrec<{ expression: string; primary: string; args: string; step: string }>((tie) => ({
  primary: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'depth' },
    fc.constantFrom(
      ...['name', 'num', 'dbl', 'bool', 'empty', 'nul', 'list', 'strs', 'map', 'items', 'missing', 'trigger'],
      ...['execution', 'parameters', '#root', '#this', 'scmInfo', 'constructor', '__proto__', 'prototype'],
      ...["'a'", "'10'", "''", '"q"', '0', '1', '-3', '2.5', '10L', '0xFF', '1e3', '1.5f', 'true', 'null', "'é☃'"],
      ...['T(Math)', 'T(String)', 'T(Integer)', 'T(java.time.LocalDate).of(2024,2,29)', 'T(System)', 'T(Foo)'],
      ...["#stage('Bake')", "#stage('Nope')", '#currentStage()', 'new java.util.Date(0)', 'new java.util.UUID(0,1)'],
    ),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `{${items.join(', ')}}`),
    fc
      .array(tie('expression'), { maxLength: 2 })
      .map((items) => `{${items.map((v, i) => `k${i}: ${v}`).join(', ') || ':'}}`),
    tie('expression').map((inner) => `(${inner})`),
    fc
      .tuple(fc.constantFrom('toInt', 'toJson', 'readJson', 'toBase64', 'alphanumerical'), tie('args'))
      .map(([f, args]) => `#${f}(${args})`),
    fc.tuple(tie('primary'), tie('step')).map(([target, step]) => target + step),
  ),
  args: fc.array(tie('expression'), { maxLength: 2 }).map((args) => args.join(', ')),
  step: fc.oneof(
    fc.constantFrom(
      '.name',
      '.size()',
      '.length()',
      '?.x',
      '[0]',
      "['a']",
      '.toString()',
      '.status',
      '.stages',
      '.context',
    ),
    fc.constantFrom('.class', '.constructor', '.__proto__', '.getClass()', '.hashCode()', '.outputs', '.clear()', '++'),
    fc.constantFrom(
      '.keySet()',
      '.values()',
      '.entrySet()',
      '.parameters',
      '.![#this]',
      '.?[true]',
      '.^[id > 1]',
      '.$[true]',
    ),
    tie('expression').map((inner) => `[${inner}]`),
    tie('expression').map((inner) => `.![${inner}]`),
    tie('expression').map((inner) => `.?[${inner}]`),
    fc
      .tuple(
        fc.constantFrom(
          ...'add remove put addAll contains indexOf equals split replaceAll matches concat repeat format max abs join substring setStatus setName'.split(
            ' ',
          ),
        ),
        tie('args'),
      )
      .map(([method, args]) => `.${method}(${args})`),
  ),
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'depth' },
    tie('primary'),
    fc
      .tuple(
        tie('primary'),
        fc.constantFrom(...'+ - * / % ^ == != < <= > >= && || and or matches between instanceof ?: ='.split(' ')),
        tie('primary'),
      )
      .map((parts) => parts.join(' ')),
    fc.tuple(tie('primary'), tie('primary'), tie('primary')).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    fc.tuple(fc.constantFrom('!', '-', '+', 'not '), tie('primary')).map(([sign, operand]) => sign + operand),
  ),
}))

const REAL = [
  "${trigger['buildInfo']['number'] + 1}",
  "${#stage('Bake')['outputs']['ami']}",
  "${parameters.regions.split(',')[0].toUpperCase()}-${parameters.env}",
  "${execution.stages.?[type == 'bake'].![name]}",
  "${#toInt(parameters.count) > 4 ? 'large' : 'small'}",
  "${new java.text.SimpleDateFormat('yyyyMMdd').format(new java.util.Date(0))}",
  "${T(java.time.Instant).parse('2024-01-01T00:00:00Z').plus(1, T(java.time.temporal.ChronoUnit).valueOf('DAYS'))}",
  '${#toJson(items.?[id > 1].![{k: name}])}',
  "${name.replaceAll('[^a-z]', '_') matches '\\w+'}",
  "${execution.status.toString() == 'RUNNING' && !#stage('Bake').hasFailed}",
]
/** Expressions that people write, with pieces cut out, doubled and swapped. */
const mutated = fc
  .tuple(
    fc.constantFrom(...REAL),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(12),
        fc.constantFrom(...REAL, '(', ')', '[', "'", '${', '}', '#', '.', '\\', '\0', '💥'),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([text, cuts]) =>
    cuts.reduce((result, [at, length, piece]) => {
      const place = at % (result.length + 1)
      return result.slice(0, place) + piece.slice(0, 1 + length) + result.slice(place + length)
    }, text),
  )

describe(`any expression (seed ${seed})`, () => {
  /** Evaluates, and tells what must never be: a throw, a change of what was read, a prototype that has grown. */
  function check(template: string): void {
    const globals = Object.getOwnPropertyNames(Object.prototype).length
    const before = JSON.stringify(execution)
    const { result, summary } = evaluator.evaluate({ value: template }, root, settings)
    expect(Object.keys(result)).toEqual(['value'])
    for (const failures of Object.values(summary)) {
      for (const { level, exceptionType, description } of failures) {
        expect(description).toMatch(/^Failed to evaluate /)
        if (level === 'ERROR') expect(exceptionType).toMatch(/^(?:java|org|com)\./)
      }
    }
    expect(JSON.stringify(execution)).toBe(before)
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(globals)
    expect(Object.keys({})).toEqual([])
  }

  it('made by the grammar ends in a value or an error that has a name, and changes nothing', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(expression, (text) => check(`\${${text}}`)),
      { numRuns: 2_000, seed },
    )
  })

  it('made of real ones ends in a value or an error that has a name, and changes nothing', { timeout: 60_000 }, () => {
    fc.assert(fc.property(mutated, check), { numRuns: 2_000, seed })
  })

  it('has the same value each time', { timeout: 60_000 }, () => {
    const value = (template: string) =>
      JSON.stringify(createEvaluator().evaluate({ value: template }, root, settings).result)
    fc.assert(
      fc.property(expression, (text) => {
        expect(value(`\${${text}}`)).toBe(value(`\${${text}}`))
      }),
      { numRuns: 300, seed },
    )
  })
})

describe(`any plain context (seed ${seed})`, () => {
  it('is handed back as it is, the same object, when it holds no expression', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('${'))
        const given = frozen({ value })
        expect(evaluator.evaluate(given, createRoot({}), settings).result).toBe(given)
      }),
      { numRuns: 500, seed },
    )
  })

  it('is what an expression reads: a key gives its value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]\w{2,8}$/), fc.jsonValue(), (key, value) => {
        fc.pre(value !== null && !JSON.stringify({ key, value }).includes('deployedServerGroups'))
        fc.pre(!/^(?:div|mod|not|and|true|false|null|new)$/i.test(key) && !JSON.stringify(value).includes('-0'))
        const { result } = evaluator.evaluate({ got: `\${#root['${key}']}` }, createRoot({ [key]: value }), settings)
        expect(JSON.parse(JSON.stringify(result.got))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 500, seed },
    )
  })
})
