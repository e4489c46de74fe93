import { afterEach, describe, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'
import { type ActivityItem, type ActivitySource, readActivity } from './activity.ts'
import { csvOf } from './activity-export.ts'

const item = (kind: ActivityItem['kind'], at: number, more: Partial<ActivityItem> = {}): ActivityItem => ({
  id: `${kind}-${at}`,
  kind,
  at,
  title: `${kind} ${at}`,
  user: 'ann',
  status: 'SUCCEEDED',
  ...more,
})

const source = (kind: ActivityItem['kind'], items: readonly ActivityItem[]): ActivitySource => ({
  kinds: [kind],
  read: async (before, size) => items.filter(({ at }) => at < before).slice(0, size),
})

const everything = { before: Number.MAX_SAFE_INTEGER, limit: 50 }
const times = (items: readonly ActivityItem[]) => items.map(({ kind, at }) => `${kind} ${at}`)
const countdown = (from: number, kind: ActivityItem['kind']) =>
  Array.from({ length: from }, (_, back) => item(kind, (from - back) * 10))

describe('a time line', () => {
  it('has what several sources know in one order, the newest first', async () => {
    const sources = [
      source('execution', [item('execution', 30), item('execution', 10)]),
      source('task', [item('task', 20)]),
    ]
    expect(times((await readActivity(sources, {}, everything)).items)).toEqual([
      'execution 30',
      'task 20',
      'execution 10',
    ])
  })

  it('shows each thing exactly once, however it is paged, also where many happened at once', async () => {
    const busy = [item('task', 1_555, { id: 'a' }), item('task', 1_555, { id: 'b' }), item('task', 1_555, { id: 'c' })]
    const sources = [source('execution', countdown(350, 'execution')), source('task', busy)]
    const seen: string[] = []
    for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
      const page: Awaited<ReturnType<typeof readActivity>> = await readActivity(sources, {}, { before, limit: 7 })
      seen.push(...page.items.map(({ id }) => id))
      before = page.next
    }
    expect(seen).toHaveLength(353)
    expect(new Set(seen).size).toBe(353)
  })

  it('is narrowed by kind, person, status and words', async () => {
    const sources = [
      source('task', [
        item('task', 9, { title: 'Resize orders-v001', user: 'bob' }),
        item('task', 8, { title: 'Destroy orders-v000', status: 'TERMINAL' }),
      ]),
      source('execution', [item('execution', 7, { title: 'Release' })]),
    ]
    const of = async (filter: Parameters<typeof readActivity>[1]) =>
      times((await readActivity(sources, filter, everything)).items)
    expect(await of({ kinds: ['execution'] })).toEqual(['execution 7'])
    expect(await of({ users: ['Bob'] })).toEqual(['task 9'])
    expect(await of({ statuses: ['TERMINAL'] })).toEqual(['task 8'])
    expect(await of({ q: 'orders v000' })).toEqual(['task 8'])
  })

  it('finds what is rare behind much else, and says where to go on when it has looked for long', async () => {
    const many = countdown(2_500, 'execution').map((each) => (each.at === 10 ? { ...each, user: 'zoe' } : each))
    const first = await readActivity([source('execution', many)], { users: ['zoe'] }, everything)
    expect(first.items).toEqual([])
    const second = await readActivity(
      [source('execution', many)],
      { users: ['zoe'] },
      { before: first.next!, limit: 5 },
    )
    expect(times(second.items)).toEqual(['execution 10'])
    expect(second.next).toBeUndefined()
  })

  it('tells a change once, by the task that made it', async () => {
    const task = item('config', 100, { id: 'task', subject: 'pipeline', startTime: 100, endTime: 110 })
    const { status: _, ...revision } = item('config', 105, { id: 'revision', subject: 'pipeline' })
    const { status: __, ...older } = item('config', 50, { id: 'older', subject: 'pipeline' })
    const page = await readActivity([source('config', [task]), source('config', [revision, older])], {}, everything)
    expect(page.items.map(({ id }) => id)).toEqual(['task', 'older'])
  })
})

describe('activity as CSV', () => {
  it('quotes what needs it and lets no spreadsheet run anything', () => {
    const title = '=HYPERLINK("http://evil","x")'
    const [names, line, end] = csvOf([item('task', 1_000, { title, user: '@sum', id: 'a,b' })]).split('\r\n')
    expect(names).toBe('"time","kind","title","user","status","started","ended","trigger","id"')
    expect(line).toBe(
      `"1970-01-01T00:00:01.000Z","task","'=HYPERLINK(""http://evil"",""x"")","'@sum","SUCCEEDED","","","","a,b"`,
    )
    expect(end).toBe('')
  })
})

describe('GET /v1/applications/{app}/activity', () => {
  let gate: GateUnderTest
  afterEach(() => gate?.stop())

  it('joins executions, tasks and revisions, and exports the same', async () => {
    gate = await startGate()
    await gate.askFront50('POST', '/v2/applications', { name: 'shop', email: 'a@b.co' })
    await gate.askFront50('POST', '/pipelines', { application: 'shop', name: 'Deploy', stages: [] })
    gate.orca.play = ({ path }) => {
      if (path.endsWith('/pipelines/search'))
        return {
          body: [
            {
              id: 'e1',
              application: 'shop',
              name: 'Deploy',
              status: 'RUNNING',
              buildTime: 5,
              trigger: { user: 'bob' },
              stages: [{ type: 'manualJudgment', status: 'RUNNING' }],
            },
          ],
        }
      const stages = [{ type: 'resizeServerGroup', context: { user: 'cat' } }]
      return { body: [{ id: 't1', name: 'Resize', status: 'TERMINAL', startTime: 7, execution: { stages } }] }
    }
    const { status, body } = await gate.ask('GET', '/v1/applications/shop/activity')
    expect(status).toBe(200)
    expect(body.items).toMatchObject([
      { kind: 'config', title: 'Pipeline changed: Deploy', subject: 'pipeline' },
      { kind: 'config', title: 'Application created: shop', subject: 'application' },
      { kind: 'task', id: 't1', user: 'cat', status: 'TERMINAL' },
      { kind: 'execution', id: 'e1', user: 'bob', status: 'RUNNING', needsJudgment: true },
    ])
    const csv = await gate.ask('GET', '/v1/applications/shop/activity.csv?kind=task')
    expect(csv.headers['content-disposition']).toBe('attachment; filename="shop-activity.csv"')
    expect(csv.text.trim().split('\r\n')).toHaveLength(2)
    expect((await gate.ask('GET', '/v1/applications/shop/activity.json?kind=task')).body).toMatchObject([{ id: 't1' }])
    expect((await gate.ask('GET', '/v1/applications/shop/activity?kind=party')).status).toBe(400)
  })
})
