import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

type Body = { pipelineConfigIds: string[]; limit: number; words?: string; statuses?: string[]; judging: boolean }
type Asked = { path: string; body?: unknown }

let gate: GateUnderTest
let runs: Record<string, { id: string; status: string; buildTime: number; words?: string }[]>

beforeEach(async () => {
  runs = {}
  gate = await startGate()
  gate.orca.play = ({ path, body, query }) => {
    if (path === '/pipelines') {
      const ids = String(query?.executionIds).split(',')
      const parent = { id: 'up', name: 'Parent', application: 'other', stages: [{}] }
      return { body: ids.map((id) => ({ id, stages: [], trigger: { parentExecution: parent } })).reverse() }
    }
    if (path !== '/v1/recentExecutions') return undefined
    const { pipelineConfigIds, words, statuses, limit } = body as Body
    const of = (id: string) =>
      (runs[id] ?? [])
        .filter((run) => (words === undefined || run.words === words) && (statuses?.includes(run.status) ?? true))
        .slice(0, limit)
    return {
      body: { pipelines: Object.fromEntries(pipelineConfigIds.map((id) => [id, { active: {}, runs: of(id) }])) },
    }
  }
  await gate.askFront50('POST', '/v2/applications', { email: 'team@example.org', name: 'orders' })
})
afterEach(() => gate.stop())

const save = (id: string, more: object = {}) =>
  gate.askFront50('POST', '/pipelines', { application: 'orders', id, name: id, stages: [], ...more })
const list = async (query = '') => (await gate.ask('GET', `/v1/applications/orders/pipelines?${query}`)).body
const names = ({ pipelines }: { pipelines: { name: string }[] }) => pipelines.map(({ name }) => name)
const asked = (path: string) => (gate.orca.calls as Asked[]).filter((call) => call.path === path)

