import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { builtInStages } from '../index.ts'
import type { Execution } from '../model.ts'
import type { StageDefinition } from '../stage.ts'
import { type OrcaUnderTest, played, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
const clouddriver = played('clouddriver')
/** Its tasks must not even be asked for. */
const bake: StageDefinition = {
  type: 'bake',
  label: 'Bake',
  schema: z.looseObject({}),
  tasks: () => {
    throw new Error('A bake in a dry run')
  },
}

beforeEach(async () => {
  orca = await startOrca({
    stages: [...builtInStages.filter(({ type }) => type !== 'bake'), bake],
    services: { clouddriver },
  })
})
afterEach(() => orca.stop())

const trigger = { dryRun: true }
const tasksOf = ({ stages }: Execution) =>
  Object.fromEntries(stages.map(({ refId, tasks }) => [refId, tasks.map(({ name }) => name)]))
const stage = (refId: string, type: string, more: object = {}) => ({
  refId,
  requisiteStageRefIds: [],
  type,
  name: type,
  ...more,
})

describe('a pipeline with trigger.dryRun', () => {
  it('does nothing where something would be changed, and decides as ever', async () => {
    const execution = await orca.run({
      trigger,
      stages: [
        stage('1', 'wait', { waitTime: 3_600 }),
        stage('2', 'webhook', { url: 'https://example.org', method: 'POST' }),
        stage('3', 'evaluateVariables', { variables: [{ key: 'x', value: '${ 1 + 1 }' }] }),
        stage('4', 'checkPreconditions', { preconditions: [{ type: 'expression', context: { expression: 'true' } }] }),
        stage('5', 'checkPreconditions', { preconditions: [{ type: 'clusterSize', context: {} }] }),
      ],
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(tasksOf(execution)).toMatchObject({
      1: ['dry run'],
      2: ['dry run'],
      3: ['evaluateVariables'],
      4: [],
      '4<1': ['checkPrecondition'],
      5: ['dry run'],
    })
    expect(execution.stages.find(({ refId }) => refId === '1')!.tasks[0]).toMatchObject({
      implementingClass: 'com.netflix.spinnaker.orca.dryrun.DryRunTask',
      status: 'SUCCEEDED',
      stageStart: true,
      stageEnd: true,
    })
    expect(execution.stages.find(({ refId }) => refId === '3')!.outputs).toEqual({ x: 2 })
    expect(clouddriver.calls).toEqual([])
  })

  it('invents the images that later stages ask a bake for', async () => {
    const baking = (provider: string) => ({ cloudProviderType: provider, regions: ['us-east-1', 'eu-west-1'] })
    const execution = await orca.run({
      trigger,
      stages: [
        stage('1', 'bake', baking('aws')),
        stage('2', 'bake', baking('titus')),
        stage('3', 'bake', baking('gce')),
      ],
    })
    const [aws, titus, other] = execution.stages.map(({ outputs }) => outputs)
    const ami = expect.stringMatching(/^ami-[0-9a-f]{8}$/)
    const common = { baseLabel: 'release', storeType: 'ebs', vmType: 'hvm', package: 'app', cloudProvider: 'aws' }
    expect(aws).toMatchObject({
      deploymentDetails: [
        { ...common, ami, imageId: ami, region: 'us-east-1' },
        { ...common, ami, imageId: ami, region: 'eu-west-1' },
      ],
    })
    expect(titus).toMatchObject({ deploymentDetails: [{ storeType: 'docker' }, { cloudProviderType: 'titus' }] })
    expect(other).toEqual({})
  })

  it('hands the dry run on to the pipelines that it starts', async () => {
    await orca.askFront50('POST', '/pipelines', {
      id: 'child',
      name: 'Child',
      application: 'app',
      stages: [stage('1', 'wait', { waitTime: 3_600 })],
    })
    const execution = await orca.run({
      trigger,
      stages: [stage('1', 'pipeline', { application: 'app', pipeline: 'child' })],
    })
    const child = await orca.read(String(execution.stages[0]!.context.executionId))
    expect(child.trigger.dryRun).toBe(true)
    expect(tasksOf(child)).toEqual({ 1: ['dry run'] })
  })
})
