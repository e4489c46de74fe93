import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/services/orca/model.ts'
import { type OrcaUnderTest, startOrca } from '../../src/services/orca/testing.ts'
import { afterwards } from '../support/orca-on-stub-cloud.ts'
import { lines, sequenceOf } from './sequence.ts'
import { stage } from './world.ts'

/** Whole pipelines without a cloud, each with the exact stages and tasks that Spinnaker makes of them. */

async function orcaWith(config: Json = {}): Promise<OrcaUnderTest> {
  const orca = await startOrca({ config })
  afterwards(() => orca.stop())
  return orca
}

const onlyIf = (expression: string) => ({ stageEnabled: { type: 'expression', expression } })

describe('fan-out and fan-in', () => {
  const pipeline = (policy: Json) => ({
    stages: [
      stage('1', [], 'wait', 'Start', { waitTime: 1 }),
      stage('2', ['1'], 'wait', 'A', { waitTime: 2 }),
      stage('3', ['1'], 'wait', 'B', { waitTime: 2, ...onlyIf('false') }),
      stage('4', ['1'], 'checkPreconditions', 'C', {
        ...policy,
        preconditions: [{ type: 'expression', context: { expression: '1 == 2' }, ...policy }],
      }),
      stage('5', ['2', '3', '4'], 'wait', 'Join', { waitTime: 1 }),
    ],
  })

  it('passes over a skipped branch and an ignored failure', async () => {
    const { run } = await orcaWith()
    const execution = await run(pipeline({ failPipeline: false, continuePipeline: true }))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 wait "Start": wait
        2 wait "A": wait
        3 wait "B" SKIPPED
        4<1 checkPreconditions "Check precondition (expression)" FAILED_CONTINUE: checkPrecondition FAILED_CONTINUE
        4 checkPreconditions "C" FAILED_CONTINUE
        5 wait "Join": wait
      `),
    )
  })

  it.each([
    ['by default ends at once, and cancels what still runs', {}, 'TERMINAL', 'CANCELED', 'TERMINAL'],
    ['that halts its branch lets the others end', { failPipeline: false }, 'SUCCEEDED', 'SUCCEEDED', 'STOPPED'],
    [
      'that fails in the end lets the others end first',
      { failPipeline: false, completeOtherBranchesThenFail: true },
      'TERMINAL',
      'SUCCEEDED',
      'STOPPED',
    ],
  ])('with a failure %s', async (_words, policy, ended, other, failed) => {
    const { run } = await orcaWith()
    const execution = await run(pipeline(policy))
    expect(execution.status).toBe(ended)
    const statuses = Object.fromEntries(execution.stages.map(({ refId, status }) => [refId, status]))
    expect(statuses).toMatchObject({ 1: 'SUCCEEDED', 2: other, 3: 'SKIPPED', 4: failed, 5: 'NOT_STARTED' })
  })
})

describe('nested pipelines', () => {
  const child = {
    id: 'child-id',
    name: 'child',
    application: 'shop',
    parameterConfig: [{ name: 'env', default: 'dev', required: false }],
    stages: [
      stage('1', [], 'evaluateVariables', 'Vars', {
        variables: [{ key: 'target', value: '${parameters.env}-cluster' }],
      }),
    ],
  }
  const parent = {
    name: 'parent',
    application: 'shop',
    stages: [
      stage('1', [], 'pipeline', 'Run child', {
        application: 'shop',
        pipeline: 'child-id',
        pipelineParameters: { env: 'prod' },
        waitForCompletion: true,
        failPipeline: true,
      }),
      stage('2', ['1'], 'evaluateVariables', 'Use', { variables: [{ key: 'copy', value: '${target}' }] }),
      stage('3', ['1'], 'pipeline', 'Fire and forget', {
        application: 'shop',
        pipeline: 'child-id',
        waitForCompletion: false,
      }),
    ],
  }

  it('wait for one child and let the other go, and read what the first left', async () => {
    const orca = await orcaWith()
    await orca.askFront50('POST', '/pipelines', child)
    const execution = await orca.run(parent)
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 pipeline "Run child": startPipeline, monitorPipeline
        2 evaluateVariables "Use": evaluateVariables
        3 pipeline "Fire and forget": startPipeline
      `),
    )
    const [first, second] = execution.stages
    expect(first).toMatchObject({
      context: { executionName: 'child', status: 'SUCCEEDED' },
      outputs: { target: 'prod-cluster' },
    })
    expect(second?.outputs).toMatchObject({ copy: 'prod-cluster' })
    const started = await orca.ended(String(first?.context.executionId))
    expect(started.trigger).toMatchObject({ type: 'pipeline', parameters: { env: 'prod' } })
    expect(sequenceOf(started)).toEqual(['1 evaluateVariables "Vars": evaluateVariables'])
  })

  it('end together when the parent is cancelled', async () => {
    const orca = await orcaWith()
    const slow = { ...child, stages: [stage('1', [], 'wait', 'Long', { waitTime: 3_600 })] }
    await orca.askFront50('POST', '/pipelines', slow)
    const id = await orca.start(parent)
    const childId = await orca.until(async () => {
      const [first] = (await orca.read(id)).stages
      return first?.tasks[1]?.status === 'RUNNING' ? String(first.context.executionId) : undefined
    })
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    const ended = await orca.ended(id)
    expect([ended.status, ended.stages[0]?.status]).toEqual(['CANCELED', 'CANCELED'])
    expect((await orca.ended(childId)).status).toBe('CANCELED')
  })
})

