import { describe, expect, it } from 'vitest'
import type { Execution, Json, Stage, Task } from '../../data/shapes.ts'
import { deployedBy, plannedDeploys } from './deployed.ts'
import { failureOf } from './failure.ts'
import { chosenBy, placeOf, stepsOf } from './stages.ts'

const stage = (id: string, more: Partial<Stage> = {}): Stage => ({
  id,
  refId: id,
  type: 'wait',
  name: id,
  status: 'SUCCEEDED',
  context: {},
  outputs: {},
  tasks: [],
  requisiteStageRefIds: [],
  ...more,
})
const execution = (stages: Stage[], status: Execution['status'] = 'TERMINAL') =>
  ({ id: 'x', application: 'shop', status, stages, trigger: {} }) as unknown as Execution
const said = (...errors: string[]): Json => ({ exception: { details: { errors } } })
const task = (name: string, status: Task['status']) => ({ id: name, name, status }) as Task

describe('why an execution failed', () => {
  it('is told by the stage that failed first, and by the step of it where it went wrong', () => {
    const failure = failureOf(
      execution([
        stage('late', { status: 'TERMINAL', endTime: 9, context: said('later') }),
        stage('deploy', { type: 'deploy', status: 'TERMINAL', endTime: 5 }),
        stage('create', {
          type: 'createServerGroup',
          parentStageId: 'deploy',
          syntheticStageOwner: 'STAGE_BEFORE',
          status: 'TERMINAL',
          context: said('No capacity in us-east-1'),
          tasks: [task('createServerGroup', 'SUCCEEDED'), task('monitorDeploy', 'TERMINAL')],
        }),
      ]),
    )
    expect(failure).toMatchObject({
      stage: { id: 'deploy' },
      at: { id: 'create' },
      task: 'monitorDeploy',
      messages: ['No capacity in us-east-1'],
      others: [{ id: 'late' }],
    })
  })

  it('is nothing where all went well, and where a branch was meant to stop', () => {
    expect(failureOf(execution([stage('1'), stage('2', { status: 'STOPPED' })], 'SUCCEEDED'))).toBeUndefined()
  })

  it('leads to the pipeline that a stage ran', () => {
    const context = { executionId: 'child', application: 'other', ...said('Child failed') }
    const failure = failureOf(execution([stage('1', { type: 'pipeline', status: 'TERMINAL', context })]))
    expect(failure?.child).toEqual({ id: 'child', application: 'other' })
    expect(failure?.remedies[0]).toBe('child')
  })

  it('suggests what fits: retry what may pass, correct what was refused, roll back what was deployed', () => {
    const remedies = (words: string, more: Partial<Stage> = {}) =>
      failureOf(execution([stage('1', { status: 'TERMINAL', context: said(words), ...more })]))?.remedies
    expect(remedies('Read timed out')?.[0]).toBe('retry')
    expect(remedies('Invalid AMI id')?.[0]).toBe('edit')
    const deployed = {
      type: 'createServerGroup',
      tasks: [task('waitForUpInstances', 'TERMINAL')],
      context: { ...said('gave up'), 'deploy.server.groups': { 'us-east-1': ['shop-v002'] }, account: 'prod' },
    }
    expect(remedies('', deployed)).toEqual(['logs', 'rollback', 'retry'])
  })

  it('does not offer a retry while other branches run', () => {
    const failure = failureOf(execution([stage('1', { status: 'TERMINAL', context: said('boom') })], 'RUNNING'))
    expect(failure?.remedies).not.toContain('retry')
  })

  it('links only to the web', () => {
    const context = { buildInfo: { url: 'javascript:alert(1)', logUrl: 'https://ci.example/log' } }
    const failure = failureOf(execution([stage('1', { status: 'TERMINAL', context })]))
    expect(failure?.links).toEqual([['Build log', 'https://ci.example/log']])
  })

  it('is told by what a webhook or a job elsewhere said, and by a window that never opens', () => {
    const messages = (context: Json) => failureOf(execution([stage('1', { status: 'TERMINAL', context })]))?.messages
    expect(messages({ webhook: { error: 'Connection refused' } })).toEqual(['Connection refused'])
    expect(messages({ jobStatus: { completionDetails: { message: 'exit 1' } } })).toEqual(['exit 1'])
    expect(messages({ failureReason: 'the window never opens' })).toEqual(['the window never opens'])
  })

  it('names what the cloud said of its operation', () => {
    const exception = { type: 'EXCEPTION', operation: 'createServerGroup', message: 'refused', cause: 'quota' }
    const failure = failureOf(
      execution([stage('1', { status: 'TERMINAL', context: { 'kato.tasks': [{ id: '7', exception }] } })]),
    )
    expect(failure?.messages).toEqual(['refused'])
    expect(failure?.causes).toEqual([
      ['Operation', 'createServerGroup'],
      ['Cause', 'quota'],
    ])
  })
})

