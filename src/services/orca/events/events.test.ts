import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Call } from '../../../platform/clients/index.ts'
import type { EchoEvent } from '../../echo/client.ts'
import type { Execution, Json } from '../model.ts'
import { type OrcaUnderTest, type Play, played, startOrca } from '../testing.ts'
import { standingOf, transitions } from './transitions.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const eventsOf = ({ calls }: { readonly calls: readonly Call[] }) =>
  calls.filter(({ path }) => path === '/').map(({ body }) => body as EchoEvent)
const typesOf = (echo: { readonly calls: readonly Call[] }) =>
  eventsOf(echo).map(({ details, content }) =>
    [details.type, content.taskName ?? content.name].filter(Boolean).join(' '),
  )

async function start(play?: Play, options: Omit<NonNullable<Parameters<typeof startOrca>[0]>, 'services'> = {}) {
  const echo = played('echo', play)
  const orca = await startOrca({ ...options, services: { echo } })
  undo.push(() => orca.stop())
  /** Until the end of the execution has been told. */
  const told = (orca: OrcaUnderTest, { id }: Execution) =>
    orca.until(() =>
      eventsOf(echo).find(
        ({ details, content }) =>
          /^orca:(pipeline|orchestration):(complete|failed)$/.test(details.type) && content.executionId === id,
      ),
    )
  return { echo, orca, told: (execution: Execution) => told(orca, execution) }
}

const wait = (refId: string, more: Json = {}) => ({
  ...{ refId, requisiteStageRefIds: [], type: 'wait', name: `wait ${refId}`, waitTime: 0 },
  ...more,
})

describe('Echo is told', () => {
  it('of what begins and ends, in its order', async () => {
    const { echo, orca, told } = await start()
    await told(await orca.run({ stages: [wait('1'), wait('2', { requisiteStageRefIds: ['1'], waitTime: 60 })] }))
    expect(typesOf(echo)).toEqual([
      'orca:pipeline:starting',
      ...['orca:stage:starting wait 1', 'orca:task:starting wait.wait'],
      ...['orca:task:complete wait.wait', 'orca:stage:complete wait 1'],
      ...['orca:stage:starting wait 2', 'orca:task:starting wait.wait'],
      ...['orca:task:complete wait.wait', 'orca:stage:complete wait 2'],
      'orca:pipeline:complete',
    ])
  })

  it('with what Spinnaker’s events hold', async () => {
    const { echo, orca, told } = await start()
    const execution = await orca.run({ stages: [wait('1')] })
    await told(execution)
    const [stage] = execution.stages
    const [begun, , , ended] = eventsOf(echo).filter(({ details }) => details.type !== 'orca:pipeline:complete')
    expect(begun).toMatchObject({
      details: { source: 'orca', type: 'orca:pipeline:starting', application: 'app' },
      content: { executionId: execution.id, execution: { id: execution.id, name: 'p', status: 'RUNNING' } },
    })
    expect(eventsOf(echo).find(({ details }) => details.type === 'orca:stage:complete')).toMatchObject({
      content: {
        ...{ standalone: false, canceled: false, isSynthetic: false, name: 'wait 1', context: { waitTime: 0 } },
        ...{ startTime: stage?.startTime, endTime: stage?.endTime, executionId: execution.id, stageId: stage?.id },
        execution: { id: execution.id },
      },
    })
    expect(ended?.content).toMatchObject({ taskName: 'wait.wait' })
  })

  it('of failures, stages that are skipped, and ad-hoc tasks', async () => {
    const { echo, orca, told } = await start()
    const never = { stageEnabled: { type: 'expression', expression: 'false' } }
    const stages = [wait('1', never), wait('2', { type: 'nonsense', name: 'n' })]
    await told(await orca.run({ stages }))
    expect(typesOf(echo)).toEqual(
      expect.arrayContaining(['orca:stage:skipped wait 1', 'orca:stage:failed n', 'orca:pipeline:failed']),
    )
    await told(await orca.runTask({ type: 'wait', waitTime: 0 }))
    const standalone = eventsOf(echo).find(({ content }) => content.standalone === true)
    expect(standalone).toMatchObject({ details: { type: 'orca:stage:starting' } })
    expect(typesOf(echo).at(-1)).toBe('orca:orchestration:complete')
  })

  it('of no tasks, or of tasks without their execution, where the installation says so', async () => {
    const without = await start(undefined, { config: { echo: { events: { ignoreTaskEvents: true } } } })
    await without.told(await without.orca.run({ stages: [wait('1')] }))
    expect(typesOf(without.echo).filter((type) => type.startsWith('orca:task'))).toEqual([])
    const small = await start(undefined, { config: { echo: { events: { 'include-full-execution': false } } } })
    await small.told(await small.orca.run({ stages: [wait('1')] }))
    const full = eventsOf(small.echo).map(({ details, content }) => [
      details.type.split(':')[1],
      'execution' in content,
    ])
    expect(full).toContainEqual(['task', false])
    expect(full).not.toContainEqual(['task', true])
    expect(full).not.toContainEqual(['stage', false])
  })

  it('whom to notify: the pipeline’s own with their expressions, and the application’s that they do not settle', async () => {
    const { orca, told } = await start()
    const slack = { type: 'slack', level: 'application', address: 'releases' }
    await orca.askFront50('POST', '/v2/applications', { name: 'app', email: 'a@b.example' })
    await orca.askFront50('POST', '/notifications/application/app', {
      slack: [{ ...slack, when: ['pipeline.failed', 'pipeline.complete', 'manualJudgment'] }],
      email: [{ type: 'email', address: 'all@example.com', when: ['pipeline.starting'] }],
    })
    const own = { type: 'slack', address: 'releases', when: ['pipeline.failed'] }
    const notifications = [
      own,
      { type: 'email', address: "${trigger['user']}@example.com", when: ['pipeline.complete'] },
    ]
    const execution = await orca.run({ notifications, stages: [wait('1')], trigger: { user: 'ann' } })
    expect((await told(execution)).content.execution).toMatchObject({
      notifications: [
        own,
        { type: 'email', address: 'ann@example.com' },
        ...[
          { ...slack, when: ['pipeline.complete'] },
          { type: 'email', address: 'all@example.com', when: ['pipeline.starting'] },
        ],
      ],
    })
  })

  it('of a restarted stage, and not that the pipeline begins once more', async () => {
    const { echo, orca, told } = await start()
    const execution = await orca.run({ stages: [wait('1')] })
    await told(execution)
    const before = eventsOf(echo).length
    await orca.clock.advance(1_000)
    await orca.ask('PUT', `/pipelines/${execution.id}/stages/${execution.stages[0]!.id}/restart`, {})
    await orca.until(() => typesOf(echo).slice(before).includes('orca:pipeline:complete'))
    expect(typesOf(echo).slice(before)).toEqual([
      ...['orca:stage:starting wait 1', 'orca:task:starting wait.wait'],
      ...['orca:task:complete wait.wait', 'orca:stage:complete wait 1', 'orca:pipeline:complete'],
    ])
  })
})

