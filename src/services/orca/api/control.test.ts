import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution } from '../model.ts'
import { type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const ann = { 'x-spinnaker-user': 'ann' }
const put = (path: string, body?: unknown) => orca.ask('PUT', path, body, ann)
const waiting = (waitTime = 3_600, more: object = {}) => ({
  refId: '1',
  requisiteStageRefIds: [],
  type: 'wait',
  name: 'Wait',
  waitTime,
  ...more,
})
const untilRunning = (id: string) =>
  orca.until(async () => {
    const execution = await orca.read(id)
    return execution.stages[0]?.tasks[0]?.status === 'RUNNING' ? execution : undefined
  })
const until = (id: string, status: string): Promise<Execution> =>
  orca.until(async () => {
    const execution = await orca.read(id)
    return execution.status === status ? execution : undefined
  })
const startWaiting = async (more: object = {}) => {
  const id = await orca.start({ stages: [waiting()], ...more })
  await untilRunning(id)
  return id
}

describe('a running execution', () => {
  it('is paused and resumed; a second time changes nothing', async () => {
    const id = await startWaiting()
    expect((await put(`/pipelines/${id}/pause`)).status).toBe(202)
    const paused = await until(id, 'PAUSED')
    expect(paused.paused).toMatchObject({ pausedBy: 'ann', pauseTime: expect.any(Number), paused: true, pausedMs: 0 })
    expect((await put(`/pipelines/${id}/pause`)).status).toBe(202)
    expect((await put(`/pipelines/${id}/resume`)).status).toBe(202)
    const resumed = await until(id, 'RUNNING')
    expect(resumed.paused).toMatchObject({ pausedBy: 'ann', resumedBy: 'ann', paused: false })
    expect((await put(`/pipelines/${id}/resume`)).status).toBe(202)
  })

  it('is cancelled for a reason', async () => {
    const id = await startWaiting()
    expect((await put(`/pipelines/${id}/cancel?reason=enough`)).status).toBe(202)
    expect(await until(id, 'CANCELED')).toMatchObject({
      canceled: true,
      canceledBy: 'ann',
      cancellationReason: 'enough',
    })
  })

  it('is ended at once by force, stages and tasks with it, and the next one gets its place', async () => {
    const more = { id: 'config', limitConcurrent: true, keepWaitingPipelines: true }
    const id = await startWaiting(more)
    const next = await orca.start({ ...more, stages: [waiting(0)] })
    expect((await put(`/pipelines/${id}/cancel?force=true&reason=stuck`)).status).toBe(202)
    const execution = await orca.read(id)
    expect(execution).toMatchObject({
      status: 'CANCELED',
      canceled: true,
      canceledBy: 'ann',
      cancellationReason: 'stuck',
    })
    expect(execution.stages[0]).toMatchObject({ status: 'CANCELED', tasks: [{ status: 'CANCELED' }] })
    expect((await orca.ended(next)).status).toBe('SUCCEEDED')
  })

  it('that is not there is a 404, whatever one wants of it', async () => {
    for (const action of ['cancel', 'pause', 'resume', 'stages/x/restart']) {
      expect((await put(`/pipelines/gone/${action}`, {})).status).toBe(404)
    }
    expect((await orca.ask('PATCH', '/pipelines/gone/stages/x', {})).status).toBe(404)
  })
})

describe('a stage', () => {
  it('takes what people write into its context, with who and when, and its task reacts at once', async () => {
    const id = await startWaiting()
    const stageId = (await orca.read(id)).stages[0]!.id
    const accounts = { ...ann, 'x-spinnaker-accounts': 'prod,test' }
    const { status, body } = await orca.ask(
      'PATCH',
      `/pipelines/${id}/stages/${stageId}`,
      { skipRemainingWait: true },
      accounts,
    )
    expect(status).toBe(200)
    expect(body.stages[0]).toMatchObject({
      context: { skipRemainingWait: true, waitTime: 3_600, lastModifiedBy: 'ann' },
      lastModified: { user: 'ann', allowedAccounts: ['prod', 'test'], lastModifiedTime: expect.any(Number) },
    })
    const before = orca.clock.now()
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
    expect(orca.clock.now() - before).toBeLessThan(600_000)
  })

  it('that is not there is a 404, and one that nobody may skip by hand a 405', async () => {
    const id = await startWaiting()
    const stageId = (await orca.read(id)).stages[0]!.id
    expect((await orca.ask('PATCH', `/pipelines/${id}/stages/none`, {})).status).toBe(404)
    const { status, body } = await orca.ask('PATCH', `/pipelines/${id}/stages/${stageId}`, { manualSkip: true })
    expect([status, body.message]).toEqual([405, expect.stringContaining("'Wait'")])
  })

  it('is restarted, going by the preconditions that its pipeline has now', async () => {
    const check = (expression: string) => ({
      refId: '1',
      requisiteStageRefIds: [],
      type: 'checkPreconditions',
      name: 'Check',
      preconditions: [{ type: 'expression', context: { expression } }],
    })
    const failed = await orca.run({ id: 'config', stages: [check('${false}')] })
    expect(failed.status).toBe('TERMINAL')
    const stage = failed.stages.find(({ refId }) => refId === '1')!
    const url = `/pipelines/${failed.id}/stages/${stage.id}/restart`
    const { status, body } = await put(url, { id: 'config', stages: [check('${true}'), { refId: '2', type: 'wait' }] })
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: failed.id, status: 'TERMINAL' })
    const again = await until(failed.id, 'SUCCEEDED')
    expect(again.stages.find(({ refId }) => refId === '1')!.context).toMatchObject({
      restartDetails: { restartedBy: 'ann' },
    })
  })

  it('is restarted without a body too; one of no such id is a 404', async () => {
    const done = await orca.run({ stages: [waiting(0)] })
    expect((await put(`/pipelines/${done.id}/stages/none/restart`)).status).toBe(404)
    expect((await put(`/pipelines/${done.id}/stages/${done.stages[0]!.id}/restart`)).status).toBe(200)
    const restarted = async () => (await orca.read(done.id)).stages[0]!.context['restartDetails']
    await orca.until(async () => (await restarted()) ?? undefined)
    expect((await orca.ended(done.id)).status).toBe('SUCCEEDED')
  })
})
