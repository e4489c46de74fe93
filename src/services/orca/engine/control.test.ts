import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { problem } from '../../../platform/errors/index.ts'
import type { Execution, Json } from '../model.ts'
import { defineTask, type StageDefinition } from '../stage.ts'
import { builtInStages } from '../stages/index.ts'
import { type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest

/** Leaves what a stranger wrote in its context, and runs once more. */
const stranger: StageDefinition = {
  type: 'stranger',
  label: 'Stranger',
  schema: { safeParse: () => ({ success: true }) } as never,
  tasks: () =>
    ['hear', 'repeat'].map((name) => ({
      name,
      task: defineTask({
        implementingClass: `example.${name}`,
        run: () => ({ status: 'SUCCEEDED', context: { heard: '${1 + 1}' }, outputs: { late: 'there' } }),
      }),
    })),
}

/** Asks a service while it is planned, which does not answer. */
const lonely: StageDefinition = {
  ...stranger,
  type: 'lonely',
  before() {
    asked += 1
    throw problem('unavailable', 'Nobody answers')
  },
}
let asked = 0

/** Asks a service that answers when the test says so. */
const patient: StageDefinition = {
  ...stranger,
  type: 'patient',
  tasks: () => [
    {
      name: 'ask',
      task: defineTask({
        implementingClass: 'example.Ask',
        run: () => new Promise((resolve) => waiting.push(() => resolve({ status: 'SUCCEEDED' }))),
      }),
    },
  ],
}
const waiting: (() => void)[] = []

/** Does something outside, under its request id. */
const effectful: StageDefinition = {
  ...stranger,
  type: 'effectful',
  tasks: () => [
    {
      name: 'do',
      task: defineTask({
        implementingClass: 'example.Do',
        run(stage) {
          requests.push(stage.requestId('it'))
          return { status: requests.length % 2 === 1 ? 'RUNNING' : 'SUCCEEDED' }
        },
      }),
    },
  ],
}
const requests: string[] = []

beforeEach(async () => {
  asked = 0
  requests.length = 0
  orca = await startOrca({ stages: [...builtInStages, stranger, lonely, patient, effectful] })
})
afterEach(() => orca.stop())

const wait = (refId: string, requisiteStageRefIds: string[] = [], more: Json = {}) => ({
  ...{ refId, requisiteStageRefIds, type: 'wait', name: `wait ${refId}`, waitTime: 0 },
  ...more,
})
const judgment = (refId: string, requisiteStageRefIds: string[] = []) => ({
  ...{ refId, requisiteStageRefIds, type: 'manualJudgment', name: `judge ${refId}` },
})
const stageOf = ({ stages }: Execution, refId: string) => stages.find((stage) => stage.refId === refId)!
const statuses = ({ stages }: Execution) => Object.fromEntries(stages.map(({ refId, status }) => [refId, status]))
const until = (id: string, wanted: (execution: Execution) => boolean) =>
  orca.until(async () => {
    const execution = await orca.read(id)
    return wanted(execution) ? execution : undefined
  })
const runs = (refId: string) => (execution: Execution) => {
  const stage = execution.stages.find((each) => each.refId === refId)
  return stage?.tasks.some(({ status }) => status === 'RUNNING') === true
}

describe('a time until which something must have begun', () => {
  it('cancels the execution that comes later', async () => {
    const startTimeExpiry = String(orca.clock.now() - 1)
    const execution = await orca.run({ startTimeExpiry, stages: [wait('1')] })
    expect(execution).toMatchObject({
      status: 'CANCELED',
      canceledBy: 'spinnaker',
      cancellationReason: 'Could not begin execution before start time expiry',
    })
    expect(execution).not.toHaveProperty('startTime')
  })

  it('skips the stage that comes later; what is behind it runs', async () => {
    const startTimeExpiry = String(orca.clock.now() + 5_000)
    const stages = [wait('1', [], { waitTime: 10 }), wait('2', ['1'], { startTimeExpiry }), wait('3', ['2'])]
    const execution = await orca.run({ stages })
    expect(statuses(execution)).toEqual({ 1: 'SUCCEEDED', 2: 'SKIPPED', 3: 'SUCCEEDED' })
    expect(execution.status).toBe('SUCCEEDED')
  })
})

describe('a pipeline that may run only so often at once', () => {
  const limited = { id: 'limited', limitConcurrent: true, stages: [wait('1', [], { waitTime: 60 })] }

  it('lets the newest of those that wait run next, and cancels the others', async () => {
    const first = await orca.start(limited)
    await until(first, runs('1'))
    const [second, third] = [await orca.start(limited), await orca.start(limited)]
    expect(await orca.ended(second)).toMatchObject({
      status: 'CANCELED',
      canceledBy: 'spinnaker',
      cancellationReason: expect.stringContaining('a newer queued execution superceded it'),
    })
    const last = await orca.ended(third)
    expect(last.status).toBe('SUCCEEDED')
    expect(last.startTime).toBeGreaterThanOrEqual((await orca.read(first)).endTime!)
  })

  it('counts no more than its limit, where it has one of its own', async () => {
    const pipeline = { ...limited, limitConcurrent: false, maxConcurrentExecutions: 2, keepWaitingPipelines: true }
    for (let place = 1; place <= 2; place += 1) await until(await orca.start(pipeline), runs('1'))
    const third = await orca.start(pipeline)
    await orca.rest()
    expect((await orca.read(third)).status).toBe('NOT_STARTED')
    expect((await orca.ended(third)).status).toBe('SUCCEEDED')
  })

  it('holds the place of an execution that is paused', async () => {
    const first = await orca.start(limited)
    await until(first, runs('1'))
    await orca.ask('PUT', `/pipelines/${first}/pause`)
    const second = await orca.start(limited)
    await orca.rest()
    expect((await orca.read(second)).status).toBe('NOT_STARTED')
    await orca.ask('PUT', `/pipelines/${first}/resume`)
    expect((await orca.ended(second)).status).toBe('SUCCEEDED')
  })

  it('lets a restart wait too, and then goes on where it was asked to', async () => {
    const stages = [wait('1'), wait('2', ['1'], { waitTime: 60 })]
    const pipeline = { id: 'again', limitConcurrent: true, keepWaitingPipelines: true, stages }
    const first = await orca.run(pipeline)
    const second = await orca.start(pipeline)
    await until(second, runs('2'))
    await orca.ask('PUT', `/pipelines/${first.id}/stages/${stageOf(first, '2').id}/restart`, {})
    await orca.rest()
    expect(await orca.read(first.id)).toMatchObject({ status: 'NOT_STARTED' })
    await orca.ended(second)
    const again = await orca.ended(first.id)
    expect(again.status).toBe('SUCCEEDED')
    expect(stageOf(again, '1').startTime).toBe(stageOf(first, '1').startTime)
    expect(stageOf(again, '2').startTime).toBeGreaterThan(stageOf(first, '2').startTime!)
  })
})

describe('the time that a stage may take', () => {
  it('does not go by while the execution is paused', async () => {
    const id = await orca.start({ stages: [{ ...judgment('1'), stageTimeoutMs: 60_000 }] })
    await until(id, runs('1'))
    await orca.ask('PUT', `/pipelines/${id}/pause`)
    await until(id, ({ stages }) => stages[0]?.status === 'PAUSED')
    await orca.clock.advance(3_600_000)
    await orca.ask('PUT', `/pipelines/${id}/resume`)
    const resumed = await until(id, runs('1'))
    expect(resumed.paused).toMatchObject({ pausedBy: 'anonymous', resumedBy: 'anonymous', paused: false })
    expect(resumed.paused!.pausedMs).toBeGreaterThanOrEqual(3_600_000)
    const { endTime, status } = await orca.ended(id)
    expect(status).toBe('TERMINAL')
    expect(endTime! - resumed.paused!.resumeTime!).toBeGreaterThan(30_000)
  })

  it('does not go by while an execution window is closed', async () => {
    const soon = new Date(orca.clock.now() + 600_000)
    const [hour, min] = [soon.getUTCHours(), soon.getUTCMinutes()]
    const whitelist = [{ startHour: hour, startMin: min, endHour: hour, endMin: min }]
    const window = { restrictedExecutionWindow: { whitelist, timezone: 'UTC' } }
    const restricted = { ...window, restrictExecutionDuringTimeWindow: 'true', stageTimeoutMs: 60_000 }
    const { status, stages } = await orca.run({ stages: [wait('1', [], restricted)] })
    expect(status).toBe('SUCCEEDED')
    expect(stages[0]).toMatchObject({ type: 'restrictExecutionDuringTimeWindow', scheduledTime: soon.getTime() })
  })
})

describe('the implementation of a stage', () => {
  it('is the one of its alias, and of that alone, where it has one', async () => {
    const renamed = await orca.run({ stages: [wait('1', [], { type: 'unheardOf', alias: 'wait' })] })
    expect(renamed).toMatchObject({ status: 'SUCCEEDED', stages: [{ type: 'unheardOf' }] })
    const lost = await orca.run({ stages: [wait('1', [], { alias: 'unheardOf' })] })
    expect(lost.stages[0]?.context.exception).toMatchObject({
      exceptionType: 'NoSuchStageDefinitionBuilderException',
    })
  })

  it('is chosen with the provider in its type, but for two', async () => {
    const execution = await orca.run({ stages: [wait('1', [], { providerType: 'gce' })] })
    expect(execution).toMatchObject({ status: 'TERMINAL', stages: [{ type: 'wait_gce' }] })
    expect((await orca.run({ stages: [wait('1', [], { providerType: 'aws' })] })).status).toBe('SUCCEEDED')
  })
})

describe('expressions of a stage', () => {
  it('may make the condition on which it runs', async () => {
    const condition = { stageEnabled: { type: 'expression', expression: "${'yes'} == 'yes'" } }
    const stageEnabled = { type: 'expression', expression: "${trigger['type']}" }
    const stages = [wait('1', [], { stageEnabled }), wait('2', [], condition)]
    expect(statuses(await orca.run({ spelEvaluator: 'v4', stages }))).toEqual({ 1: 'SKIPPED', 2: 'SKIPPED' })
    const enabled = { type: 'expression', expression: "${'true'}" }
    const execution = await orca.run({ spelEvaluator: 'v4', stages: [wait('1', [], { stageEnabled: enabled })] })
    expect(statuses(execution)).toEqual({ 1: 'SUCCEEDED' })
  })

  it('that fail are tried again when there is more to know; what tasks brought never is', async () => {
    const stage = { refId: '1', requisiteStageRefIds: [], type: 'stranger', name: 's', note: 'is ${late}' }
    const { stages } = await orca.run({ stages: [stage] })
    expect(stages[0]?.context).toMatchObject({ note: 'is there', heard: '${1 + 1}', expressionEvaluationSummary: {} })
  })
})

describe('what a stage does outside', () => {
  it('has one id however often the task runs, and another when the stage runs again behind a restarted one', async () => {
    const stage = { refId: '2', requisiteStageRefIds: ['1'], type: 'effectful', name: 'e' }
    const { id, stages } = await orca.run({ stages: [wait('1'), stage] })
    await orca.clock.advance(1)
    await orca.ask('PUT', `/pipelines/${id}/stages/${stageOf({ stages } as Execution, '1').id}/restart`, {})
    await orca.until(() => requests.length === 4)
    await orca.ended(id)
    const [first, again, afterwards, againAfterwards] = requests
    expect([again, againAfterwards]).toEqual([first, afterwards])
    expect(afterwards).not.toBe(first)
  })
})

describe('a cancel', () => {
  it('of what has ended only notes who wanted it', async () => {
    const { id } = await orca.run({ stages: [wait('1')] })
    await orca.ask('PUT', `/pipelines/${id}/cancel?reason=late`, undefined, { 'x-spinnaker-user': 'ann' })
    const execution = await until(id, ({ canceled }) => canceled)
    expect(execution).toMatchObject({ status: 'SUCCEEDED', canceledBy: 'ann', cancellationReason: 'late' })
  })
})

describe('a stage that can not be planned because a service does not answer', () => {
  it('is planned again every 15 seconds, forty times', async () => {
    const id = await orca.start({ stages: [{ refId: '1', requisiteStageRefIds: [], type: 'lonely', name: 'l' }] })
    const { status, stages, startTime, endTime } = await orca.ended(id)
    expect({ status, asked }).toEqual({ status: 'TERMINAL', asked: 40 })
    expect(endTime! - startTime!).toBe(39 * 15_000)
    expect(stages[0]?.context).toMatchObject({
      beforeStagePlanningFailed: true,
      exception: { operation: 'l', details: { errors: ['Nobody answers'] } },
    })
  })
})

describe('a service that does not answer for a long time', () => {
  it('holds up those who ask it and nobody else', async () => {
    const stage = { refId: '1', requisiteStageRefIds: [], type: 'patient', name: 'p' }
    const ids = await Promise.all(Array.from({ length: 100 }, () => orca.start({ stages: [stage] })))
    const other = await orca.start({ stages: [wait('1')] })
    while ((await orca.read(other)).status !== 'SUCCEEDED' || waiting.length < ids.length) await setImmediate()
    for (const answer of waiting) answer()
    for (const id of ids) expect((await orca.ended(id)).status).toBe('SUCCEEDED')
  })
})

describe('a wait', () => {
  it('for what is no number of seconds fails where it would wait', async () => {
    const { status, stages } = await orca.run({ stages: [wait('1', [], { waitTime: 'soon' })] })
    expect(status).toBe('TERMINAL')
    expect(stages[0]?.tasks).toMatchObject([{ name: 'wait', status: 'TERMINAL' }])
    expect(stages[0]?.context.exception).toMatchObject({
      exceptionType: 'IllegalArgumentException',
      operation: 'wait',
      details: { errors: [expect.stringContaining('"soon"')] },
    })
  })
})
