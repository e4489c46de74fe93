import { describe, expect, it } from 'vitest'
import {
  containsExpression,
  createEvaluator,
  createRoot,
  type ExecutionData,
  pipelineRoot,
  restoreVariables,
  stageRoot,
  withoutStaleFailures,
} from './index.ts'

const execution: ExecutionData = {
  id: '01EXEC',
  type: 'PIPELINE',
  application: 'shop',
  name: 'Release',
  status: 'RUNNING',
  trigger: { type: 'manual', user: 'jane', parameters: { env: 'prod', count: '5' }, buildInfo: { number: 42 } },
  stages: [
    {
      id: 's1',
      refId: '1',
      type: 'bake',
      name: 'Bake',
      status: 'SUCCEEDED',
      context: { n: 3 },
      outputs: { ami: 'ami-1' },
    },
    {
      id: 's2',
      refId: '2',
      requisiteStageRefIds: ['1'],
      type: 'wait',
      name: 'Now',
      status: 'RUNNING',
      context: { own: 1 },
    },
  ],
}
const stage = execution.stages?.[1]
const root = stageRoot(execution, stage ?? { id: 's2' })
const lenient = { allowUnknownKeys: true }
const evaluator = createEvaluator({ now: () => 1700000000000 })
const valueIn = (template: string) => evaluator.evaluate({ value: template }, root, lenient).result.value as unknown

describe('a template', () => {
  it.each([
    ['${trigger.buildInfo.number + 1}', 43],
    ["${parameters['env']}", 'prod'],
    ['build-${trigger.buildInfo.number}-${parameters.env}', 'build-42-prod'],
    ["${T(Byte).decode('010') + T(Byte).decode('-010') * 2 + T(Byte).decode('#1f')}", 23],
    ["${T(Long).parseUnsignedLong('18446744073709551615')}", -1],
    ['${T(Math).floorDiv(-7L, 2) + T(Math).floorMod(-7L, -4L)}', -7],
    ["${missing ?: 'default'}", 'default'],
    ["${#stage('Bake').status}", 'SUCCEEDED'],
    ["${#stage('Bake')['outputs']['ami']}", 'ami-1'],
    ['${ami}', 'ami-1'],
    ["${{'a','b'}.contains('b') ? #toInt(parameters.count) * 2 : 0}", 10],
    ['${execution.stages.?[type == "bake"].![name]}', ['Bake']],
    ["${T(java.time.LocalDate).parse('2024-01-31').plusMonths(1).toString()}", '2024-02-29'],
    ["${T(Byte).decode('a#1')}", "${T(Byte).decode('a#1')}"],
    ['no template', 'no template'],
  ])('%s is %j', (template, expected) => {
    expect(valueIn(template)).toEqual(expected)
  })

  it('is evaluated in keys, maps and lists, and everything else is handed back as the same object', () => {
    const untouched = { deep: [1, { text: 'plain' }] }
    const source = { untouched, '${parameters.env}': ['${own}', { a: '${ami}' }] }
    const { result } = evaluator.evaluate<Record<string, unknown>>(source, root, lenient)
    expect(result).toEqual({ untouched, prod: [1, { a: 'ami-1' }] })
    expect(result.untouched).toBe(untouched)
    expect(source).toHaveProperty(['${parameters.env}', 0], '${own}')
  })

  it('stays as it is when it fails, and the summary says why', () => {
    const { result, summary } = evaluator.evaluate({ a: '${nope.x}', b: '${nope}', c: 'x-${nope}' }, root, lenient)
    expect(result).toEqual({ a: '${nope.x}', b: '${nope}', c: 'x-${nope}' })
    expect(summary).toEqual({
      'nope.x': [
        {
          description: "Failed to evaluate [a] EL1007E: Property or field 'x' cannot be found on null",
          exceptionType: 'org.springframework.expression.spel.SpelEvaluationException',
          level: 'ERROR',
          timestamp: 1700000000000,
        },
      ],
      nope: [{ description: 'Failed to evaluate [b] : nope not found', level: 'INFO', timestamp: 1700000000000 }],
      'x-nope': [{ description: 'Failed to evaluate [c] : x-nope not found', level: 'INFO', timestamp: 1700000000000 }],
    })
  })

  it('is recognised wherever it stands', () => {
    expect(containsExpression({ a: [{ '${k}': 1 }] })).toBe(true)
    expect(containsExpression({ a: ['$x', '{y}', null, 1] })).toBe(false)
  })
})

