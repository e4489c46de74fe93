import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChangeEvent } from '../../../platform/events/index.ts'
import type { Execution, Json } from '../model.ts'
import { anExecution, aStage, type OrcaUnderTest, startOrca } from '../testing.ts'

const dayMs = 24 * 3_600_000

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const get = (url: string) => orca.ask('GET', url)
const ids = async (url: string) => (await get(url)).body.map(({ id }: Execution) => id)
const ago = (days: number) => orca.clock.now() - days * dayMs
/** Executions of the pipeline `config`, named by how many days ago they were started. */
const startedDaysAgo = (config: string, ...days: readonly number[]) =>
  orca.put(
    ...days.map((each) => anExecution({ id: `${config}-${each}`, pipelineConfigId: config, buildTime: ago(each) })),
  )
const saveConfig = async (kind: 'pipelines' | 'strategies', config: Json) => {
  const { status, body } = await orca.askFront50('POST', `/${kind}`, { application: 'app', stages: [], ...config })
  expect(status, JSON.stringify(body)).toBe(200)
}

describe('the executions of pipelines', () => {
  it('are the newest one of each, the one that started longest ago first, not yet started ones before all', async () => {
    await startedDaysAgo('a', 1, 2)
    await startedDaysAgo('b', 3)
    const { startTime: _, ...waiting } = anExecution({ id: 'c', pipelineConfigId: 'c', status: 'NOT_STARTED' })
    await orca.put(waiting)
    expect(await ids('/pipelines?pipelineConfigIds=a,b,c,unknown')).toEqual(['c', 'b-3', 'a-1'])
    expect(await ids('/pipelines?pipelineConfigIds=a,b&limit=2')).toEqual(['b-3', 'a-2', 'a-1'])
    expect(await ids('/pipelines?pipelineConfigIds=a,b&limit=0')).toEqual([])
  })

  it('that started in the same millisecond are ordered by id, the greater first', async () => {
    await orca.put(...['x', 'z', 'y'].map((id) => anExecution({ id, pipelineConfigId: 'a', buildTime: ago(1) })))
    expect(await ids('/pipelines?pipelineConfigIds=a&limit=5')).toEqual(['z', 'y', 'x'])
  })

  it('older than fourteen days are left out, unless there are no others: then the newest two are shown', async () => {
    await startedDaysAgo('a', 1, 15, 16)
    await startedDaysAgo('b', 15, 16, 17)
    expect(await ids('/pipelines?pipelineConfigIds=a&limit=10')).toEqual(['a-1'])
    expect(await ids('/pipelines?pipelineConfigIds=b&limit=10')).toEqual(['b-16', 'b-15'])
  })

  it('can be those of some statuses only', async () => {
    await orca.put(
      anExecution({ id: 'bad', pipelineConfigId: 'a', status: 'TERMINAL', buildTime: ago(2) }),
      anExecution({ id: 'good', pipelineConfigId: 'a', buildTime: ago(1) }),
    )
    expect(await ids('/pipelines?pipelineConfigIds=a&statuses=TERMINAL')).toEqual(['bad'])
    expect(await ids('/pipelines?pipelineConfigIds=a&limit=9&statuses=TERMINAL,SUCCEEDED')).toEqual(['bad', 'good'])
  })

  it('are refused for a status that does not exist', async () => {
    const { status, body } = await get('/pipelines?pipelineConfigIds=a&statuses=GREAT')
    expect(status).toBe(400)
    expect(body).toMatchObject({ status: 400, error: 'Bad Request', message: expect.stringContaining('statuses') })
  })

  it('are given by their ids, in that order, without those that are gone and without tasks', async () => {
    await startedDaysAgo('a', 1, 2)
    await orca.put(anExecution({ id: 'task', type: 'ORCHESTRATION' }))
    expect(await ids('/pipelines?executionIds=a-2,gone,task,a-1')).toEqual(['a-2', 'a-1'])
  })

  it('are asked for by pipelines or by ids, not both, and are none without either', async () => {
    expect((await get('/pipelines?pipelineConfigIds=a&executionIds=b')).status).toBe(400)
    expect((await get('/pipelines')).body).toEqual([])
  })
})

describe('an execution in a list that is not expanded', () => {
  it('has stages without insides, but for the group, and parents without stages, all the way up', async () => {
    const grandparent = anExecution({ id: 'top', stages: [aStage({ context: { secret: 1 } })] })
    const parent = anExecution({ id: 'middle', trigger: { type: 'pipeline', parentExecution: grandparent } })
    const child = anExecution({
      id: 'child',
      pipelineConfigId: 'a',
      trigger: { type: 'pipeline', parentExecution: parent },
      stages: [aStage({ context: { group: 'blue', waitTime: 5 }, outputs: { done: true } })],
    })
    await orca.put(grandparent, parent, child)
    const [brief] = (await get('/pipelines?pipelineConfigIds=a&expand=false')).body
    expect(brief.stages).toMatchObject([{ id: 'stage-1', context: { group: 'blue' }, outputs: {}, tasks: [] }])
    const { stages, ...rest } = brief.trigger.parentExecution
    expect(stages).toEqual([])
    expect(rest).toMatchObject({ id: 'middle', trigger: { parentExecution: { id: 'top', stages: [] } } })

    const [whole] = (await get('/pipelines?pipelineConfigIds=a')).body
    expect(whole).toEqual(JSON.parse(JSON.stringify(child)))
  })
})

