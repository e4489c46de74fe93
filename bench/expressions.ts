/**
 * Expressions: evaluations a second of single ones, and whole stage contexts as Orca evaluates them. Seconds are those
 * of the processor, garbage collection included, so that a busy neighbour does not count.
 *
 *     npm run bench:expressions
 */
import { createEvaluator, type ExecutionData, type StageData, stageRoot } from '../src/lib/spel/index.ts'
import { createExpressions } from '../src/services/orca/expressions/index.ts'
import type { Execution, Stage } from '../src/services/orca/model.ts'

/** Milliseconds a round; the best of five is told. */
const round = 400
const rounds = 5
const target = 450_000

const typical: readonly string[] = [
  '${parameters.env}',
  'build-${trigger.buildInfo.number}-${parameters.env}',
  "${#stage('Bake')['outputs']['ami']}",
  "${execution.stages.?[type == 'bake'].![name]}",
  "${parameters.regions.split(',')[0]}",
  "${#toInt(parameters.count) > 4 ? 'large' : 'small'}",
  "${name.replaceAll('[^a-z]', '_')}",
  "${new java.text.SimpleDateFormat('yyyyMMdd').format(new java.util.Date(1700000000000L))}",
  '${#toJson(items)}',
  "${ami ?: 'none'}",
]

const stages: readonly StageData[] = [
  {
    id: 'bake',
    refId: '1',
    type: 'bake',
    name: 'Bake',
    status: 'SUCCEEDED',
    context: { region: 'us-east-1' },
    outputs: { ami: 'ami-123' },
  },
  ...Array.from(
    { length: 20 },
    (_, i): StageData => ({
      id: `wait${i}`,
      refId: String(i + 2),
      requisiteStageRefIds: [String(i + 1)],
      type: 'wait',
      name: `Wait ${i}`,
      status: 'SUCCEEDED',
      context: { waitTime: i },
      outputs: {},
    }),
  ),
  {
    id: 'now',
    refId: '22',
    requisiteStageRefIds: ['21'],
    type: 'deploy',
    name: 'Deploy',
    status: 'RUNNING',
    context: {
      name: 'web-app',
      items: [
        { id: 1, name: 'n1' },
        { id: 2, name: 'n2' },
      ],
    },
    outputs: {},
  },
]
const execution = {
  id: '01KAEXECUTION',
  type: 'PIPELINE',
  application: 'shop',
  name: 'Release',
  status: 'RUNNING',
  spelEvaluator: 'v4',
  authentication: { user: 'jane', allowedAccounts: [] },
  trigger: {
    type: 'jenkins',
    parameters: { env: 'prod', count: '5', regions: 'us-east-1,us-west-2' },
    buildInfo: { name: 'shop', number: 42, artifacts: [], scm: [] },
  },
  stages,
} as unknown as ExecutionData & Execution
const stage = stages.at(-1) as StageData & Stage

async function main(): Promise<void> {
  const evaluator = createEvaluator()
  const root = stageRoot(execution, stage)
  const settings = { allowUnknownKeys: true }
  const rate = async (template: string) => {
    const { summary } = evaluator.evaluate(template, root, settings)
    if (Object.keys(summary).length > 0) throw new Error(`${template} fails: ${JSON.stringify(summary)}`)
    return measure(() => evaluator.evaluate(template, root, settings))
  }
  const first = "${trigger['buildInfo']['number'] + 1}"
  print(await rate(first), 'evaluations/s', `${first} (target: ${target.toLocaleString('en')})`)
  for (const template of typical) print(await rate(template), 'evaluations/s', template)

  const uncached = createEvaluator({ cacheSize: 1 })
  let turn = 0
  const alternating = () => uncached.evaluate(typical[turn++ % typical.length], root, settings)
  print(await measure(alternating), 'evaluations/s', 'the ten in turn, each parsed anew')

  const expressions = createExpressions({}, Date.now)
  const contextOf = (value: (i: number) => unknown) =>
    Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, value(i)]))
  const asOrca = (context: Record<string, unknown>) => {
    const evaluated = { ...stage, context: { ...stage.context, ...context } }
    return measure(() => expressions.evaluateContext(execution, evaluated))
  }
  print(
    await asOrca(contextOf((i) => ({ text: `value ${i}`, list: [i, 'x'] }))),
    'contexts/s',
    '50 keys, no expression',
  )
  print(await asOrca(contextOf((i) => (i === 0 ? first : `value ${i}`))), 'contexts/s', '50 keys, one expression')
  print(await asOrca(contextOf((i) => typical[i % typical.length])), 'contexts/s', '50 keys, 50 expressions')
}

/** Calls a second, in the best of some rounds. */
async function measure(call: () => unknown): Promise<number> {
  let best = 0
  for (let i = 0; i < rounds; i += 1) {
    const start = performance.now()
    const spent = process.cpuUsage()
    let calls = 0
    while (performance.now() - start < round) {
      for (let n = 0; n < 50; n += 1) {
        const result = call()
        if (result instanceof Promise) await result
      }
      calls += 50
    }
    const { user, system } = process.cpuUsage(spent)
    best = Math.max(best, (calls * 1_000_000) / (user + system))
  }
  return best
}

function print(rate: number, unit: string, what: string): void {
  console.log(`${Math.round(rate).toLocaleString('en').padStart(10)} ${unit.padEnd(14)} ${what}`)
}

await main()
