import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution, Json } from '../../model.ts'
import { type OrcaUnderTest, played, startOrca } from '../../testing.ts'

let orca: OrcaUnderTest

beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const contents = (name: string, text: string) => ({ id: name, name, contents: text })
const base64 = (text: string) => Buffer.from(text).toString('base64')
const evaluates = (refId: string, artifactContents: Json[], more: Json = {}) => ({
  ...{ refId, requisiteStageRefIds: [], type: 'evaluateArtifacts', name: `evaluate ${refId}`, artifactContents },
  ...more,
})
const wait = { refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'w', waitTime: 0 }
const image = (version: string) => ({ type: 'docker/image', name: 'app', version, reference: `app:${version}` })
const expectsImage = { id: 'image', matchArtifact: { type: 'docker/image', name: 'app' } }
const save = (id: string, config: Json) =>
  orca.askFront50('POST', '/pipelines', { id, name: id, application: 'app', ...config })
const stageOf = ({ stages }: Execution, refId: string) => stages.find((stage) => stage.refId === refId)!

describe('evaluateArtifacts', () => {
  it('makes artifacts of text, each a name for those after it', async () => {
    const artifactContents = [contents('one', '${1 + 1}'), contents('two', 'is ${one}'), contents('none', '')]
    const expectedArtifacts = [{ id: 'e', matchArtifact: { name: 'two' } }]
    const stages = [evaluates('1', artifactContents, { expectedArtifacts })]
    const execution = await orca.run({ spelEvaluator: 'v4', stages })
    const { status, tasks, outputs } = stageOf(execution, '1')
    expect(status).toBe('SUCCEEDED')
    expect(tasks.map(({ name }) => name)).toEqual(['evaluateArtifacts', 'bindArtifacts'])
    const artifact = { type: 'embedded/base64', artifactAccount: 'embedded-artifact', name: 'two' }
    expect(outputs).toMatchObject({
      artifacts: [{ ...artifact, reference: base64('is 2') }],
      resolvedExpectedArtifacts: [{ id: 'e', boundArtifact: { ...artifact, reference: base64('is 2') } }],
    })
  })

  it('without expectations leaves all that it made', async () => {
    const execution = await orca.run({ stages: [evaluates('1', [contents('a', 'x'), contents('b', 'y')])] })
    const { artifacts } = stageOf(execution, '1').outputs as { artifacts: Json[] }
    expect(artifacts.map(({ name, reference }) => [name, reference])).toEqual([
      ['a', base64('x')],
      ['b', base64('y')],
    ])
  })

  it('fails when it did not make what was expected', async () => {
    const expectedArtifacts = [{ id: 'e', matchArtifact: { name: 'other' } }]
    const execution = await orca.run({ stages: [evaluates('1', [contents('a', 'x')], { expectedArtifacts })] })
    expect(stageOf(execution, '1').context.exception).toMatchObject({
      exceptionType: 'InvalidRequestException',
      operation: 'bindArtifacts',
      details: { errors: [expect.stringMatching(/^Unmatched expected artifact .*name=other/)] },
    })
  })
})