describe('the executions of an application', () => {
  beforeEach(async () => {
    await saveConfig('pipelines', { id: 'a', name: 'Deploy' })
    await saveConfig('pipelines', { id: 'b', name: 'Rollback' })
    await saveConfig('strategies', { id: 's', name: 'Careful', strategy: true })
    await startedDaysAgo('a', 1, 2, 3)
    await startedDaysAgo('b', 4)
    await startedDaysAgo('s', 5)
    await startedDaysAgo('deleted', 1)
  })

  it.each(['/applications/app/pipelines', '/v2/applications/app/pipelines'])(
    'at %s are those of its pipelines and strategies',
    async (url) => {
      expect(await ids(url)).toEqual(['s-5', 'b-4', 'a-3', 'a-2', 'a-1'])
      expect(await ids(`${url}?limit=1`)).toEqual(['s-5', 'b-4', 'a-1'])
      expect(await ids(`${url}?limit=0`)).toEqual([])
      expect(await ids(`${url}?pipelineNameFilter=DEPL`)).toEqual(['a-3', 'a-2', 'a-1'])
    },
  )

  it('leave disabled pipelines out when the configuration says so', async () => {
    await saveConfig('pipelines', { id: 'b', name: 'Rollback', disabled: true })
    expect(await ids('/applications/app/pipelines')).toContain('b-4')
    await orca.stop()
    orca = await startOrca({ config: { tasks: { controller: { excludeExecutionsOfDisabledPipelines: true } } } })
    await saveConfig('pipelines', { id: 'b', name: 'Rollback', disabled: true })
    await startedDaysAgo('b', 4)
    expect(await ids('/applications/app/pipelines')).toEqual([])
  })

  it('of a project are those of the pipelines that it names; a project that nobody knows is a 404', async () => {
    const config = {
      pipelineConfigs: [{ application: 'app', pipelineConfigId: 'a' }],
      applications: ['app'],
      clusters: [],
    }
    await orca.askFront50('POST', '/v2/projects', { name: 'shop', email: 'a@example.org', config })
    const [project] = (await orca.askFront50('GET', '/v2/projects')).body
    expect(await ids(`/projects/${project.id}/pipelines?limit=2`)).toEqual(['a-2', 'a-1'])
    expect(await get('/projects/unknown/pipelines')).toMatchObject({
      status: 404,
      body: { message: 'Project not found (id: unknown)' },
    })
  })
})

describe('one execution', () => {
  it('is shown whole; one that is not there is a 404 in Orca’s words and shape', async () => {
    await orca.put(anExecution({ id: 'one' }))
    expect((await get('/pipelines/one')).body).toEqual(anExecution({ id: 'one' }))
    const { status, body } = await get('/pipelines/gone')
    expect(status).toBe(404)
    expect(body).toEqual({
      error: 'Not Found',
      exception: 'com.netflix.spinnaker.kork.web.exceptions.NotFoundException',
      message: 'No pipeline execution found for gone',
      status: 404,
      timestamp: orca.clock.now(),
    })
  })

  it('without nulls in objects, with those in lists', async () => {
    const context = { a: null, b: { c: null }, list: [null, 1, { d: null }] }
    await orca.put(anExecution({ id: 'one', stages: [aStage({ context: context as Json })] }))
    expect((await get('/pipelines/one')).body.stages[0].context).toEqual({ b: {}, list: [null, 1, {}] })
  })

  it('is deleted when it has ended, and not while it runs; who looks at it is told', async () => {
    await orca.put(anExecution({ id: 'ended' }), anExecution({ id: 'running', status: 'RUNNING' }))
    const told: ChangeEvent[] = []
    await orca.deps.events.subscribe((event) => told.push(event))
    expect((await orca.ask('DELETE', '/pipelines/ended')).status).toBe(200)
    expect((await get('/pipelines/ended')).status).toBe(404)
    const { status, body } = await orca.ask('DELETE', '/pipelines/running')
    expect([status, body.message]).toEqual([409, expect.stringContaining('cancel it first')])
    expect((await orca.ask('DELETE', '/pipelines/gone')).status).toBe(404)
    await expect.poll(() => told).toMatchObject([{ type: 'execution', executionId: 'ended', deleted: true }])
  })

  it('that is a task is none of the pipelines', async () => {
    await orca.put(anExecution({ id: 'task', type: 'ORCHESTRATION' }))
    for (const method of ['GET', 'DELETE']) expect((await orca.ask(method, '/pipelines/task')).status).toBe(404)
    expect((await orca.ask('PUT', '/pipelines/task/cancel')).status).toBe(404)
  })
})

it('running executions are found by what they have in common', async () => {
  const trigger = { type: 'manual', correlationId: 'same' }
  await orca.put(
    anExecution({ id: 'runs', status: 'RUNNING', trigger }),
    anExecution({ id: 'ended', trigger }),
    anExecution({ id: 'other', status: 'RUNNING' }),
  )
  expect((await get('/executions/correlated/same')).body).toEqual(['runs'])
})

it.each(['/pipelines/running', '/pipelines/waiting'])('%s is gone, and says so with an empty list', async (url) => {
  expect(await get(url)).toEqual({ status: 410, body: [] })
})

it('failed stages are asked for with an execution’s id', async () => {
  expect((await get('/pipelines/failedStages')).status).toBe(400)
  expect((await get('/pipelines/failedStages?executionId=gone')).status).toBe(404)
  await orca.put(anExecution({ id: 'bad', status: 'TERMINAL', stages: [aStage({ status: 'TERMINAL' })] }))
  const { body } = await get('/pipelines/failedStages?executionId=bad&deckOrigin=https://deck')
  expect(body).toMatchObject([{ pipelineExecutionId: 'bad', stageId: 'stage-1' }])
})
