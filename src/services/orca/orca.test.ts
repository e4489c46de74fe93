import { afterEach, describe, expect, it } from 'vitest'
import { openTestStore } from '../../../test/support/test-store.ts'
import { inProcess } from '../../platform/clients/index.ts'
import { systemClock } from '../../platform/clock.ts'
import { type ChangeEvent, createEvents } from '../../platform/events/index.ts'
import type { Service, ServiceDeps } from '../../platform/service/index.ts'
import type { Store } from '../../platform/store/index.ts'
import { createLogger, createMetrics } from '../../platform/telemetry/index.ts'
import { createFront50, front50ConfigSchema } from '../front50/index.ts'
import { builtInStages, createOrca, orcaConfigSchema } from './index.ts'
import type { Execution, Json } from './model.ts'

const complete = ['SUCCEEDED', 'TERMINAL', 'CANCELED', 'STOPPED']
const undo: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function start(store?: Store) {
  const own = store ?? (await openTestStore())
  const events = createEvents(own)
  const services = new Map<string, Service>()
  const deps: ServiceDeps = {
    store: own,
    clock: systemClock,
    logger: createLogger('silent'),
    metrics: createMetrics(),
    events,
    transport: (name) => inProcess(name, () => services.get(name)!.server),
  }
  services.set('front50', await createFront50({ ...deps, config: front50ConfigSchema.parse({}) }))
  const orca = await createOrca({ ...deps, stages: builtInStages, config: orcaConfigSchema.parse({}) })
  services.set('orca', orca)
  await orca.start()
  undo.push(async () => {
    await orca.stop()
    await own.close()
  })

  const ask = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const payload = body === undefined ? {} : { payload: body as object }
    const answer = await orca.server.inject({ method, url, headers, ...payload })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
  const read = async (id: string) => {
    const { status, body } = await ask('GET', `/pipelines/${id}`)
    return (status === 200 ? body : (await ask('GET', `/tasks/${id}`)).body.execution) as Execution
  }
  /** Looks now and at each change, until the execution is as wanted. */
  const until = async (id: string, wanted: (execution: Execution) => boolean): Promise<Execution> => {
    const { promise, resolve } = Promise.withResolvers<Execution>()
    const look = async () => {
      const execution = await read(id)
      if (wanted(execution)) resolve(execution)
    }
    const unsubscribe = await events.subscribe((event: ChangeEvent) => {
      if (event.type === 'execution' && event.executionId === id) void look()
    })
    await look()
    return promise.finally(unsubscribe)
  }
  const run = async (pipeline: Json) => {
    const { body } = await ask('POST', '/orchestrate', { application: 'app', name: 'p', ...pipeline })
    return until(body.ref.split('/').at(-1), ({ status }) => complete.includes(status))
  }
  return { ask, read, until, run }
}

const wait = (refId: string, requisiteStageRefIds: string[] = [], more: Json = {}) => ({
  refId,
  requisiteStageRefIds,
  type: 'wait',
  name: refId,
  waitTime: 0,
  ...more,
})
const check = (refId: string, requisiteStageRefIds: string[], expression: string, more: Json = {}) => ({
  refId,
  requisiteStageRefIds,
  type: 'checkPreconditions',
  name: refId,
  preconditions: [{ type: 'expression', context: { expression } }],
  ...more,
})
const statuses = ({ stages }: Execution) =>
  Object.fromEntries(
    stages.filter((stage) => stage.parentStageId === undefined).map(({ refId, status }) => [refId, status]),
  )