describe('the name of a key that is missing', () => {
  it('is null for a stage and an error for a pipeline that is launched', () => {
    const launch = pipelineRoot({ trigger: execution.trigger })
    expect(valueIn("${nope ?: 'd'}")).toBe('d')
    const { result, summary } = evaluator.evaluate("${nope ?: 'd'}", launch, { allowUnknownKeys: false })
    expect(result).toBe("${nope ?: 'd'}")
    expect(Object.keys(summary)).toEqual(["nope ?: 'd'"])
  })
})

describe('a pipeline', () => {
  it('is evaluated as a whole by v3, and without its stages by v4', () => {
    const pipeline = { name: '${trigger.user}', stages: [{ name: '${trigger.user}' }] }
    const launch = pipelineRoot({ trigger: execution.trigger })
    const settings = { allowUnknownKeys: false }
    expect(evaluator.evaluatePipeline(pipeline, launch, { ...settings, version: 'v3' }).result).toEqual({
      name: 'jane',
      stages: [{ name: 'jane' }],
    })
    expect(evaluator.evaluatePipeline(pipeline, launch, { ...settings, version: 'v4' }).result).toEqual({
      name: 'jane',
      stages: pipeline.stages,
    })
  })
})

describe('the variables of an evaluateVariables stage', () => {
  const rootWith = (names: Readonly<Record<string, unknown>>) => stageRoot(execution, stage ?? { id: 's2' }, names)

  it('see the ones before them, in their Java types, and remember their source', () => {
    const variables = [
      { key: 'a', value: '${1.0 + 2}' },
      { key: 'b', value: '${a / 2}', description: 'for ${parameters.env}' },
      { key: 'bad', value: '${a * nope}' },
    ]
    const { result, summary } = evaluator.evaluateVariables(variables, rootWith, lenient)
    expect(result).toEqual([
      { key: 'a', value: 3, sourceValue: '{1.0 + 2}' },
      { key: 'b', value: 1.5, sourceValue: '{a / 2}', description: 'for prod' },
      { key: 'bad', value: '${a * nope}', sourceValue: '{a * nope}' },
    ])
    expect(Object.keys(summary)).toEqual(['a * nope'])
  })

  it('are made ready for a restart', () => {
    const restored = restoreVariables([{ key: 'a', value: 3, sourceValue: '{1 + 2}' }])
    expect(restored).toEqual([{ key: 'a', value: '${1 + 2}' }])
  })
})

describe('an old failure', () => {
  it('goes when its expression was tried again and succeeded, and stays otherwise', () => {
    const failure = [{ description: 'd', level: 'INFO' as const, timestamp: 1 }]
    const now = { summary: { c: failure }, attempted: ['a', 'c'] }
    expect(withoutStaleFailures({ a: failure, b: failure }, now)).toEqual({ b: failure, c: failure })
  })
})

describe('helpers that need the outside', () => {
  it('are waited for, and each question is asked once', async () => {
    const asked: string[] = []
    const fetchText = async (url: string) => {
      asked.push(url)
      return '{"k": 1}'
    }
    const asking = createEvaluator({ capabilities: { fetchText } })
    const template = "${#jsonFromUrl('http://a.b/c').k + #jsonFromUrl('http://a.b/c').k}"
    const { result } = await asking.withEffects((bound) => bound.evaluate(template, createRoot({}), lenient))
    expect(result).toBe(2)
    expect(asked).toEqual(['http://a.b/c'])
  })

  it('say so when they are not available', () => {
    const { summary } = evaluator.evaluate("${#fromUrl('http://a.b')}", createRoot({}), lenient)
    expect(summary["#fromUrl('http://a.b')"]?.[0]?.description).toContain('fetching URLs is not available here')
  })
})
