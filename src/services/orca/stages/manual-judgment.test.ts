import { afterEach, describe, expect, it } from 'vitest'
import type { Execution, Json } from '../model.ts'
import { type OrcaOptions, type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest

afterEach(() => orca.stop())

const judgment = (more: Json = {}) => ({
  ...{ refId: '1', requisiteStageRefIds: [], type: 'manualJudgment', name: 'Approve', ...more },
})

async function waiting(options: OrcaOptions, stages: Json[], user = 'starter') {
  orca = await startOrca(options)
  const pipeline = { application: 'app', name: 'p', spelEvaluator: 'v4', stages }
  const { body } = await orca.ask('POST', '/orchestrate', pipeline, { 'x-spinnaker-user': user })
  const id = body.ref.split('/').at(-1) as string
  const until = (wanted: (execution: Execution) => boolean) =>
    orca.until(async () => {
      const execution = await orca.read(id)
      return wanted(execution) ? execution : undefined
    })
  const { stages: planned } = await until((execution) => execution.stages[0]?.tasks[0]?.status === 'RUNNING')
  const judge = (by: string, answer: Json) =>
    orca.ask('PATCH', `/pipelines/${id}/stages/${planned[0]!.id}`, answer, {
      ...{ 'x-spinnaker-user': by, 'x-spinnaker-accounts': 'prod,test' },
    })
  return { id, until, judge }
}

describe('a manual judgment', () => {
  it('shows its judge whatever the pipeline says', async () => {
    const { id, judge } = await waiting({}, [judgment({ instructions: { a: 1 }, judgmentInputs: ['yes', 2] })])
    await judge('ann', { judgmentStatus: 'continue' })
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
  })

  it('is taken in any case, with the input that was chosen', async () => {
    const { id, judge } = await waiting({}, [judgment({ judgmentInputs: [{ value: 'blue' }] })])
    await judge('ann', { judgmentStatus: 'CONTINUE', judgmentInput: 'blue' })
    const { status, stages } = await orca.ended(id)
    expect(status).toBe('SUCCEEDED')
    expect(stages[0]).toMatchObject({
      context: { judgmentInput: 'blue', lastModifiedBy: 'ann' },
      lastModified: { user: 'ann', allowedAccounts: ['prod', 'test'], lastModifiedTime: expect.any(Number) },
    })
  })

  it.each([
    ['requiredJudgmentRoles', { requiredJudgmentRoles: ['Release'], selectedStageRoles: ['everybody'] }],
    ['selectedStageRoles', { selectedStageRoles: ['release'] }],
  ])('of someone without a role of %s is erased, and waiting goes on', async (_name, roles) => {
    const rolesOf = async (user: string) => ({ admin: user === 'root', roles: user === 'rel' ? ['RELEASE'] : ['dev'] })
    const { id, until, judge } = await waiting({ authorization: { rolesOf } }, [judgment(roles)])
    await judge('dev', { judgmentStatus: 'continue' })
    const still = await until(({ stages }) => stages[0]?.context.judgmentStatus === '')
    expect(still.status).toBe('RUNNING')
    await judge('rel', { judgmentStatus: 'continue' })
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
  })

  it('of an administrator needs no role', async () => {
    const rolesOf = async () => ({ admin: true, roles: [] })
    const { id, judge } = await waiting({ authorization: { rolesOf } }, [judgment({ selectedStageRoles: ['x'] })])
    await judge('root', { judgmentStatus: 'stop' })
    expect((await orca.ended(id)).status).toBe('TERMINAL')
  })

  it.each([
    [true, 'ann', ['prod', 'test']],
    [false, 'starter', []],
  ])('that propagates authentication (%s) lets later stages act for its judge', async (propagates, user, accounts) => {
    const child = { refId: '2', requisiteStageRefIds: ['1'], type: 'pipeline', name: 'Child', pipeline: 'kid' }
    const variables = [{ key: 'who', value: '${#currentUser()}' }]
    const says = { refId: '3', requisiteStageRefIds: ['1'], type: 'evaluateVariables', name: 'Who', variables }
    const { id, judge } = await waiting({}, [judgment({ propagateAuthenticationContext: propagates }), child, says])
    const kid = { id: 'kid', application: 'app', name: 'kid', stages: [{ type: 'wait', name: 'w', waitTime: 0 }] }
    await orca.askFront50('POST', '/pipelines', kid)
    await judge('ann', { judgmentStatus: 'continue' })
    const { stages } = await orca.ended(id)
    const started = await orca.read(String(stages[1]?.context.executionId))
    expect(stages[2]?.outputs).toEqual({ who: user })
    expect(started).toMatchObject({ authentication: { user, allowedAccounts: accounts }, trigger: { user } })
  })

  it('tells people that it waits, again and again where asked to, and how it was judged', async () => {
    const sent: Json[] = []
    const notifications = { send: async (notification: Json) => void sent.push(notification) }
    const asked = [
      {
        ...{ type: 'email', address: 'a@example.org', cc: 'b@example.org', notifyEveryMs: 60_000 },
        ...{ when: ['manualJudgment'], message: { manualJudgment: { text: 'look' } } },
      },
      { type: 'slack', publisherName: 'p', when: ['manualJudgmentContinue'] },
    ]
    const stage = judgment({ instructions: 'please', sendNotifications: true, notifications: asked })
    const { id, judge } = await waiting({ notifications }, [stage])
    await orca.until(() => (sent.length >= 3 ? true : undefined))
    await judge('ann', { judgmentStatus: 'continue' })
    const { stages } = await orca.ended(id)
    expect(sent.map(({ templateGroup }) => templateGroup)).toEqual([
      ...['manualJudgment', 'manualJudgment', 'manualJudgment', 'manualJudgmentContinue'],
    ])
    expect(sent[0]).toMatchObject({
      ...{ notificationType: 'EMAIL', to: ['a@example.org'], cc: ['b@example.org'], severity: 'HIGH' },
      source: { executionType: 'pipeline', executionId: id, application: 'app' },
      additionalContext: { stageName: 'Approve', stageId: '1', instructions: 'please', message: 'look' },
    })
    expect(sent[3]).toMatchObject({ notificationType: 'SLACK', to: ['p'], additionalContext: { judgedBy: 'ann' } })
    expect(stages[0]?.context.notifications).toMatchObject([
      { notifyEveryMs: 60_000, lastNotifiedByNotificationState: { manualJudgment: expect.any(Number) } },
      { notifyEveryMs: -1, lastNotifiedByNotificationState: { manualJudgmentContinue: expect.any(Number) } },
    ])
  })

  it('goes on although its notification can not be sent', async () => {
    const notifications = {
      send: async () => {
        throw new Error('no mail today')
      },
    }
    const notified = judgment({ notifications: [{ type: 'email', address: 'a@example.org' }] })
    const { id, judge } = await waiting({ notifications }, [notified])
    await judge('ann', { judgmentStatus: 'continue' })
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
  })
})
