import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution } from '../model.ts'
import { anExecution, type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const search = async (query: Record<string, string | number>, application = 'app') => {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
  return orca.ask('GET', `/applications/${application}/pipelines/search?${text}`)
}
const found = async (query: Record<string, string | number> = {}, application = 'app') => {
  const { status, body } = await search(query, application)
  expect(status, JSON.stringify(body)).toBe(200)
  return body.map(({ id }: Execution) => id)
}
const base64 = (pattern: unknown) => Buffer.from(JSON.stringify(pattern)).toString('base64')
/** Executions of `app`, built a second apart: `e00` first. */
const builtInOrder = (count: number, more: (index: number) => Partial<Execution> = () => ({})) =>
  orca.put(
    ...Array.from({ length: count }, (_, index) =>
      anExecution({ id: `e${String(index).padStart(2, '0')}`, buildTime: 1_000 * (index + 1), ...more(index) }),
    ),
  )

describe('a search of executions', () => {
  it('finds an application’s newest ten, or the oldest with reverse', async () => {
    await builtInOrder(12)
    await orca.put(anExecution({ id: 'other', application: 'another' }))
    expect(await found()).toEqual(['e11', 'e10', 'e09', 'e08', 'e07', 'e06', 'e05', 'e04', 'e03', 'e02'])
    expect(await found({ reverse: 'true', size: 2 })).toEqual(['e00', 'e01'])
  })

  it('gives full pages, one behind the other', async () => {
    await builtInOrder(9)
    expect(await found({ startIndex: 0, size: 4 })).toEqual(['e08', 'e07', 'e06', 'e05'])
    expect(await found({ startIndex: 4, size: 4 })).toEqual(['e04', 'e03', 'e02', 'e01'])
    expect(await found({ startIndex: 8, size: 4 })).toEqual(['e00'])
    expect(await found({ startIndex: 9, size: 4 })).toEqual([])
  })

  it('of * looks in every application, and never at tasks', async () => {
    await orca.put(
      anExecution({ id: 'one', application: 'a', buildTime: 1 }),
      anExecution({ id: 'two', application: 'b', buildTime: 2 }),
      anExecution({ id: 'task', type: 'ORCHESTRATION' }),
    )
    expect(await found({}, '*')).toEqual(['two', 'one'])
  })

  it('keeps to the times at which executions were built, both included', async () => {
    await builtInOrder(4)
    expect(await found({ triggerTimeStartBoundary: 2_000, triggerTimeEndBoundary: 3_000 })).toEqual(['e02', 'e01'])
  })

  it('keeps to statuses, to types of triggers and to an event', async () => {
    await builtInOrder(4, (index) => ({
      status: index % 2 === 0 ? 'TERMINAL' : 'SUCCEEDED',
      trigger: { type: index < 2 ? 'webhook' : 'cron', eventId: `event-${index}` },
    }))
    expect(await found({ statuses: 'TERMINAL,CANCELED' })).toEqual(['e02', 'e00'])
    expect(await found({ triggerTypes: 'webhook,git' })).toEqual(['e01', 'e00'])
    expect(await found({ triggerTypes: '*' })).toHaveLength(4)
    expect(await found({ eventId: 'event-2' })).toEqual(['e02'])
    expect(await found({ eventId: 'event-2', triggerTypes: 'webhook' })).toEqual([])
  })

  it('by name finds what the pipeline of that name ran, whatever it was called then; an unknown name finds nothing', async () => {
    await orca.askFront50('POST', '/pipelines', { application: 'app', name: 'Deploy', id: 'config', stages: [] })
    await orca.put(
      anExecution({ id: 'its', name: 'Old name', pipelineConfigId: 'config' }),
      anExecution({ id: 'else', name: 'Deploy', pipelineConfigId: 'gone' }),
    )
    expect(await found({ pipelineName: 'Deploy' })).toEqual(['its'])
    expect(await found({ pipelineName: 'Deploy' }, '*')).toEqual(['its'])
    expect(await found({ pipelineName: 'deploy' })).toEqual([])
  })

  it('by trigger looks through everything, page after page', async () => {
    await builtInOrder(1_200, (index) => ({
      id: `e${String(index).padStart(4, '0')}`,
      trigger: { type: 'manual', parameters: { tag: index % 600 === 5 ? 'v7' : 'v8' } },
    }))
    const trigger = base64({ type: 'manual', parameters: { tag: 'V7' } })
    expect(await found({ trigger })).toEqual(['e0605', 'e0005'])
    expect(await found({ trigger, startIndex: 1 })).toEqual(['e0005'])
    expect(await found({ trigger, reverse: 'true', size: 1 })).toEqual(['e0005'])
  })

  it('shows stages without their insides unless it is told to expand', async () => {
    await builtInOrder(1)
    expect((await search({})).body[0].stages[0].context).toEqual({})
    expect((await search({ expand: 'true' })).body[0].stages[0].context).toEqual({ waitTime: 0 })
  })

  it.each([
    ['a start after its end', { triggerTimeStartBoundary: 2, triggerTimeEndBoundary: 1 }],
    ['a start index below nothing', { startIndex: -1 }],
    ['a page of nothing', { size: 0 }],
    ['an unknown status', { statuses: 'GREAT' }],
    ['a trigger that is no JSON', { trigger: 'bm90IGpzb24=' }],
    ['a trigger that is no object', { trigger: base64(['manual']) }],
  ] as [string, Record<string, string | number>][])('with %s is a 400', async (_words, query) => {
    expect((await search(query)).status).toBe(400)
  })

  it('with a pattern that would keep the process busy is a 400', async () => {
    await orca.put(anExecution({ id: 'one', trigger: { type: 'a'.repeat(60) } }))
    const { status, body } = await search({ trigger: base64({ type: '(a|aa)+b' }) })
    expect([status, body.message]).toEqual([400, expect.stringContaining('takes too long')])
  })
})