const tree = execution([
  stage('s1'),
  stage('s10', { requisiteStageRefIds: ['s1'] }),
  stage('s2', { requisiteStageRefIds: ['s1'] }),
  stage('s2<1', { parentStageId: 's2', syntheticStageOwner: 'STAGE_BEFORE' }),
  stage('s2>2', { parentStageId: 's2', syntheticStageOwner: 'STAGE_AFTER', requisiteStageRefIds: ['s2>1'] }),
  stage('s2>1', { parentStageId: 's2', syntheticStageOwner: 'STAGE_AFTER' }),
  stage('hidden', { parentStageId: 's2', syntheticStageOwner: 'STAGE_BEFORE', type: 'determineTargetServerGroup' }),
])

describe('the address of a stage', () => {
  it('counts stages by phase and then by refId, and steps in the order they run', () => {
    expect(chosenBy(tree, { stage: '1' })?.stage.id).toBe('s2')
    expect(chosenBy(tree, { stage: '2' })?.stage.id).toBe('s10')
    expect(stepsOf(tree, tree.stages[2]!).map(({ id }) => id)).toEqual(['s2<1', 's2', 's2>1', 's2>2'])
    expect(chosenBy(tree, { stage: '1', step: '3' })?.step.id).toBe('s2>2')
  })

  it('names by refId or id, and is written as positions', () => {
    expect(chosenBy(tree, { refId: 's10' })?.stage.id).toBe('s10')
    expect(chosenBy(tree, { stageId: 's2>1' })).toMatchObject({ stage: { id: 's2' }, step: { id: 's2>1' } })
    expect(placeOf(tree, 's2>1')).toEqual({ stage: '1', step: '2' })
    expect(placeOf(tree, 's10')).toEqual({ stage: '2', step: undefined })
  })

  it('that leads nowhere shows what wants attention', () => {
    const failing = execution([stage('1'), stage('2', { status: 'TERMINAL' })])
    expect(chosenBy(failing, { stage: '77' })?.stage.id).toBe('2')
    expect(chosenBy(failing, {})?.stage.id).toBe('2')
    expect(chosenBy(execution([]), {})).toBeUndefined()
  })
})

describe('what an execution deployed', () => {
  it('is each server group once, with its cluster and image', () => {
    const context = { 'deploy.server.groups': { 'us-east-1': ['shop-main-v003'] }, account: 'prod', imageId: 'ami-1' }
    const deployed = deployedBy(
      execution([
        stage('1', { type: 'deploy', context: { 'deploy.server.groups': { 'us-east-1': ['shop-main-v003'] } } }),
        stage('2', { type: 'createServerGroup', context }),
        stage('3', { type: 'resizeServerGroup', context: { 'deploy.server.groups': { 'us-east-1': ['shop-v001'] } } }),
      ]),
    )
    expect(deployed).toMatchObject([
      { name: 'shop-main-v003', cluster: 'shop-main', account: 'prod', region: 'us-east-1', image: 'ami-1' },
    ])
  })

  it('and will deploy is read from the clusters of stages to come', () => {
    const cluster = {
      account: 'prod',
      application: 'shop',
      freeFormDetails: 'eu',
      region: 'eu-west-1',
      imageId: 'ami-2',
    }
    const context = { clusters: [cluster] }
    expect(plannedDeploys([stage('1', { type: 'deploy', status: 'NOT_STARTED', context })])).toMatchObject([
      { cluster: 'shop--eu', region: 'eu-west-1', image: 'ami-2' },
    ])
    expect(plannedDeploys([stage('1', { type: 'deploy', context })])).toEqual([])
  })
})