describe('a webhook that is polled', () => {
  /** A service that takes jobs; `states` is what it answers one after the other. */
  async function jobs(states: readonly Json[]) {
    const seen: string[] = []
    const left = [...states]
    const server: Server = createServer(async (request: IncomingMessage, response) => {
      seen.push(`${request.method} ${request.url}`)
      await request.resume().toArray()
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const answers: Record<string, Json | undefined> = {
        'POST /jobs': { links: { status: `${url}/jobs/1` } },
        'GET /jobs/1': left.length > 1 ? left.shift() : left[0],
      }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answers[`${request.method} ${request.url}`] ?? {}))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterwards(async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
  }
  const here = { 'user-configured-url-restrictions': { 'reject-localhost': false, 'reject-verbatim-ips': false } }
  const pipeline = (url: string) => ({
    name: 'hook',
    application: 'shop',
    stages: [
      stage('1', [], 'webhook', 'Provision', {
        method: 'POST',
        url: `${url}/jobs`,
        payload: { app: 'shop' },
        customHeaders: { 'X-Token': ['t'] },
        waitForCompletion: true,
        statusUrlResolution: 'webhookResponse',
        statusUrlJsonPath: '$.links.status',
        waitBeforeMonitor: '2',
        statusJsonPath: '$.state',
        progressJsonPath: '$.note',
        successStatuses: 'DONE,OK',
        terminalStatuses: 'ERROR',
        canceledStatuses: 'ABORTED',
        cancelEndpoint: `${url}/jobs/cancel`,
        signalCancellation: true,
      }),
      stage('2', ['1'], 'checkPreconditions', 'Check', {
        preconditions: [
          {
            type: 'expression',
            failPipeline: true,
            context: { expression: "#stage('Provision')['context']['webhook']['monitor']['statusCodeValue'] == 200" },
          },
        ],
      }),
    ],
  })

  it('goes on when the job is done', async () => {
    const { url } = await jobs([
      { state: 'RUNNING', note: '50%' },
      { state: 'done', note: 'ready' },
    ])
    const { run } = await orcaWith(here)
    const execution = await run(pipeline(url))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 webhook "Provision": createWebhook, waitBeforeMonitorWebhook, monitorWebhook
        2<1 checkPreconditions "Check precondition (expression)": checkPrecondition
        2 checkPreconditions "Check"
      `),
    )
  })

  it('fails with the job, which is cancelled once', async () => {
    const { url, seen } = await jobs([{ state: 'ERROR' }])
    const orca = await orcaWith(here)
    const execution = await orca.run(pipeline(url))
    expect(execution.status).toBe('TERMINAL')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 webhook "Provision" TERMINAL: createWebhook, waitBeforeMonitorWebhook, monitorWebhook TERMINAL
        2 checkPreconditions "Check" NOT_STARTED
      `),
    )
    await orca.until(() => seen.some((call) => call.endsWith('/jobs/cancel')) || undefined)
    expect(seen.filter((call) => call.endsWith('/jobs/cancel'))).toHaveLength(1)
  })
})