describe('a pipeline that expects artifacts', () => {
  const pipeline = { id: 'config', stages: [wait], expectedArtifacts: [expectsImage] }

  it('is given those that its trigger names, beside all that was received', async () => {
    const trigger = { type: 'docker', expectedArtifactIds: ['image'], artifacts: [image('1'), { type: 'other' }] }
    const execution = await orca.run({ ...pipeline, trigger })
    expect(execution.trigger).toMatchObject({
      artifacts: [image('1'), { type: 'other' }],
      resolvedExpectedArtifacts: [{ id: 'image', boundArtifact: { ...image('1'), metadata: {} } }],
      expectedArtifacts: [{ id: 'image' }],
    })
  })

  it('does not start without them, and is kept with the reason', async () => {
    const trigger = { expectedArtifactIds: ['image'] }
    const { status, body } = await orca.ask('POST', '/orchestrate', {
      application: 'app',
      name: 'p',
      ...pipeline,
      trigger,
    })
    expect([status, body.message]).toEqual([400, expect.stringContaining('Unmatched expected artifact')])
    const { body: kept } = await orca.ask('GET', '/pipelines?pipelineConfigIds=config')
    expect(kept).toMatchObject([
      {
        status: 'TERMINAL',
        cancellationReason: expect.stringMatching(/^Failed on startup: Unmatched expected artifact/),
      },
    ])
  })

  it('starts without those that its trigger does not name', async () => {
    expect((await orca.run(pipeline)).trigger).toMatchObject({ artifacts: [], resolvedExpectedArtifacts: [] })
  })

  it('falls back to what its last execution had', async () => {
    const prior = { ...pipeline, expectedArtifacts: [{ ...expectsImage, usePriorArtifact: true }] }
    await orca.run({ ...prior, trigger: { artifacts: [image('1')] } })
    await orca.clock.advance(1_000)
    await orca.run({ ...prior, trigger: { artifacts: [image('2')] } })
    expect((await orca.run(prior)).trigger.artifacts).toMatchObject([image('2')])
  })

  it('fills the expressions of a default, in itself and in what was resolved', async () => {
    const preset = image("${parameters['tag']}")
    const expected = { ...expectsImage, useDefaultArtifact: true, defaultArtifact: preset }
    const trigger = { parameters: { tag: 'v7' } }
    const execution = await orca.run({ ...pipeline, expectedArtifacts: [expected], trigger })
    expect(execution.trigger).toMatchObject({
      artifacts: [image('v7')],
      resolvedExpectedArtifacts: [{ id: 'image', boundArtifact: image('v7') }],
    })
  })

  it('is planned without artifacts, unless they are asked for', async () => {
    const planned = { ...pipeline, application: 'app', name: 'p', trigger: { expectedArtifactIds: ['image'] } }
    expect((await orca.ask('POST', '/plan', planned)).status).toBe(200)
    expect((await orca.ask('POST', '/plan?resolveArtifacts=true', planned)).status).toBe(400)
  })

  it('resolves against what the execution made that a client names as its parent', async () => {
    const parent = await orca.run({ stages: [wait], trigger: { artifacts: [image('9')] } })
    const trigger = { parentPipelineId: parent.id, expectedArtifactIds: ['image'] }
    const child = await orca.run({ ...pipeline, trigger })
    expect(child.trigger).toMatchObject({
      ...{ isPipeline: true, parentStatus: 'SUCCEEDED', parentPipelineName: 'p', parentExecution: { id: parent.id } },
      artifacts: [image('9')],
    })
  })
})

describe('a child pipeline', () => {
  const expectedArtifacts = [{ id: 'text', matchArtifact: { type: 'embedded/base64', name: 'a' } }]
  const runs = (more: Json = {}) => ({
    ...{
      refId: '2',
      requisiteStageRefIds: ['1'],
      type: 'pipeline',
      name: 'child',
      application: 'app',
      pipeline: 'child',
    },
    ...more,
  })

  it('receives what its stage sees, and hands over what it makes', async () => {
    const made = [contents('made', "from ${trigger['resolvedExpectedArtifacts'][0]['boundArtifact']['name']}")]
    await save('child', { expectedArtifacts, stages: [evaluates('1', made)] })
    const wanted = [{ id: 'w', matchArtifact: { name: 'made' } }]
    const stages = [evaluates('1', [contents('a', 'x')]), runs({ expectedArtifacts: wanted })]
    const execution = await orca.run({ stages })
    const stage = stageOf(execution, '2')
    expect(stage.tasks.map(({ name }) => name)).toEqual(['startPipeline', 'monitorPipeline', 'bindProducedArtifacts'])
    expect(stage.outputs.artifacts).toMatchObject([{ name: 'made', reference: base64('from a') }])
    const child = await orca.read(String(stage.context.executionId))
    expect(child.trigger).toMatchObject({
      expectedArtifactIds: ['text'],
      artifacts: [{ name: 'a' }],
      resolvedExpectedArtifacts: [{ id: 'text', boundArtifact: { name: 'a' } }],
    })
  })

  it('that lacks an artifact is a failed execution, and its stage fails with it', async () => {
    const twice = [{ id: 'text', matchArtifact: { type: 'embedded/base64' } }]
    await save('child', { expectedArtifacts: twice, stages: [wait] })
    const stages = [evaluates('1', [contents('a', 'x'), contents('b', 'y')]), runs()]
    const { status, stages: after } = await orca.run({ stages })
    expect(status).toBe('TERMINAL')
    const child = await orca.read(String(after[1]?.context.executionId))
    expect(child).toMatchObject({
      status: 'TERMINAL',
      cancellationReason: expect.stringMatching(/^Failed on startup: Expected artifact .* matches multiple artifacts/),
    })
  })

  it('of a completed parent receives all that the parent made', async () => {
    const trigger = { enabled: true, type: 'pipeline', application: 'app', pipeline: 'parent', status: ['successful'] }
    await save('follower', {
      expectedArtifacts,
      stages: [wait],
      triggers: [{ ...trigger, expectedArtifactIds: ['text'] }],
    })
    const config = { stages: [evaluates('1', [contents('a', 'x')])] }
    await save('parent', config)
    const parent = await orca.run({ id: 'parent', name: 'parent', ...config })
    const follower = await orca.until(async () => {
      const { body } = await orca.ask('GET', '/pipelines?pipelineConfigIds=follower&statuses=SUCCEEDED')
      return body[0] as Execution | undefined
    })
    expect(follower.trigger).toMatchObject({
      parentExecution: { id: parent.id },
      user: parent.trigger.user,
      resolvedExpectedArtifacts: [{ id: 'text', boundArtifact: { name: 'a' } }],
    })
  })
})

