import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OrcaUnderTest, startOrca } from '../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const metadata = { name: 'Wait', description: 'Waits.', owner: 'a@example.org', scopes: ['global'] }
const v2 = (seconds: number) => ({
  id: 'wait',
  schema: 'v2',
  metadata,
  variables: [{ name: 'seconds', type: 'int', defaultValue: seconds }],
  pipeline: {
    parameterConfig: [{ name: 'who', default: 'the crew' }],
    stages: [
      { refId: '1', type: 'wait', name: 'Wait', requisiteStageRefIds: [], waitTime: '${ templateVariables.seconds }' },
      {
        refId: '2',
        type: 'evaluateVariables',
        name: 'Greet',
        requisiteStageRefIds: ['1'],
        variables: [{ key: 'greeting', value: 'Good day, ${ parameters.who }' }],
      },
    ],
  },
})
const configuration = (reference = 'spinnaker://wait', more = {}) => ({
  schema: 'v2',
  application: 'shop',
  name: 'Templated',
  template: { artifactAccount: 'front50ArtifactCredentials', type: 'front50/pipelineTemplate', reference },
  variables: {},
  ...more,
})
const v1 = {
  schema: '1',
  id: 'old-wait',
  metadata,
  variables: [{ name: 'seconds', type: 'int' }],
  stages: [{ id: 'wait', type: 'wait', config: { waitTime: '{{ seconds }}' } }],
}

describe('POST /orchestrate', () => {
  it('runs the pipeline that a version 2 configuration stands for', async () => {
    await orca.askFront50('POST', '/v2/pipelineTemplates', v2(0))
    const execution = await orca.run(configuration())
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      name: 'Templated',
      templateVariables: { seconds: 0 },
      stages: [{ context: { waitTime: 0 } }, { outputs: { greeting: 'Good day, the crew' } }],
    })
  })

  it('runs the pipeline that a version 1 configuration stands for, and tells its source', async () => {
    await orca.askFront50('POST', '/pipelineTemplates', v1)
    const pipeline = {
      application: 'shop',
      name: 'Old',
      template: { source: 'spinnaker://old-wait' },
      variables: { seconds: 0 },
    }
    const execution = await orca.run({ type: 'templatedPipeline', config: { schema: '1', pipeline } })
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      name: 'Old',
      source: { id: 'spinnaker://old-wait', type: 'templatedPipeline', version: 'v1' },
      stages: [{ refId: 'wait', context: { waitTime: 0 } }],
    })
  })

  it('keeps what could not be planned as a failed execution with the reasons', async () => {
    const { status, body } = await orca.ask(
      'POST',
      '/orchestrate',
      configuration('spinnaker://nowhere', { executionId: 'mine' }),
    )
    expect(status).toBe(400)
    expect(body).toMatchObject({
      message: 'Pipeline template is invalid',
      errors: [
        { severity: 'FATAL', message: 'failed loading template', cause: "Front50 has no pipeline template 'nowhere'" },
      ],
    })
    expect((await orca.ask('GET', '/pipelines/mine')).body).toMatchObject({
      status: 'TERMINAL',
      canceledBy: 'system',
      cancellationReason: expect.stringMatching(
        /^Failed on startup: Pipeline template is invalid\n\nMessage: failed loading template\n\nCause: Front50 has/,
      ),
    })
  })

  it('starts no disabled configuration', async () => {
    await orca.askFront50('POST', '/v2/pipelineTemplates', v2(0))
    expect(await orca.ask('POST', '/orchestrate', configuration('spinnaker://wait', { disabled: true }))).toMatchObject(
      {
        status: 400,
        body: { message: 'Pipeline is disabled and cannot be started.' },
      },
    )
  })
})

