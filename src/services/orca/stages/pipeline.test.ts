import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Execution, Json } from '../model.ts'
import { type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest

beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const save = (id: string, stages: Json[], more: Json = {}) =>
  orca.askFront50('POST', '/pipelines', { id, application: 'app', name: id, stages, ...more })
const runsPipeline = (pipeline: string, more: Json = {}) => ({
  ...{ refId: '1', requisiteStageRefIds: [], type: 'pipeline', name: 'Child', pipeline, ...more },
})
const variables = (refId: string, values: Json, more: Json = {}) => ({
  ...{ refId, requisiteStageRefIds: [], type: 'evaluateVariables', name: `set ${refId}`, ...more },
  variables: Object.entries(values).map(([key, value]) => ({ key, value })),
})
const wait = { refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'w', waitTime: 600 }
const judgment = { refId: '1', requisiteStageRefIds: [], type: 'manualJudgment', name: 'Approve' }
const after = { refId: '2', requisiteStageRefIds: ['1'], type: 'wait', name: 'after', waitTime: 0 }
const stageOf = ({ stages }: Execution, refId: string) => stages.find((stage) => stage.refId === refId)!
const until = (id: string, wanted: (execution: Execution) => boolean) =>
  orca.until(async () => {
    const execution = await orca.read(id)
    return wanted(execution) ? execution : undefined
  })
/** Starts a pipeline and waits until its child waits too. */
async function withRunningChild(stages: Json[]) {
  const id = await orca.start({ stages })
  const isWatching = (execution: Execution) => stageOf(execution, '1').context.status === 'RUNNING'
  const childId = String(stageOf(await until(id, isWatching), '1').context.executionId)
  const child = await until(childId, ({ stages: [first] }) => first?.tasks[0]?.status === 'RUNNING')
  return { id, child }
}
const patch = (execution: Execution, body: Json) =>
  orca.ask('PATCH', `/pipelines/${execution.id}/stages/${stageOf(execution, '1').id}`, body)

describe('a pipeline stage', () => {
  it('is cancelled with its child, whichever is cancelled', async () => {
    await save('kid', [wait])
    const fromAbove = await withRunningChild([runsPipeline('kid')])
    await orca.ask('PUT', `/pipelines/${fromAbove.id}/cancel`)
    expect((await orca.ended(fromAbove.id)).status).toBe('CANCELED')
    expect(await orca.ended(fromAbove.child.id)).toMatchObject({ status: 'CANCELED', canceledBy: 'parent pipeline' })

    const fromBelow = await withRunningChild([runsPipeline('kid'), after])
    await orca.ask('PUT', `/pipelines/${fromBelow.child.id}/cancel`)
    const parent = await orca.ended(fromBelow.id)
    expect(parent.status).toBe('CANCELED')
    expect(stageOf(parent, '1')).toMatchObject({ status: 'CANCELED', context: { status: 'CANCELED' } })
  })

  it('hands on what its child left, lists together, unless told to keep it', async () => {
    const second = variables('2', { list: ['b', 'c'], word: 'second' }, { requisiteStageRefIds: ['1'] })
    await save('kid', [second, variables('1', { list: ['a', 'b'], word: 'first' })])
    const { stages } = await orca.run({ stages: [runsPipeline('kid')] })
    expect(stages[0]?.outputs).toEqual({ list: ['a', 'b', 'c'], word: 'second' })
    const { stages: kept } = await orca.run({ stages: [runsPipeline('kid', { skipDownstreamOutput: true })] })
    expect(kept[0]).toMatchObject({ status: 'SUCCEEDED', outputs: {} })
  })

  it('keeps what its child left to itself where the installation says so, but for artifacts that it promised', async () => {
    await orca.stop()
    orca = await startOrca({ config: { stages: { pipeline: { defaultSkipDownstreamOutput: true } } } })
    const artifactContents = [{ name: 'a', contents: 'x' }]
    const makes = { refId: '1', requisiteStageRefIds: [], type: 'evaluateArtifacts', name: 'a', artifactContents }
    await save('kid', [makes, variables('2', { word: 'secret' })])
    expect((await orca.run({ stages: [runsPipeline('kid')] })).stages[0]?.outputs).toEqual({})
    const expectedArtifacts = [{ id: 'a', matchArtifact: { name: 'a' } }]
    const { status, stages } = await orca.run({ stages: [runsPipeline('kid', { expectedArtifacts })] })
    expect(status).toBe('SUCCEEDED')
    expect(stages[0]?.outputs).toMatchObject({ resolvedExpectedArtifacts: [{ id: 'a' }] })
    expect(stages[0]?.outputs.word).toBeUndefined()
  })

  it('says why its child failed, and where', async () => {
    await save('kid', [{ refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'w', waitTime: 'soon' }])
    const { stages } = await orca.run({ stages: [runsPipeline('kid')] })
    const child = await orca.read(String(stages[0]?.context.executionId))
    expect(stages[0]).toMatchObject({ status: 'TERMINAL', context: { status: 'TERMINAL' } })
    expect(stages[0]?.context.exception).toEqual({
      details: { errors: [expect.stringMatching(/^Exception in child pipeline stage \(kid: w\): .*soon/)] },
      source: { executionId: child.id, stageId: child.stages[0]!.id, stageName: 'w', stageIndex: 0 },
    })
  })

  it.each([
    ['is not there', 'ghost', 'The referenced pipeline cannot be located (ghost)'],
    ['is disabled', 'off', 'The referenced pipeline is disabled'],
  ])('fails when its pipeline %s, and starts nothing', async (_words, pipeline, message) => {
    await save('off', [wait], { disabled: true })
    const { stages } = await orca.run({ stages: [runsPipeline(pipeline)] })
    expect(stages[0]?.context.exception).toMatchObject({
      exceptionType: 'ConfigurationException',
      operation: 'startPipeline',
      details: { errors: [message] },
    })
    expect((await orca.ask('GET', `/pipelines?pipelineConfigIds=${pipeline}`)).body).toEqual([])
  })

  it('watches its child again when somebody restarts that one', async () => {
    await save('kid', [judgment])
    const { id, child } = await withRunningChild([runsPipeline('kid'), after])
    await patch(child, { judgmentStatus: 'stop' })
    const failed = await orca.ended(id)
    expect(failed.status).toBe('TERMINAL')

    await orca.ask('PUT', `/pipelines/${child.id}/stages/${stageOf(child, '1').id}/restart`, {})
    const watching = await until(id, (execution) => execution.status === 'RUNNING')
    expect(stageOf(watching, '1').context).toMatchObject({ executionId: child.id, restartDetails: {} })
    expect(stageOf(watching, '1').context).not.toHaveProperty('_skipPipelineRestart')
    await until(child.id, ({ stages: [first] }) => first?.tasks[0]?.status === 'RUNNING')
    await patch(await orca.read(child.id), { judgmentStatus: 'continue' })
    const execution = await orca.ended(id)
    expect(execution.status).toBe('SUCCEEDED')
    expect(stageOf(execution, '1').tasks.map(({ name }) => name)).toEqual(['monitorPipeline'])
    expect(stageOf(execution, '2').status).toBe('SUCCEEDED')
  })

  it('notices at once that its child began and ended', async () => {
    await save('kid', [{ ...wait, waitTime: 5 }])
    const { id, child } = await withRunningChild([runsPipeline('kid')])
    const [{ endTime }, { endTime: childEnd }] = [await orca.ended(id), await orca.ended(child.id)]
    expect(endTime).toBe(childEnd)
  })

  it('whose time is over cancels its child', async () => {
    await save('kid', [wait])
    const { stages } = await orca.run({ stages: [runsPipeline('kid', { stageTimeoutMs: 10_000 })] })
    expect(stages[0]).toMatchObject({
      status: 'TERMINAL',
      context: { exception: { details: { errors: ['Stage Child timed out after 15 seconds'] } } },
    })
    expect(await orca.ended(String(stages[0]?.context.executionId))).toMatchObject({ canceledBy: 'parent pipeline' })
  })

  it('starts another child when it is restarted itself', async () => {
    await save('kid', [judgment])
    const { id, child } = await withRunningChild([runsPipeline('kid')])
    await patch(child, { judgmentStatus: 'stop' })
    const failed = await orca.ended(id)
    // Two starts in one millisecond would be one.
    await orca.clock.advance(1)
    await orca.ask('PUT', `/pipelines/${id}/stages/${stageOf(failed, '1').id}/restart`, {})
    const again = await until(id, (execution) => stageOf(execution, '1').context.status === 'RUNNING')
    expect(stageOf(again, '1').context.executionId).not.toBe(child.id)
  })

  it('may be skipped by hand only where it says so', async () => {
    await save('kid', [wait])
    const fixed = await withRunningChild([runsPipeline('kid'), after])
    expect((await patch(await orca.read(fixed.id), { manualSkip: true })).status).toBe(405)

    const { id } = await withRunningChild([runsPipeline('kid', { skippable: true }), after])
    const running = await orca.read(id)
    expect(stageOf(running, '1').context.canManuallySkip).toBe(true)
    expect((await patch(running, { manualSkip: true })).status).toBe(200)
    const execution = await orca.ended(id)
    expect(execution.stages.map(({ status }) => status)).toEqual(['SKIPPED', 'SUCCEEDED'])
  })
})