describe('findArtifactFromExecution', () => {
  const finds = (more: Json = {}) => ({
    ...{ refId: '1', requisiteStageRefIds: [], type: 'findArtifactFromExecution', name: 'find', pipeline: 'source' },
    ...{ executionOptions: { successful: true }, expectedArtifacts: [expectsImage] },
    ...more,
  })

  it('takes over what the last execution of the wanted status had', async () => {
    const source = { id: 'source', stages: [wait] }
    await orca.run({ ...source, trigger: { artifacts: [image('1')] } })
    await orca.clock.advance(1_000)
    await orca.run({ ...source, stages: [{ ...wait, type: 'nonsense' }], trigger: { artifacts: [image('2')] } })
    const successful = stageOf(await orca.run({ stages: [finds()] }), '1')
    expect(successful.outputs).toMatchObject({
      artifacts: [image('1')],
      resolvedExpectedArtifacts: [{ id: 'image', boundArtifact: image('1') }],
    })
    const failed = stageOf(await orca.run({ stages: [finds({ executionOptions: { terminal: true } })] }), '1')
    expect(failed.context.artifacts).toMatchObject([image('2')])
  })

  it('fails when there is none, and takes the default where it may', async () => {
    expect((await orca.run({ stages: [finds()] })).status).toBe('TERMINAL')
    const expectedArtifact = { ...expectsImage, useDefaultArtifact: true, defaultArtifact: image('0') }
    const execution = await orca.run({ stages: [finds({ expectedArtifacts: undefined, expectedArtifact })] })
    expect(stageOf(execution, '1').outputs.artifacts).toMatchObject([image('0')])
  })
})

describe('findArtifactsFromResource', () => {
  const manifests: Record<string, Json> = {
    '/manifests/k8s/prod/deployment%20web': { manifest: { kind: 'Deployment' }, artifacts: [image('7')] },
    '/manifests/k8s/prod/replicaSet/cluster/app/web/dynamic/newest': {
      kind: 'replicaSet',
      namespace: 'prod',
      name: 'web-v003',
    },
    '/manifests/k8s/prod/replicaSet%20web-v003': { manifest: { kind: 'ReplicaSet' }, artifacts: [image('8')] },
  }
  const finds = (more: Json) => ({
    ...{ refId: '1', requisiteStageRefIds: [], type: 'findArtifactsFromResource', name: 'find' },
    ...{ account: 'k8s', location: 'prod', expectedArtifacts: [expectsImage] },
    ...more,
  })
  beforeEach(async () => {
    await orca.stop()
    const clouddriver = played('clouddriver', ({ path }) => (path in manifests ? { body: manifests[path] } : undefined))
    orca = await startOrca({ services: { clouddriver } })
  })

  it('takes the artifacts of a manifest, by its name or by a criterion', async () => {
    const named = stageOf(await orca.run({ stages: [finds({ manifestName: 'deployment web' })] }), '1')
    expect(named.tasks.map(({ name }) => name)).toEqual([
      ...['resolveTargetManifest', 'findArtifactsFromResource', 'bindProducedArtifacts'],
    ])
    expect(named.outputs).toMatchObject({
      manifest: { kind: 'Deployment' },
      artifacts: [image('7')],
      resolvedExpectedArtifacts: [{ id: 'image', boundArtifact: image('7') }],
    })
    const dynamic = { mode: 'dynamic', kind: 'replicaSet', app: 'app', cluster: 'web', criteria: 'newest' }
    const newest = stageOf(await orca.run({ stages: [finds(dynamic)] }), '1')
    expect(newest.outputs).toMatchObject({ manifestName: 'replicaSet web-v003', artifacts: [image('8')] })
  })

  it('fails when there is no such manifest', async () => {
    const missing = stageOf(await orca.run({ stages: [finds({ manifestName: 'deployment other' })] }), '1')
    expect(missing.context.exception).toMatchObject({
      details: { errors: ['Manifest deployment other not found in prod'] },
    })
  })
})