describe('a judgement with branches', () => {
  const pipeline = {
    name: 'approve',
    application: 'shop',
    stages: [
      stage('1', [], 'manualJudgment', 'Approve', {
        instructions: 'Go?',
        judgmentInputs: [{ value: 'rollout' }, { value: 'canary' }],
        propagateAuthenticationContext: true,
        failPipeline: true,
        stageTimeoutMs: 3_600_000,
      }),
      stage('2', ['1'], 'wait', 'Rollout', { waitTime: 1, ...onlyIf("#judgment('Approve') == 'rollout'") }),
      stage('3', ['1'], 'wait', 'Canary', { waitTime: 1, ...onlyIf("#judgment('Approve') == 'canary'") }),
    ],
  }

  async function judged(answer: Json) {
    const orca = await orcaWith()
    const id = await orca.start(pipeline)
    const waiting = await orca.until(async () => {
      const [first] = (await orca.read(id)).stages
      return first?.tasks[0]?.status === 'RUNNING' ? first.id : undefined
    })
    await orca.ask('PATCH', `/pipelines/${id}/stages/${waiting}`, answer)
    return orca.ended(id)
  }

  it('takes the branch that was chosen', async () => {
    const execution = await judged({ judgmentStatus: 'continue', judgmentInput: 'rollout' })
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 manualJudgment "Approve": waitForJudgment
        2 wait "Rollout": wait
        3 wait "Canary" SKIPPED
      `),
    )
  })

  it('ends when somebody says stop', async () => {
    const execution = await judged({ judgmentStatus: 'stop' })
    expect([execution.status, execution.stages[0]?.status]).toEqual(['TERMINAL', 'TERMINAL'])
  })

  it('ends when nobody says anything for an hour', async () => {
    const { run } = await orcaWith()
    const execution = await run(pipeline)
    expect(execution.status).toBe('TERMINAL')
    expect(sequenceOf(execution)[0]).toBe('1 manualJudgment "Approve" TERMINAL: waitForJudgment TERMINAL')
  })
})

describe('parameters, expressions and artifacts', () => {
  const pipeline = {
    name: 'expr',
    application: 'shop',
    // Only there do the variables of a stage see each other.
    spelEvaluator: 'v4',
    parameterConfig: [{ name: 'version', label: 'Version', default: '1.0.0', required: true }],
    stages: [
      stage('1', [], 'evaluateVariables', 'Vars', {
        failOnFailedExpressions: true,
        variables: [
          { key: 'major', value: "${parameters.version.split('\\.')[0]}" },
          { key: 'tag', value: 'v${major}' },
        ],
      }),
      stage('2', ['1'], 'evaluateArtifacts', 'Render', {
        artifactContents: [{ id: 'c1', name: 'config', contents: 'release: ${tag}' }],
        expectedArtifacts: [
          {
            id: 'cfg',
            displayName: 'cfg',
            matchArtifact: { type: 'embedded/base64', name: 'config' },
            defaultArtifact: {},
            useDefaultArtifact: false,
            usePriorArtifact: false,
          },
        ],
      }),
      stage('3', ['2'], 'checkPreconditions', 'Is v2', {
        preconditions: [
          { type: 'expression', failPipeline: false, context: { expression: "major == '2'" } },
          { type: 'stageStatus', failPipeline: true, context: { stageName: 'Render', stageStatus: 'SUCCEEDED' } },
        ],
      }),
    ],
  }
  const withVersion = (version: string) => ({ ...pipeline, trigger: { type: 'manual', parameters: { version } } })

  it('make an artifact of a parameter', async () => {
    const { run } = await orcaWith()
    const execution = await run(withVersion('2.3.1'))
    expect(execution.status).toBe('SUCCEEDED')
    expect(sequenceOf(execution)).toEqual(
      lines(`
        1 evaluateVariables "Vars": evaluateVariables
        2 evaluateArtifacts "Render": evaluateArtifacts, bindArtifacts
        3<1 checkPreconditions "Check precondition (expression)": checkPrecondition
        3<2 checkPreconditions "Check precondition (stageStatus)": checkPrecondition
        3 checkPreconditions "Is v2"
      `),
    )
    expect(execution.stages[0]?.outputs).toMatchObject({ major: '2', tag: 'v2' })
    const reference = Buffer.from('release: v2').toString('base64')
    expect(execution.stages[1]?.outputs.artifacts).toMatchObject([{ reference }])
  })

  it('stop quietly where a precondition that fails no pipeline does not hold', async () => {
    const { run } = await orcaWith()
    const execution = await run(withVersion('1.0.0'))
    const statuses = Object.fromEntries(execution.stages.map(({ refId, status }) => [refId, status]))
    expect(statuses).toMatchObject({ '3<1': 'STOPPED', '3': 'STOPPED' })
    expect(execution.status).toBe('SUCCEEDED')
  })
})
