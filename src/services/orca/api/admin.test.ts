import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anExecution, aStage, type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const post = (url: string, body?: unknown) => orca.ask('POST', url, body)
const statusOf = async (id: string) => (await orca.read(id)).status
const task = {
  id: '1',
  name: 'wait',
  implementingClass: 'com.netflix.spinnaker.orca.pipeline.tasks.WaitTask',
  status: 'RUNNING' as const,
  stageStart: true,
  stageEnd: true,
  loopStart: false,
  loopEnd: false,
  taskExceptionDetails: {},
}
/** An execution that says it runs, and has no message that would move it on. */
const stuck = (id: string, more = {}) =>
  anExecution({
    id,
    status: 'RUNNING',
    stages: [
      aStage({ status: 'RUNNING', context: { waitTime: 5 }, startTime: 1, tasks: [task] }),
      aStage({ refId: '2', requisiteStageRefIds: ['1'], status: 'NOT_STARTED' }),
    ],
    ...more,
  })

describe('an administrator', () => {
  it('ends an execution that nothing moves on, without the queue', async () => {
    await orca.put(stuck('one'))
    expect((await orca.ask('PUT', '/admin/forceCancelExecution?executionId=one&canceledBy=ann')).status).toBe(200)
    expect(await orca.read('one')).toMatchObject({
      status: 'CANCELED',
      canceled: true,
      canceledBy: 'ann',
      cancellationReason: 'Force canceled by admin',
      stages: [{ status: 'CANCELED', tasks: [{ status: 'CANCELED' }] }, { status: 'NOT_STARTED' }],
    })
    expect((await orca.ask('PUT', '/admin/forceCancelExecution?executionId=gone')).status).toBe(404)
    const asTask = '/admin/forceCancelExecution?executionId=one&executionType=ORCHESTRATION'
    expect((await orca.ask('PUT', asTask)).status).toBe(404)
    expect((await orca.ask('PUT', '/admin/forceCancelExecution')).status).toBe(400)
  })

  it('keeps a process from taking work, and lets it take it again', async () => {
    expect((await post('/admin/instance/enabled', { enabled: 'false' })).status).toBe(200)
    const id = await orca.start({ stages: [{ type: 'wait', waitTime: 0 }] })
    await orca.clock.advance(2_000)
    expect(await statusOf(id)).toBe('NOT_STARTED')
    expect((await post('/admin/instance/enabled', { enabled: true })).status).toBe(200)
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
    expect((await post('/admin/instance/enabled', {})).status).toBe(400)
  })

  it('sees what a process is working on', async () => {
    const { body } = await orca.ask('GET', '/executions/activeByInstance')
    expect(Object.values(body)).toEqual([{ overdue: false, count: 0 }])
  })
})

describe('the queue', () => {
  it('is asked what would move executions on, and told to do it', async () => {
    await orca.put(stuck('one'), stuck('later', { startTime: 9_000_000_000_000 }))
    const { body } = await post('/admin/queue/hydrate')
    expect(body.dryRun).toBe(true)
    expect(Object.keys(body.executions).sort()).toEqual(['later', 'one'])
    expect(body.executions.one).toMatchObject({
      startTime: expect.any(Number),
      canApply: true,
      actions: expect.arrayContaining([
        {
          description: expect.stringContaining("'Wait'"),
          message: expect.objectContaining({ kind: 'runTask', executionId: 'one', stageId: 'stage-1', taskId: '1' }),
          context: expect.objectContaining({ stageId: 'stage-1', stageType: 'wait', taskId: '1' }),
        },
      ]),
    })
    const some = await post('/admin/queue/hydrate?startMs=8000000000000')
    expect(Object.keys(some.body.executions)).toEqual(['later'])

    const done = await post('/admin/queue/hydrate?dryRun=false&executionId=one')
    expect(done.body).toMatchObject({ dryRun: false, executions: { one: { canApply: true } } })
    const before = orca.clock.now()
    expect((await orca.ended('one')).status).toBe('SUCCEEDED')
    expect(orca.clock.now() - before, 'before the engine would have repaired it').toBeLessThan(30_000)
  })

  it('ends executions that it knows nothing of: one, those of an application, those of an age', async () => {
    const old = orca.clock.now() - 2 * 3_600_000
    await orca.put(
      stuck('one'),
      stuck('theirs', { application: 'other' }),
      stuck('old', { buildTime: old }),
      stuck('young', { buildTime: orca.clock.now() }),
    )
    expect((await post('/admin/queue/zombies/one:kill')).status).toBe(204)
    expect(await statusOf('one')).toBe('CANCELED')
    expect((await post('/admin/queue/zombies/gone:kill')).status).toBe(404)
    await orca.clock.advance(1)
    expect((await post('/admin/queue/zombies/application/other:kill')).status).toBe(204)
    expect(await statusOf('theirs')).toBe('CANCELED')
    expect((await post('/admin/queue/zombies:kill')).status).toBe(204)
    expect(await Promise.all(['old', 'young'].map(statusOf))).toEqual(['CANCELED', 'RUNNING'])
  })

  it('takes a message by hand, and none that it does not know', async () => {
    const execution = anExecution({ id: 'one', status: 'NOT_STARTED', stages: [aStage({ status: 'NOT_STARTED' })] })
    await orca.put(execution)
    const about = { executionType: 'PIPELINE', executionId: 'one', application: 'app' }
    expect((await post('/admin/queue/pushMessage', { kind: 'startExecution', ...about })).status).toBe(200)
    expect((await orca.ended('one')).status).toBe('SUCCEEDED')
    expect((await post('/admin/queue/pushMessage', { kind: 'conjure', ...about })).status).toBe(400)
  })

  it('starts who waits for a pipeline’s place', async () => {
    const stages = [aStage({ status: 'NOT_STARTED' })]
    await orca.put(anExecution({ id: 'one', status: 'NOT_STARTED', pipelineConfigId: 'config', stages }))
    expect((await post('/admin/queue/kickPending?pipelineConfigId=config')).status).toBe(200)
    expect((await orca.ended('one')).status).toBe('SUCCEEDED')
    expect((await post('/admin/queue/kickPending')).status).toBe(400)
  })
})

describe('an execution from elsewhere', () => {
  const elsewhere = anExecution({ id: 'far', buildTime: 5, name: 'Deploy' })

  it('is not taken in unless the configuration allows it', async () => {
    expect((await post('/admin/executions', elsewhere)).status).toBe(404)
  })

  it('is kept as it is, once, when it has ended', async () => {
    await orca.stop()
    orca = await startOrca({ config: { executions: { import: { enabled: true } } } })
    expect(await post('/admin/executions', elsewhere)).toEqual({
      status: 201,
      body: { executionId: 'far', executionStatus: 'SUCCEEDED', totalStages: 1 },
    })
    expect(await orca.read('far')).toEqual(elsewhere)
    expect((await post('/admin/executions', elsewhere)).status).toBe(400)
    const { status, body } = await post('/admin/executions', { ...elsewhere, id: 'new', status: 'RUNNING' })
    expect([status, body.message]).toEqual([400, expect.stringContaining('status')])
  })
})

it('the API describes itself', async () => {
  const { status, body } = await orca.ask('GET', '/v3/api-docs')
  expect(status).toBe(200)
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      '/pipelines/{id}/stages/{stageId}/restart',
      '/applications/{application}/pipelines/search',
    ]),
  )
})
