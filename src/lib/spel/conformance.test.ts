import { describe, expect, it } from 'vitest'
import { CASES, type Outcome } from './conformance.cases.ts'
import { createEvaluator, type ExecutionData, pipelineRoot, type StageData, stageRoot } from './index.ts'

const parameters = {
  env: 'prod',
  count: '5',
  flag: 'true',
  empty: '',
  'my-key': 'dash',
  regions: 'us-east-1,us-west-2',
}
const trigger = {
  type: 'manual',
  parameters,
  buildInfo: { number: 42, artifacts: ['a.deb', 'b.jar'] },
  nul: null,
}
const execution: ExecutionData = {
  id: '01EXEC',
  type: 'PIPELINE',
  application: 'webapp',
  status: 'RUNNING',
  spelEvaluator: 'v4',
  trigger,
  stages: [
    {
      id: '01BAKE',
      refId: '1',
      type: 'bake',
      name: 'Bake',
      status: 'SUCCEEDED',
      context: { region: 'us-east-1', n: 3 },
      outputs: { ami: 'ami-1' },
    },
    {
      id: '01DEPLOY',
      refId: '2',
      requisiteStageRefIds: ['1'],
      type: 'deploy',
      name: 'Deploy',
      status: 'TERMINAL',
      context: { region: 'eu-west-1' },
      outputs: {},
    },
  ],
}
const stage: StageData = {
  id: '01CURRENT',
  refId: '3',
  requisiteStageRefIds: ['2'],
  type: 'wait',
  name: 'Current',
  status: 'RUNNING',
  context: {
    name: 'web-app',
    num: 10,
    lng: 10n,
    dbl: 2.5,
    bool: true,
    empty: '',
    nul: null,
    list: [3, 1, 2],
    strs: ['x', 'y'],
    map: { b: 2, a: 1 },
    items: [
      { id: 1, name: 'n1' },
      { id: 2, name: 'n2' },
      { id: 3, name: 'n3' },
    ],
  },
  outputs: {},
}
const root = stageRoot(execution, stage)
const evaluator = createEvaluator()

function expectOutcome(
  template: string,
  outcome: Outcome,
  answer: {
    result: Readonly<Record<string, unknown>>
    summary: Readonly<Record<string, readonly { level: string }[]>>
  },
): void {
  const levels = Object.values(answer.summary).flatMap((failures) => failures.map(({ level }) => level))
  if ('unchanged' in outcome) {
    expect(answer.result.value).toBe(template)
    expect(levels).toEqual([outcome.unchanged])
  } else {
    expect(answer.result.value).toEqual(outcome.value)
    expect(levels).toEqual(outcome.note === undefined ? [] : [outcome.note])
  }
}

describe('at stage time', () => {
  for (const { number, templates } of CASES) {
    it.each(templates)(`case ${number}: %s`, (template, outcome) => {
      expectOutcome(template, outcome, evaluator.evaluate({ value: template }, root, { allowUnknownKeys: true }))
    })
  }

  it('case 128: keys of maps', () => {
    const source = { '${name}': 1, '${name}x': { k: 'v' } }
    const { result } = evaluator.evaluate(source, root, { allowUnknownKeys: true })
    expect(result).toEqual({ 'web-app': 1, 'web-appx': { k: 'v' } })
  })

  it('case 133: variables, each seen by the next', () => {
    const { result, summary } = evaluator.evaluateVariables(
      [
        { key: 'a', value: '${1+2+3+4}' },
        { key: 'b', value: '${1*2*3*4}' },
        { key: 'p', value: '${a * b}' },
        { key: 'bad', value: '${a * c}' },
      ],
      (names) => stageRoot(execution, stage, names),
      { version: 'v4', allowUnknownKeys: true },
    )
    expect(result.map(({ value }) => value)).toEqual([10, 24, 240, '${a * c}'])
    expect(result[2]?.sourceValue).toBe('{a * b}')
    expect(Object.values(summary).flat()).toHaveLength(1)
  })
})

describe('when a pipeline is launched', () => {
  const launch = pipelineRoot({ trigger: { ...trigger, nul: null }, nul: null })
  const launched = (template: string) => evaluator.evaluate({ value: template }, launch, { allowUnknownKeys: false })

  it('case 13: a name that is not known is an error', () => {
    const template = "${missing ?: 'dflt'}"
    expectOutcome(template, { unchanged: 'ERROR' }, launched(template))
  })

  it('case 14: a name that is known to be null is not', () => {
    const template = "${nul ?: 'dflt'}"
    expectOutcome(template, { value: 'dflt' }, launched(template))
  })
})

it('all 133 cases are here', () => {
  const numbers = new Set([13, 14, 128, 133, ...CASES.map(({ number }) => number)])
  expect(numbers).toEqual(new Set(Array.from({ length: 133 }, (_, i) => i + 1)))
})