describe('POST /v2/pipelineTemplates/plan', () => {
  it('answers with the pipeline of the version that is referred to', async () => {
    await orca.askFront50('POST', '/v2/pipelineTemplates?tag=stable', v2(1))
    await orca.askFront50('POST', '/v2/pipelineTemplates?tag=canary', v2(2))
    const planned = async (reference: string) =>
      (await orca.ask('POST', '/v2/pipelineTemplates/plan', configuration(reference))).body.stages[0].waitTime
    expect(await planned('spinnaker://wait:stable')).toBe(1)
    expect(await planned('spinnaker://wait:canary')).toBe(2)
    expect(await planned('spinnaker://wait')).toBe(2)
    const versions = (await orca.askFront50('GET', '/v2/pipelineTemplates/versions')).body.wait as {
      digest: string
      variables: { defaultValue: number }[]
    }[]
    const { digest } = versions.find(({ variables }) => variables[0]?.defaultValue === 1)!
    expect(await planned(`spinnaker://wait@sha256:${digest}`)).toBe(1)
  })

  it('answers with what is wrong', async () => {
    await orca.askFront50('POST', '/v2/pipelineTemplates', v2(0))
    const wrong = configuration('spinnaker://wait', { variables: { seconds: 'soon' } })
    expect(await orca.ask('POST', '/v2/pipelineTemplates/plan', wrong)).toMatchObject({
      status: 400,
      body: {
        error: 'Bad Request',
        message: 'Pipeline template is invalid',
        errors: [{ severity: 'FATAL', message: 'malformed template configuration' }],
      },
    })
  })
})

it('plans a version 1 template that nobody saved, with the trigger of the last execution', async () => {
  await orca.run({ id: 'config-1', stages: [{ type: 'wait', waitTime: 0 }], trigger: { parameters: { seconds: 9 } } })
  const template = {
    ...v1,
    variables: [],
    stages: [{ id: 'w', type: 'wait', config: { waitTime: '{{ trigger.parameters.seconds }}' } }],
  }
  const config = { schema: '1', pipeline: { application: 'shop' } }
  const planned = await orca.ask('POST', '/orchestrate', {
    id: 'config-1',
    type: 'templatedPipeline',
    plan: true,
    template,
    config,
  })
  expect(planned).toMatchObject({ status: 200, body: { id: 'config-1', stages: [{ refId: 'w', waitTime: 9 }] } })
})

it('resolves a version 1 template with all that it extends', async () => {
  await orca.askFront50('POST', '/pipelineTemplates', v1)
  const child = {
    ...v1,
    id: 'child',
    source: 'spinnaker://old-wait',
    variables: [],
    stages: [{ id: 'more', type: 'wait', config: { waitTime: 1 } }],
  }
  await orca.askFront50('POST', '/pipelineTemplates', child)
  const resolved = await orca.ask('GET', '/pipelineTemplate?source=spinnaker://child')
  expect(resolved.body).toMatchObject({
    source: 'spinnaker://old-wait',
    variables: [{ name: 'seconds' }],
    stages: [{ id: 'wait' }, { id: 'more' }],
  })
  expect(await orca.ask('GET', '/pipelineTemplate?source=spinnaker://nowhere')).toMatchObject({
    status: 400,
    body: { message: 'Could not load pipeline template from source' },
  })
  expect(await orca.ask('GET', '/pipelineTemplate?source=file:///etc/passwd')).toMatchObject({ status: 400 })
})

it('makes a version 1 template of a pipeline', async () => {
  const answer = await orca.server.inject({
    method: 'POST',
    url: '/convertPipelineToTemplate',
    payload: {
      application: 'shop',
      name: 'My pipeline',
      stages: [
        { refId: '1', type: 'wait', name: 'One', requisiteStageRefIds: [], waitTime: 5 },
        { refId: '2', type: 'wait', name: 'Two', requisiteStageRefIds: ['1'], waitTime: 6 },
      ],
      triggers: [{ type: 'cron' }],
    },
  })
  expect(answer.headers['content-type']).toMatch('text/x-yaml')
  expect(answer.body).toContain('id: shop-Mypipeline')
  expect(answer.body).toContain('name: unnamed0')
  expect(answer.body).toMatch(/id: wait2\n\s+type: wait\n\s+dependsOn:\n\s+- wait1\n/)
})
