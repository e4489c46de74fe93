import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution } from '../model.ts'
import { anExecution, aStage, type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const of = (config: string, count: number, more: (index: number) => Partial<Execution> = () => ({})) =>
  Array.from({ length: count }, (_, index) =>
    anExecution({ id: `${config}-${index}`, pipelineConfigId: config, buildTime: 1_000 * (index + 1), ...more(index) }),
  )
const ask = async (body: object) => (await orca.ask('POST', '/v1/recentExecutions', body)).body.pipelines
const ids = ({ runs }: { runs: { id: string }[] }) => runs.map(({ id }) => id)

describe('the newest executions of many pipelines', () => {
  it('are so many of each, the newest first, without stages', async () => {
    await orca.put(
      ...of('a', 5, () => ({ endTime: 9_000, authentication: { user: 'ann', allowedAccounts: [] } })),
      ...of('b', 1),
    )
    const { a, b, c } = await ask({ pipelineConfigIds: ['a', 'b', 'c'], limit: 2 })
    expect(a.runs).toEqual([
      {
        id: 'a-4',
        name: 'p',
        status: 'SUCCEEDED',
        buildTime: 5_000,
        startTime: 5_000,
        endTime: 9_000,
        triggerType: 'manual',
        user: 'ann',
      },
      expect.objectContaining({ id: 'a-3' }),
    ])
    expect(ids(b)).toEqual(['b-0'])
    expect(c).toEqual({ active: {}, runs: [] })
  })

  it('are those of some statuses, however long ago', async () => {
    await orca.put(...of('a', 6, (index) => ({ status: (['TERMINAL', 'CANCELED'] as const)[index] ?? 'SUCCEEDED' })))
    const { a } = await ask({ pipelineConfigIds: ['a'], limit: 5, statuses: ['TERMINAL', 'CANCELED'] })
    expect(ids(a)).toEqual(['a-1', 'a-0'])
  })

  it('are found by a value of their trigger or by their id, and never by the name of a field', async () => {
    await orca.put(
      ...of('a', 3, (index) => ({
        trigger: { type: 'git', parameters: { tag: `V${index}"x` }, artifacts: [{ reference: 42 }] },
      })),
    )
    expect(ids((await ask({ pipelineConfigIds: ['a'], words: 'v1"X' })).a)).toEqual(['a-1'])
    expect(ids((await ask({ pipelineConfigIds: ['a'], words: 'A-2' })).a)).toEqual(['a-2'])
    expect(ids((await ask({ pipelineConfigIds: ['a'], words: '42' })).a)).toHaveLength(3)
    expect(ids((await ask({ pipelineConfigIds: ['a'], words: 'parameters' })).a)).toEqual([])
  })

  it('say what has not ended, and what waits for a judgment', async () => {
    const judgment = aStage({ type: 'manualJudgment', status: 'RUNNING', context: {} })
    await orca.put(
      ...of('a', 3, (index) => ({
        status: 'RUNNING',
        stages: index === 1 ? [judgment] : [aStage({ name: '"type":"manualJudgment"' })],
      })),
      ...of('b', 2, () => ({ status: 'NOT_STARTED' })),
    )
    const { a, b } = await ask({ pipelineConfigIds: ['a', 'b'] })
    expect([a.active, b.active]).toEqual([{ RUNNING: 3 }, { NOT_STARTED: 2 }])
    expect(a.runs.map(({ needsJudgment }: { needsJudgment?: boolean }) => needsJudgment)).toEqual([
      undefined,
      true,
      undefined,
    ])
    const waiting = await ask({ pipelineConfigIds: ['a', 'b'], judging: true, limit: 1 })
    expect([ids(waiting.a), ids(waiting.b)]).toEqual([['a-1'], []])
  })

  it('are refused when more is asked for than a list shows', async () => {
    expect((await orca.ask('POST', '/v1/recentExecutions', { pipelineConfigIds: ['a'], limit: 201 })).status).toBe(400)
  })
})

describe('a start that names its execution', () => {
  it('starts it once, however often it is asked for', async () => {
    const pipeline = { application: 'app', name: 'p', executionId: '01ARZ3NDEKTSV4RRFFQ69G5FAV', stages: [] }
    const answers = await Promise.all([1, 2, 3].map(() => orca.ask('POST', '/orchestrate', pipeline)))
    const later = await orca.ask('POST', '/orchestrate', pipeline)
    for (const { status, body } of [...answers, later])
      expect([status, body]).toEqual([200, { ref: '/pipelines/01ARZ3NDEKTSV4RRFFQ69G5FAV' }])
  })
})
