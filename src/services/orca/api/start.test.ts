import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../model.ts'
import { type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
afterEach(() => orca.stop())

const start = async (config: Json = {}) => {
  orca = await startOrca({ config })
}
const ann = { 'x-spinnaker-user': 'ann', 'x-spinnaker-accounts': 'prod,test' }
const post = (url: string, body?: unknown, headers: Record<string, string> = ann) =>
  orca.ask('POST', url, body, headers)
const stages = [{ type: 'wait', waitTime: 0 }]
const idOf = (ref: string) => ref.split('/').at(-1)!

describe('a saved pipeline', () => {
  it('is started by its id, with the body as trigger', async () => {
    await start()
    await orca.askFront50('POST', '/pipelines', { application: 'app', name: 'Deploy', id: 'config', stages })
    const { status, body } = await post('/orchestrate/config', { type: 'cron', parameters: { tag: 'v7' } })
    expect(status).toBe(200)
    const execution = await orca.ended(idOf(body.ref))
    expect(execution).toMatchObject({
      name: 'Deploy',
      pipelineConfigId: 'config',
      trigger: { type: 'cron', user: 'ann', parameters: { tag: 'v7' } },
    })
    expect((await post('/orchestrate/config')).status).toBe(200)
  })

  it('is planned by its id, and nothing starts', async () => {
    await start()
    await orca.askFront50('POST', '/pipelines', { application: 'app', name: 'Deploy', id: 'config', stages })
    const { body } = await post('/plan/config', {})
    expect(body).toMatchObject({ name: 'Deploy', trigger: { type: 'manual', user: 'ann' } })
    expect((await orca.ask('GET', '/pipelines?pipelineConfigIds=config')).body).toEqual([])
  })

  it('is planned as it is written: in line, with what was decided about its trigger', async () => {
    await start()
    const parameterConfig = [{ name: 'who', default: 'the crew' }]
    const text = ['${', 'parameters.who}'].join('')
    const linear = [
      { type: 'wait', waitTime: 1, comments: text },
      { type: 'wait', waitTime: 1 },
    ]
    const pipeline = { application: 'app', name: 'Deploy', stages: linear, parameterConfig, trigger: { extra: 1 } }
    for (const [url, body] of [
      ['/plan', pipeline],
      ['/orchestrate', { ...pipeline, plan: true }],
    ] as const) {
      expect((await post(url, body)).body).toMatchObject({
        trigger: { extra: 1, type: 'manual', user: 'ann', parameters: { who: 'the crew' } },
        stages: [
          { refId: '0', requisiteStageRefIds: [], comments: text },
          { refId: '1', requisiteStageRefIds: ['0'] },
        ],
      })
      expect(Object.keys((await post(url, body)).body.trigger).sort()).toEqual(['extra', 'parameters', 'type', 'user'])
    }
    expect((await post('/plan', { ...pipeline, disabled: true })).status).toBe(400)
  })

  it('that nobody saved is a 404', async () => {
    await start()
    for (const url of ['/orchestrate/gone', '/plan/gone']) {
      const { status, body } = await post(url, {})
      expect([status, body.message]).toEqual([404, 'Pipeline config not found (id: gone)'])
    }
  })
})

it('what could not be started elsewhere is recorded with its reason', async () => {
  await start()
  const pipeline = { application: 'app', name: 'Deploy', id: 'config', stages }
  expect(await post('/fail', { ...pipeline, errorMessage: 'no such branch' })).toEqual({ status: 200, body: undefined })
  const { body } = await orca.ask('GET', '/pipelines?pipelineConfigIds=config')
  expect(body).toMatchObject([
    { status: 'TERMINAL', canceled: true, cancellationReason: 'Failed on startup: no such branch' },
  ])
})

it('an execution says which accounts its user may write to, unless it is told not to', async () => {
  await start()
  const accountsOf = async () => {
    const { body } = await post('/orchestrate', { application: 'app', name: 'p', stages })
    return (await orca.read(idOf(body.ref))).authentication
  }
  expect(await accountsOf()).toEqual({ user: 'ann', allowedAccounts: ['prod', 'test'] })
  await orca.stop()
  await start({ executions: { includeAllowedAccounts: false } })
  expect(await accountsOf()).toEqual({ user: 'ann', allowedAccounts: [] })
})

describe('an ad-hoc task', () => {
  it('is sent as an object or as its bare stages; without stages it is a 400', async () => {
    await start()
    for (const body of [{ application: 'app', job: stages }, stages]) {
      const answer = await post('/ops', body)
      expect(answer.status).toBe(200)
      expect((await orca.ended(idOf(answer.body.ref))).status).toBe('SUCCEEDED')
    }
    const { status, body } = await post('/ops', { application: 'app' })
    expect([status, body.message]).toEqual([400, expect.stringContaining('job')])
  })

  const forbidding = {
    executions: {
      'block-orchestration-executions': true,
      'allowed-orchestration-executions': [
        { name: 'wait' },
        { name: 'savePipeline', 'allow-all-users': false, 'permitted-users': ['ann'] },
      ],
    },
  }
  it.each([
    ['of a type that all may use', ['wait'], 'bob', undefined],
    ['of a type that is not listed', ['destroyServerGroup'], 'ann', 'destroyServerGroup is disabled for ann'],
    ['of a type that others may use', ['savePipeline'], 'bob', 'savePipeline is disabled for bob'],
    ['that hides such a type behind another', ['wait', 'destroyServerGroup'], 'ann', 'destroyServerGroup is disabled'],
  ] as [string, string[], string, string | undefined][])(
    '%s is started or recorded as refused, as the operator wants it',
    async (_words, types, user, reason) => {
      await start(forbidding)
      const job = types.map((type) => ({ type, waitTime: 0 }))
      const { status, body } = await post('/ops', { application: 'app', job }, { 'x-spinnaker-user': user })
      expect(status).toBe(200)
      const execution = await orca.ended(idOf(body.ref))
      if (reason === undefined) expect(execution.status).toBe('SUCCEEDED')
      else expect(execution).toMatchObject({ status: 'TERMINAL', cancellationReason: expect.stringContaining(reason) })
    },
  )
})
