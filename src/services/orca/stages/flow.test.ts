import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution, Json } from '../model.ts'
import { type OrcaUnderTest, played, startOrca } from '../testing.ts'

let orca: OrcaUnderTest

beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const stage = (type: string, more: Json = {}) => ({ refId: '1', requisiteStageRefIds: [], type, name: type, ...more })
const variables = (...given: [string, unknown][]) =>
  stage('evaluateVariables', { variables: given.map(([key, value]) => ({ key, value })) })
const first = ({ stages }: Execution) => stages[0]!
const errorsOf = (execution: Execution) =>
  (first(execution).context.exception as { details: { errors: string[] } } | undefined)?.details.errors

describe('waitUntil', () => {
  it('goes on at the moment that it is given', async () => {
    const moment = orca.clock.now() + 90_000
    const execution = await orca.run({ stages: [stage('waitUntil', { epochMillis: moment })] })
    expect(execution.status).toBe('SUCCEEDED')
    expect(first(execution).endTime).toBe(moment)
    expect(first(execution).context.startTime).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('goes on at once without one, and when it has passed', async () => {
    for (const epochMillis of [undefined, 1_000]) {
      const execution = await orca.run({ stages: [stage('waitUntil', { epochMillis })] })
      expect(execution.endTime! - execution.startTime!).toBeLessThanOrEqual(1_000)
    }
  })
})

describe('monitorPipeline', () => {
  const watch = (executionIds: unknown, more: Json = {}) => ({
    stages: [stage('monitorPipeline', { executionIds, ...more })],
  })

  it('tells of each execution how it ended, and takes over what a single one left', async () => {
    const good = await orca.run({ stages: [variables(['a', 1])] })
    const execution = await orca.run(watch([good.id]))
    expect(execution.status).toBe('SUCCEEDED')
    expect(first(execution).outputs).toEqual({
      a: 1,
      executionStatuses: { [good.id]: { status: 'SUCCEEDED', application: 'app' } },
    })
  })

  it('fails when one of them failed, with its reasons', async () => {
    const [good, bad] = [await orca.run({ stages: [variables()] }), await orca.run({ stages: [stage('nonsense')] })]
    const execution = await orca.run(watch([good.id, bad.id]))
    expect(execution.status).toBe('TERMINAL')
    expect(errorsOf(execution)).toEqual(['At least one monitored pipeline failed, look for errors in failed pipelines'])
    expect(first(execution).outputs.executionStatuses).toMatchObject({
      [bad.id]: {
        status: 'TERMINAL',
        exception: {
          details: { errors: [expect.stringMatching(/^Exception in child pipeline stage \(p: nonsense\): /)] },
          source: { executionId: bad.id, stageName: 'nonsense', stageIndex: 0 },
        },
      },
    })
  })

  it('waits for all of them, or fails with the first', async () => {
    const bad = await orca.run({ stages: [stage('nonsense')] })
    const slow = () => orca.start({ stages: [stage('wait', { waitTime: 600 })] })
    const patient = await orca.run(watch([await slow(), bad.id]))
    expect(patient.endTime! - patient.startTime!).toBeGreaterThanOrEqual(600_000 - 15_000)
    const hasty = await orca.run(watch([await slow(), bad.id], { monitorBehavior: 'FailFast' }))
    expect(hasty.endTime! - hasty.startTime!).toBeLessThan(60_000)
  })

  it('is cancelled with them, and needs some', async () => {
    const id = await orca.start({ stages: [stage('wait', { waitTime: 600 })] })
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    const execution = await orca.run(watch([id]))
    expect([execution.status, errorsOf(execution)]).toEqual([
      'CANCELED',
      ['At least one monitored pipeline was cancelled'],
    ])
    expect(errorsOf(await orca.run(watch([])))).toEqual(['no pipeline execution ids to monitor'])
  })
})

describe('dependsOnExecution', () => {
  const depends = (executionId: string, executionType = 'pipeline') => ({
    stages: [stage('dependsOnExecution', { executionId, executionType })],
  })

  it('goes on when the other has succeeded', async () => {
    const other = await orca.start({ stages: [stage('wait', { waitTime: 60 })] })
    expect((await orca.run(depends(other))).status).toBe('SUCCEEDED')
  })

  it('is cancelled when the other ended otherwise, and fails when there is none', async () => {
    const bad = await orca.run({ stages: [stage('nonsense')] })
    const execution = await orca.run(depends(bad.id))
    expect(execution.status).toBe('CANCELED')
    expect(first(execution).context.reason).toBe('Depended-on execution completed with status TERMINAL')
    const missing = await orca.run(depends(bad.id, 'orchestration'))
    expect(missing.status).toBe('TERMINAL')
    expect(first(missing).context.error).toBe(`Execution (orchestration) ${bad.id} not found.`)
  })
})

describe('waitForCondition', () => {
  const condition = (more: Json = {}) => stage('waitForCondition', { cluster: 'app-main', ...more })
  const withConditions = async (settings: Json) => {
    await orca.stop()
    orca = await startOrca({ config: { tasks: { 'evaluate-condition': { enabled: true, ...settings } } } })
  }

  it('holds a cluster to which conditions apply, until somebody lets it pass', async () => {
    await withConditions({ clusters: ['app-main'], activeConditions: ['freeze'] })
    const id = await orca.start({ stages: [condition()] })
    const waiting = await orca.until(async () => {
      const execution = await orca.read(id)
      return first(execution).outputs.conditions === undefined ? undefined : first(execution)
    })
    expect(waiting).toMatchObject({
      context: { status: 'WAITING' },
      outputs: { conditions: [{ name: 'freeze', description: 'Active condition applies to: freeze' }] },
    })
    await orca.ask('PATCH', `/pipelines/${id}/stages/${waiting.id}`, { status: 'SKIPPED' })
    expect((await orca.ended(id)).status).toBe('SUCCEEDED')
  })

  it('lets others pass, and says when it is not enabled', async () => {
    const refused = await orca.run({ stages: [condition()] })
    expect(errorsOf(refused)).toEqual([expect.stringContaining('tasks.evaluate-condition.enabled')])
    await withConditions({ clusters: ['other'], 'active-conditions': ['freeze'] })
    const passed = await orca.run({ stages: [condition()] })
    expect([passed.status, first(passed).context.status]).toEqual(['SUCCEEDED', 'SKIPPED'])
  })
})

it('noop is skipped', async () => {
  const execution = await orca.run({ stages: [stage('noop')] })
  expect([execution.status, first(execution).status]).toEqual(['SUCCEEDED', 'SKIPPED'])
})

describe('a pipeline that starts by another’s end', () => {
  const config = (trigger: Json) => ({
    ...{ id: 'follower', name: 'follower', application: 'app', stages: [variables()] },
    triggers: [{ enabled: true, type: 'pipeline', pipeline: 'parent', status: ['successful'], ...trigger }],
  })
  const follower = () =>
    orca.until(async () => {
      const { body } = await orca.ask('GET', '/pipelines?pipelineConfigIds=follower')
      return body[0] as Execution | undefined
    })
  const parent = { id: 'parent', name: 'parent', stages: [variables()], trigger: { user: 'ann' } }

  it('starts for who started that one', async () => {
    await orca.askFront50('POST', '/pipelines', config({ runAsUser: 'robot' }))
    const { id } = await orca.run(parent)
    expect((await follower()).trigger).toMatchObject({ user: 'ann', parentExecution: { id } })
  })

  it('runs as its trigger says where there is authorisation', async () => {
    await orca.stop()
    const authorization = { rolesOf: async () => ({ admin: true, roles: [] }) }
    const front50 = played('front50', ({ path }) =>
      path === '/pipelines/triggeredBy/parent/successful'
        ? { body: [config({ runAsUser: 'robot' })] }
        : path === '/pipelines/follower/get'
          ? { body: config({ runAsUser: 'robot' }) }
          : undefined,
    )
    orca = await startOrca({ authorization, services: { front50 } })
    await orca.run(parent)
    expect(await follower()).toMatchObject({ trigger: { user: 'robot' }, authentication: { user: 'robot' } })
  })
})