describe('when Echo', () => {
  it('is away, pipelines go on, and it is told later, of each thing once', async () => {
    let isAway = true
    const taken: string[] = []
    const { orca, told } = await start(({ body }) => {
      if (isAway) return { status: 503, body: { message: 'away' } }
      taken.push(String((body as EchoEvent).eventId))
      return {}
    })
    const execution = await orca.run({ stages: [wait('1'), wait('2', { requisiteStageRefIds: ['1'] })] })
    expect(execution.status).toBe('SUCCEEDED')
    isAway = false
    await told(execution)
    await orca.until(() => taken.length === 10)
    expect(new Set(taken).size).toBe(10)
  })

  it('refuses an event, the others are still told', async () => {
    const { echo, orca, told } = await start(({ body }) =>
      (body as EchoEvent).details?.type === 'orca:stage:starting' ? { status: 400, body: { message: 'no' } } : {},
    )
    await told(await orca.run({ stages: [wait('1')] }))
    expect(typesOf(echo).filter((type) => type.startsWith('orca:stage:starting'))).toHaveLength(1)
  })

  it('was not told before this process ended, it is told by the next', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'orca-events-'))
    undo.push(() => rm(folder, { recursive: true }))
    const store = { home: folder }
    const first = await start(() => ({ status: 503, body: {} }), { store })
    const execution = await first.orca.run({ stages: [wait('1')] })
    await first.orca.stop()
    undo.pop()
    const second = await start(undefined, { store })
    await second.orca.until(() => eventsOf(second.echo).length === 6)
    await second.told(execution)
    expect(new Set(eventsOf(second.echo).map(({ eventId }) => eventId)).size).toBe(6)
  })
})

describe('notifications', () => {
  it('of a judgment are sent through Echo', async () => {
    const { echo, orca } = await start()
    const notifications = [{ type: 'slack', address: 'releases', when: ['manualJudgment'] }]
    const judgment = { ...wait('1'), type: 'manualJudgment', name: 'Go?', sendNotifications: true, notifications }
    await orca.start({ stages: [judgment] })
    const sent = await orca.until(() => echo.calls.find(({ path }) => path === '/notifications'))
    expect(sent.body).toMatchObject({
      ...{ notificationType: 'SLACK', to: ['releases'], templateGroup: 'manualJudgment', severity: 'HIGH' },
      additionalContext: { stageName: 'Go?' },
    })
  })

  it('page who is on duty for an application', async () => {
    const { echo, orca } = await start()
    await orca.askFront50('POST', '/v2/applications', { name: 'app', email: 'a@b.example', pdApiKey: 'key-1' })
    const job = { type: 'pageApplicationOwner', applications: ['app'], keys: ['key-2'], message: 'Wake up.' }
    expect((await orca.runTask(job)).status).toBe('SUCCEEDED')
    expect(echo.calls.find(({ path }) => path === '/notifications')?.body).toMatchObject({
      ...{ notificationType: 'PAGER_DUTY', to: ['key-2', 'key-1'], additionalContext: { message: 'Wake up.' } },
    })
    const nobody = await orca.runTask({ ...job, applications: ['other'] })
    expect(JSON.stringify(nobody.stages[0]?.context.exception)).toContain(
      'other does not have a pager duty service key.',
    )
  })

  it('need an Echo', async () => {
    const orca = await startOrca()
    undo.push(() => orca.stop())
    const execution = await orca.runTask({ type: 'pageApplicationOwner', keys: ['k'] })
    expect(JSON.stringify(execution.stages[0]?.context.exception)).toContain('Echo is not configured')
  })
})

it('nothing is told of an execution that stands as it did', () => {
  const stages = [{ id: 's', status: 'RUNNING', startTime: 1, tasks: [{ id: '1', status: 'RUNNING', startTime: 1 }] }]
  const execution = { status: 'RUNNING', startTime: 1, stages } as unknown as Execution
  expect(transitions(standingOf(execution), execution)).toEqual([])
})