describe('a pipeline', () => {
  it('runs its stages in the order of its graph, both ways of a fork before the join', async () => {
    const { run } = await start()
    const execution = await run({ stages: [wait('1'), wait('2', ['1']), wait('3', ['1']), wait('4', ['2', '3'])] })
    expect(execution.status).toBe('SUCCEEDED')
    expect(statuses(execution)).toEqual({ 1: 'SUCCEEDED', 2: 'SUCCEEDED', 3: 'SUCCEEDED', 4: 'SUCCEEDED' })
  })

  it.each([
    ['halts as a whole by default', {}, 'TERMINAL', { 1: 'TERMINAL', 2: 'NOT_STARTED' }],
    [
      'ignores the failure when told so',
      { continuePipeline: true, failPipeline: false },
      'SUCCEEDED',
      { 1: 'FAILED_CONTINUE', 2: 'SUCCEEDED' },
    ],
    ['halts only the branch when told so', { failPipeline: false }, 'SUCCEEDED', { 1: 'STOPPED', 2: 'NOT_STARTED' }],
    [
      'fails after the other branches when told so',
      { failPipeline: false, completeOtherBranchesThenFail: true },
      'TERMINAL',
      { 1: 'STOPPED', 2: 'NOT_STARTED' },
    ],
  ])('whose stage fails %s', async (_words, policy, status, stages) => {
    const { run } = await start()
    const execution = await run({ stages: [check('1', [], '${false}', policy), wait('2', ['1'])] })
    expect(execution.status).toBe(status)
    expect(statuses(execution)).toEqual(stages)
  })

  it('knows who started it when it is read', async () => {
    const { ask, until } = await start()
    const variables = [{ key: 'who', value: '${#currentUser()}' }]
    const stages = [{ refId: '1', requisiteStageRefIds: [], type: 'evaluateVariables', name: 'v', variables }]
    const headers = { 'x-spinnaker-user': 'ann' }
    const { body } = await ask('POST', '/orchestrate', { application: 'app', name: 'p', stages }, headers)
    const execution = await until(body.ref.split('/').at(-1), ({ status }) => complete.includes(status))
    expect(execution.stages[0]?.outputs).toEqual({ who: 'ann' })
  })

  it('hands variables to later stages', async () => {
    const { run } = await start()
    const variables = {
      refId: '1',
      requisiteStageRefIds: [],
      type: 'evaluateVariables',
      name: 'v',
      variables: [{ key: 'a', value: '${1 + 2}' }],
    }
    const execution = await run({ spelEvaluator: 'v4', stages: [variables, check('2', ['1'], '${a == 3}')] })
    expect(execution.status).toBe('SUCCEEDED')
  })

  it('waits for a person, who stops or continues it', async () => {
    const { ask, until } = await start()
    const judgment = { refId: '1', requisiteStageRefIds: [], type: 'manualJudgment', name: 'j' }
    const { body } = await ask('POST', '/orchestrate', {
      application: 'app',
      name: 'p',
      stages: [judgment, wait('2', ['1'])],
    })
    const id = body.ref.split('/').at(-1)
    const waiting = await until(id, ({ stages }) => stages[0]?.tasks[0]?.status === 'RUNNING')
    await ask('PATCH', `/pipelines/${id}/stages/${waiting.stages[0]!.id}`, { judgmentStatus: 'continue' })
    expect((await until(id, ({ status }) => complete.includes(status))).status).toBe('SUCCEEDED')
  })

  it('can be cancelled while it waits', async () => {
    const { ask, until } = await start()
    const { body } = await ask('POST', '/orchestrate', {
      application: 'app',
      name: 'p',
      stages: [wait('1', [], { waitTime: 600 })],
    })
    const id = body.ref.split('/').at(-1)
    await until(id, ({ stages }) => stages[0]?.tasks[0]?.status === 'RUNNING')
    expect((await ask('PUT', `/pipelines/${id}/cancel?reason=enough`)).status).toBe(202)
    const execution = await until(id, ({ status }) => complete.includes(status))
    expect(execution).toMatchObject({ status: 'CANCELED', canceled: true, cancellationReason: 'enough' })
  })

  it('fails at a check that says nothing of preconditions, and passes one whose list of them is empty', async () => {
    const { run } = await start()
    const nothing = { refId: '1', requisiteStageRefIds: [], type: 'checkPreconditions', name: 'c' }
    const failed = await run({ stages: [nothing] })
    expect(failed.status).toBe('TERMINAL')
    expect(JSON.stringify(failed.stages[0]?.context)).toContain('has no `preconditions`')
    const passed = await run({ stages: [{ ...nothing, preconditions: [] }] })
    expect([passed.status, passed.stages[0]?.status]).toEqual(['SUCCEEDED', 'SKIPPED'])
  })

  it('of an unknown stage type fails at that stage, with its name', async () => {
    const { run } = await start()
    const execution = await run({ stages: [{ refId: '1', requisiteStageRefIds: [], type: 'conjure', name: 'c' }] })
    expect(execution.status).toBe('TERMINAL')
    expect(execution.stages[0]?.context).toMatchObject({
      beforeStagePlanningFailed: true,
      exception: {
        exceptionType: 'NoSuchStageDefinitionBuilderException',
        operation: 'c',
        details: {
          errors: [expect.stringContaining('No StageDefinitionBuilder implementation for conjure(alias: null) found')],
        },
      },
    })
  })

  it('holds a stage outside its execution window until somebody lets it pass', async () => {
    const { ask, until } = await start()
    const tomorrow = ((new Date().getUTCDay() + 1) % 7) + 1
    const { body } = await ask('POST', '/orchestrate', {
      application: 'app',
      name: 'p',
      stages: [
        wait('1', [], {
          restrictExecutionDuringTimeWindow: true,
          restrictedExecutionWindow: { days: [tomorrow], timezone: 'UTC' },
        }),
      ],
    })
    const id = body.ref.split('/').at(-1)
    const held = await until(id, ({ stages }) => stages.some(({ scheduledTime }) => scheduledTime !== undefined))
    const window = held.stages.find(({ type }) => type === 'restrictExecutionDuringTimeWindow')!
    expect(window).toMatchObject({ status: 'RUNNING', syntheticStageOwner: 'STAGE_BEFORE' })
    await ask('PATCH', `/pipelines/${id}/stages/${window.id}`, { skipRemainingWait: true })
    expect((await until(id, ({ status }) => complete.includes(status))).status).toBe('SUCCEEDED')
  })

  it.each([
    ['a circle', [wait('0'), wait('1', ['2']), wait('2', ['1'])], /stages 1, 2 wait.* circle/],
    ['a requisite that is not there', [wait('0'), wait('1', ['9'])], /'9'/],
  ])('with %s is refused, and kept with the reason', async (_words, stages, words) => {
    const { ask } = await start()
    const { status, body } = await ask('POST', '/orchestrate', { application: 'app', name: 'p', id: 'config', stages })
    expect(status).toBe(400)
    expect(body.message).toMatch(words)
    const { body: kept } = await ask('GET', '/pipelines?pipelineConfigIds=config')
    expect(kept).toMatchObject([{ status: 'TERMINAL', canceledBy: 'system' }])
    expect(kept[0].stages).toHaveLength(stages.length)
  })

  it('with a stage without a type is refused: it is no pipeline that could be kept', async () => {
    const { ask } = await start()
    const pipeline = { application: 'app', name: 'p', id: 'config', stages: [{ refId: '1', name: 'untyped' }] }
    expect(await ask('POST', '/orchestrate', pipeline)).toMatchObject({
      status: 400,
      body: {
        exception: 'java.lang.IllegalArgumentException',
        message: "type missing from pipeline 'p' in application 'app', stage name: 'untyped'",
      },
    })
    expect((await ask('GET', '/pipelines?pipelineConfigIds=config')).body).toEqual([])
  })

  it('in which nothing could begin ends at once', async () => {
    const { run } = await start()
    const { status, startTime } = await run({ stages: [wait('1', ['2']), wait('2', ['1'])] })
    expect({ status, startTime }).toEqual({ status: 'TERMINAL' })
  })

  it('runs stages that share a refId, and those behind them after all of them', async () => {
    const { run } = await start()
    const { stages } = await run({ stages: [wait('1'), wait('2', ['1']), wait('1')] })
    expect(stages.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'])
    const [first, second, third] = stages
    expect(second!.startTime).toBeGreaterThanOrEqual(Math.max(first!.endTime!, third!.endTime!))
  })
})

describe('an ad-hoc task', () => {
  it('runs its jobs one after the other and shows steps and variables', async () => {
    const { ask, until } = await start()
    const job = [{ type: 'createApplication', application: { name: 'fresh', email: 'a@b.example' } }]
    const { body } = await ask('POST', '/ops', { application: 'fresh', description: 'Create Application: fresh', job })
    const id = body.ref.split('/').at(-1)
    await until(id, ({ status }) => complete.includes(status)).catch(() => undefined)
    const { body: task } = await ask('GET', `/tasks/${id}`)
    expect(task).toMatchObject({
      name: 'Create Application: fresh',
      status: 'SUCCEEDED',
      steps: [{ name: 'createApplication' }],
    })
  })
})

describe('for people and their tools', () => {
  it('a failed pipeline names the stages that made it fail', async () => {
    const { ask, run } = await start()
    const { id, stages } = await run({ stages: [check('1', [], '${false}')] })
    const { body } = await ask('GET', `/pipelines/failedStages?executionId=${id}`)
    const top = stages.find(({ parentStageId }) => parentStageId === undefined)
    expect(body).toMatchObject([{ pipelineExecutionId: id, stageId: top?.id, childPipelineExecutionUrl: null }])
  })

  it('the functions of expressions are listed with their parameters', async () => {
    const { ask } = await start()
    const { body } = await ask('GET', '/capabilities/expressions')
    const type = 'String'
    expect(body.functions).toContainEqual(
      expect.objectContaining({ name: 'toInt', parameters: [expect.objectContaining({ name: 'str', type })] }),
    )
    expect(body.spelEvaluators.map(({ versionKey }: Json) => versionKey)).toEqual(['v3', 'v4'])
  })
})
