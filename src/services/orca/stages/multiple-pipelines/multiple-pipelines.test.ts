import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution, Json } from '../../model.ts'
import { type OrcaUnderTest, startOrca } from '../../testing.ts'
import { outcomeOf } from './outcome.ts'

let orca: OrcaUnderTest

beforeEach(async () => {
  orca = await startOrca()
  const stage = { refId: '1', requisiteStageRefIds: [], name: 's' }
  const check = {
    ...stage,
    type: 'checkPreconditions',
    preconditions: [{ type: 'expression', context: { expression: '${false}' } }],
  }
  const wait = { ...stage, type: 'wait', waitTime: 30 }
  for (const [id, stages] of [
    ['good', [wait]],
    ['bad', [check]],
  ] as const)
    await orca.askFront50('POST', '/pipelines', { id, name: id, application: 'app', stages })
})
afterEach(() => orca.stop())

const run = (bundle_web: Json, more: Json = {}) =>
  orca.run({
    stages: [
      {
        refId: '1',
        requisiteStageRefIds: [],
        type: 'runMultiplePipelines',
        name: 'many',
        yamlConfig: [{ bundle_web }],
        ...more,
      },
    ],
  })
const first = ({ stages }: Execution) => stages[0]!
const errorsOf = (execution: Execution) =>
  (first(execution).context.exception as { details: { errors: string[] } }).details.errors
const listed = (execution: Execution) => first(execution).outputs.executionsList as Json[]

describe('runMultiplePipelines', () => {
  it('runs level by level, and tells of each', async () => {
    const execution = await run({
      rollback_onfailure: true,
      one: { child_pipeline: 'good', arguments: { app: 'one' } },
      two: { child_pipeline: 'good', arguments: { app: 'two' } },
      last: { child_pipeline: 'good', arguments: { app: 'last' }, depends_on: ['one', 'two'] },
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(first(execution).tasks.map(({ name }) => name)).toEqual([
      ...[
        'parsePipelinesYamlTask',
        'runMultiplePipelines',
        'monitorMultiplePipelinesTask',
        'saveOutputsForDetailsTask',
      ],
    ])
    expect(listed(execution).map(({ executionIdentifier, status }) => [executionIdentifier, status])).toEqual([
      ['one', 'SUCCEEDED'],
      ['two', 'SUCCEEDED'],
      ['last', 'SUCCEEDED'],
    ])
    const [one, two, last] = await Promise.all(listed(execution).map(({ id }) => orca.read(String(id))))
    expect(one!.trigger).toMatchObject({
      parameters: { app: 'one' },
      parentPipelineStageId: first(execution).id,
      parentExecution: { id: execution.id, trigger: { executionIdentifier: 'one' } },
    })
    expect(last!.startTime!).toBeGreaterThanOrEqual(Math.max(one!.endTime!, two!.endTime!))
    expect(first(execution).outputs.executionStatuses).toBeUndefined()
    expect(first(execution).context.orderOfExecutions).toBeUndefined()
  })

  const mixed = {
    bad: { child_pipeline: 'bad' },
    good: { child_pipeline: 'good' },
    last: { child_pipeline: 'good', arguments: { a: 1 }, depends_on: ['bad'] },
  }

  it('fails after a level in which one failed', async () => {
    const execution = await run(mixed)
    expect(execution.status).toBe('TERMINAL')
    expect(errorsOf(execution)).toContain('At least one monitored pipeline failed, look for errors in failed pipelines')
    expect(listed(execution).map(({ executionIdentifier, status }) => [executionIdentifier, status])).toEqual([
      ['bad', 'TERMINAL'],
      ['good', 'SUCCEEDED'],
    ])
  })

  it('goes on all the same when told so', async () => {
    const execution = await run(mixed, { ignoreUncompleted: true })
    expect(listed(execution).map(({ executionIdentifier }) => executionIdentifier)).toEqual(['bad', 'good', 'last'])
  })

  it.each([
    [{ a: { child_pipeline: 'good' }, b: { child_pipeline: 'good' } }, /^Detected two or more duplicated arguments/],
    [{ a: { child_pipeline: 'gone' } }, /^The referenced pipeline cannot be located \(gone\)$/],
    [{ a: { child_pipeline: 'good', depends_on: ['b'] } }, /^a depends on b/],
    [
      { a: { child_pipeline: 'good', depends_on: ['b'] }, b: { child_pipeline: 'bad', depends_on: ['a'] } },
      /in a circle: a, b/,
    ],
    [{ a: {} }, /a\.child_pipeline: name the pipeline to run/],
  ])('refuses %j', async (bundle, words) => {
    const execution = await run(bundle)
    expect(execution.status).toBe('TERMINAL')
    expect(errorsOf(execution)).toEqual([expect.stringMatching(words)])
  })
})

it('a child that deployed a manifest for its app names it', () => {
  const deploy = (endTime: number, kind: string) => ({
    ...{ type: 'deployManifest', name: 'Deploy web', status: 'SUCCEEDED', endTime },
    context: { 'deploy.account.name': 'k8s' },
    outputs: {
      manifests: [{ kind, metadata: { name: 'web' } }],
      'outputs.createdArtifacts': [{ name: `web-${endTime}`, location: 'prod' }],
    },
  })
  const child = {
    ...{ id: 'c', status: 'SUCCEEDED', trigger: { parameters: { app: 'web' } } },
    stages: [deploy(2, 'Deployment'), deploy(1, 'Deployment'), deploy(3, 'Service')],
  } as unknown as Execution
  expect(outcomeOf(child).artifactCreated).toEqual({
    account: 'k8s',
    manifestName: 'Deployment web-2',
    location: 'prod',
  })
})