describe('a list of pipelines', () => {
  it('has digests in their order with what ran lately, and asks only for the page', async () => {
    runs = { b: [{ id: 'e1', status: 'RUNNING', buildTime: 5 }] }
    const cron = { type: 'cron', enabled: true, cronExpression: '0 0 9 ? * MON' }
    await save('a', { index: 1 })
    await save('b', {
      index: 0,
      disabled: true,
      locked: { ui: true },
      triggers: [cron],
      stages: [{ type: 'deploy', clusters: [{ account: 'prod' }, { account: 'dev' }] }],
      tags: [{ name: 'team', value: 'x' }],
    })
    const body = await list('limit=1')
    expect(body).toMatchObject({ total: 2, offset: 0, pipelines: [{ name: 'b', disabled: true, locked: true }] })
    expect(body.pipelines[0]).toMatchObject({ accounts: ['dev', 'prod'], runs: [{ id: 'e1' }], stages: 1 })
    expect(body.pipelines[0].triggers).toEqual([
      { ...cron, about: cron.cronExpression, id: expect.any(String), says: 'At 9:00 AM, only on Monday' },
    ])
    expect(asked('/v1/recentExecutions')[0]?.body).toMatchObject({ pipelineConfigIds: ['b'], limit: 10 })
    expect(names(await list('limit=1&offset=1'))).toEqual(['a'])
  })

  it('says when a schedule comes next, of pipelines that can start', async () => {
    const triggers = (cronExpression: string) => [{ type: 'cron', enabled: true, cronExpression }]
    await save('a', { triggers: triggers('0 0 9 ? * MON') })
    await save('b', { triggers: triggers('0 0 9 ? * MON'), disabled: true })
    await save('c', { triggers: triggers('every Monday') })
    const [a, b, c] = (await list()).pipelines
    expect(new Date(a.nextRun).toLocaleString('en', { timeZone: a.timeZone, weekday: 'long', hour: 'numeric' })).toBe(
      'Monday 9 AM',
    )
    expect(b).not.toHaveProperty('nextRun')
    expect(c).not.toHaveProperty('nextRun')
  })

  it('is filtered by names, by statuses, and by tags: one value of each name', async () => {
    runs = { a: [{ id: 'e1', status: 'TERMINAL', buildTime: 5 }], b: [{ id: 'e2', status: 'SUCCEEDED', buildTime: 5 }] }
    const tags = (team: string, tier: string) => ({
      tags: [
        { name: 'team', value: team },
        { name: 'tier', value: tier },
      ],
    })
    await save('a', tags('x', '1'))
    await save('b', tags('y', '1'))
    await save('c,d', tags('y', '2'))
    expect(names(await list('pipeline=a,c%252cd'))).toEqual(['a', 'c,d'])
    expect(names(await list('status=TERMINAL'))).toEqual(['a'])
    expect(names(await list('tags=team:y,tier:1'))).toEqual(['b'])
    expect(names(await list('tags=team:x,team:y'))).toHaveLength(3)
    expect(names(await list('ids=b'))).toEqual(['b'])
  })

  it('finds words in names of pipelines that never ran, and in what started others', async () => {
    runs = {
      deploy: [
        { id: 'e1', status: 'SUCCEEDED', buildTime: 5, words: 'v7' },
        { id: 'e2', status: 'SUCCEEDED', buildTime: 4 },
      ],
    }
    await save('deploy')
    await save('never ran')
    expect(names(await list('q=NEVER'))).toEqual(['never ran'])
    const found = await list('q=v7')
    expect(found).toMatchObject({ total: 1, pipelines: [{ name: 'deploy', runs: [{ id: 'e1' }] }] })
    expect((await list('q=deploy')).pipelines[0].runs).toHaveLength(2)
  })

  it('reads pipelines again once one was saved, and not before', async () => {
    await save('a')
    expect(names(await list())).toEqual(['a'])
    await save('b')
    await expect.poll(async () => names(await list())).toEqual(['a', 'b'])
  })

  it('says what there is to filter by', async () => {
    await save('a', { tags: [{ name: 'team', value: 'x' }] })
    await save('b', { tags: [{ name: 'team', value: 'y' }], disabled: true })
    const { body } = await gate.ask('GET', '/v1/applications/orders/pipelines/facets')
    expect(body).toMatchObject({ pipelines: [{ name: 'a' }, { name: 'b', disabled: true }] })
    expect(body.tags).toEqual([{ name: 'team', values: ['x', 'y'] }])
  })

  it('refuses a page that would be too long', async () => {
    expect((await gate.ask('GET', '/v1/applications/orders/pipelines?limit=5000')).status).toBe(400)
    expect((await gate.ask('GET', '/v1/applications/orders/pipelines?runs=201')).status).toBe(400)
  })
})

describe('a list of runs', () => {
  it('is of all pipelines, the newest first, page by page, and names parents without their stages', async () => {
    runs = {
      a: [
        { id: 'e3', status: 'SUCCEEDED', buildTime: 3 },
        { id: 'e1', status: 'SUCCEEDED', buildTime: 1 },
      ],
      b: [{ id: 'e2', status: 'SUCCEEDED', buildTime: 2 }],
    }
    await save('a')
    await save('b')
    const { body } = await gate.ask('GET', '/v1/applications/orders/runs?limit=2')
    expect(body).toMatchObject({ total: 3, executions: [{ id: 'e3' }, { id: 'e2' }] })
    expect(body.executions[0].trigger.parentExecution).toEqual({ id: 'up', name: 'Parent', application: 'other' })
    expect((await gate.ask('GET', '/v1/applications/orders/runs?limit=2&offset=2')).body.executions).toMatchObject([
      { id: 'e1' },
    ])
  })
})

describe('a start', () => {
  it('with a request id is a start of the execution with that id', async () => {
    await save('a')
    const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    gate.orca.play = ({ body }) => ({ body: { ref: `/pipelines/${(body as { executionId: string }).executionId}` } })
    const { status, body } = await gate.ask('POST', `/pipelines/v2/orders/a?requestId=${id}`, {})
    expect([status, body.ref]).toEqual([202, `/pipelines/${id}`])
    expect((await gate.ask('POST', '/pipelines/v2/orders/a?requestId=mine', {})).status).toBe(400)
    expect((await gate.ask('POST', '/pipelines/v2/orders/a', {})).body.ref).not.toContain(id)
  })
})
