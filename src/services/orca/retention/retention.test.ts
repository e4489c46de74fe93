import { afterEach, describe, expect, it } from 'vitest'
import type { Execution, Json } from '../model.ts'
import { anExecution, type OrcaUnderTest, startOrca } from '../testing.ts'

const dayMs = 24 * 3_600_000
const hourMs = 3_600_000

let orca: OrcaUnderTest
afterEach(() => orca.stop())

const start = async (pollers: Json) => {
  orca = await startOrca({ config: { pollers } })
}
const ago = (days: number) => orca.clock.now() - days * dayMs
const old = (id: string, days: number, more: Partial<Execution> = {}) =>
  anExecution({ id, pipelineConfigId: 'config', buildTime: ago(days), ...more })
const are = async (...ids: readonly string[]) => {
  const found = await Promise.all(
    ids.map(async (id) => {
      const [pipeline, task] = [await orca.ask('GET', `/pipelines/${id}`), await orca.ask('GET', `/tasks/${id}`)]
      return pipeline.status === 200 || task.status === 200 ? id : undefined
    }),
  )
  return found.filter((id) => id !== undefined)
}
const untilGone = (id: string) => orca.until(async () => (await are(id)).length === 0 || undefined)

describe('old executions of pipelines', () => {
  it('stay for ever unless a clean-up is enabled', async () => {
    await start({})
    await orca.put(old('ancient', 4_000))
    await orca.clock.advance(2 * hourMs)
    expect(await are('ancient')).toEqual(['ancient'])
  })

  it('go after thirty days, but for the newest five of those, and what has not ended', async () => {
    await start({ oldPipelineCleanup: { enabled: true } })
    await orca.put(
      ...[29, 31, 32, 33, 34, 35, 36, 37].map((days) => old(`${days}`, days)),
      old('runs', 40, { status: 'RUNNING', stages: [] }),
      old('waits', 41, { status: 'PAUSED' }),
      old('theirs', 50, { pipelineConfigId: 'other' }),
    )
    await untilGone('36')
    await untilGone('37')
    const all = ['29', '31', '32', '33', '34', '35', '36', '37', 'waits', 'theirs']
    expect(await are(...all)).toEqual(['29', '31', '32', '33', '34', '35', 'waits', 'theirs'])
  })

  it('go sooner or later where the configuration says so, a few in each transaction', async () => {
    const more = { 'threshold-days': 2, 'minimum-pipeline-executions': 0, 'chunk-size': 2 }
    const exceptional = { 'exceptional-applications': ['App'], 'exceptional-applications-threshold-days': 10 }
    await start({ 'old-pipeline-cleanup': { enabled: true, ...more, ...exceptional } })
    await orca.put(
      ...[3, 4, 5, 6, 7].map((days) => old(`${days}`, days, { application: 'other', pipelineConfigId: 'theirs' })),
      old('kept', 9),
      old('gone', 11),
    )
    for (const id of ['3', '4', '5', '6', '7', 'gone']) await untilGone(id)
    expect(await are('kept')).toEqual(['kept'])
  })

  it('that no pipeline claims count as one pipeline of their application', async () => {
    await start({ 'old-pipeline-cleanup': { enabled: true, 'minimum-pipeline-executions': 1 } })
    const unclaimed = (id: string, days: number) => anExecution({ id, buildTime: ago(days) })
    await orca.put(unclaimed('newer', 40), unclaimed('older', 41))
    await untilGone('older')
    expect(await are('newer')).toEqual(['newer'])
  })
})

describe('tasks of an application', () => {
  const task = (id: string, days: number, more: Partial<Execution> = {}) =>
    anExecution({ id, type: 'ORCHESTRATION', buildTime: ago(days), ...more })

  it('go when there are too many of them, the oldest first; pipelines stay', async () => {
    const thresholds = { threshold: 2, 'exception-application-thresholds': { busy: 3 } }
    await start({ 'top-application-execution-cleanup': { enabled: true, ...thresholds } })
    await orca.put(
      ...[1, 2, 3].map((days) => task(`${days}`, days)),
      ...[1, 2, 3, 4].map((days) => task(`busy-${days}`, days, { application: 'busy' })),
      old('pipeline', 100),
    )
    await untilGone('3')
    await untilGone('busy-4')
    expect(await are('1', '2', 'busy-1', 'busy-2', 'busy-3', 'pipeline')).toHaveLength(6)
  })
})

it('a clean-up comes again after its interval', async () => {
  await start({ 'old-pipeline-cleanup': { enabled: true, 'minimum-pipeline-executions': 0 } })
  await orca.put(old('first', 31))
  await untilGone('first')
  await orca.put(old('second', 31))
  const before = orca.clock.now()
  await untilGone('second')
  expect(orca.clock.now() - before).toBeLessThan(1.2 * hourMs)
})
