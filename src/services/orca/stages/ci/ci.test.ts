import { afterEach, describe, expect, it } from 'vitest'
import type { Call } from '../../../../platform/clients/index.ts'
import type { Execution, Json } from '../../model.ts'
import { type OrcaUnderTest, played, startOrca } from '../../testing.ts'

let orca: OrcaUnderTest
afterEach(() => orca.stop())

type Reply = { readonly status?: number; readonly body?: unknown }

/** An Igor that answers by method and path, one reply after the other and the last again and again. */
async function withIgor(replies: Record<string, Reply | readonly Reply[]>, options: Json = {}) {
  const seen = new Map<string, number>()
  const igor = played('igor', ({ method, path }) => {
    const key = `${method} ${path}`
    const all = [replies[key] ?? []].flat()
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return all[Math.min(count, all.length - 1)]
  })
  const clouddriver = played('clouddriver', () => ({ body: 'steps:\n  - name: "${1 + 1}"\n' }))
  orca = await startOrca({ services: { igor, clouddriver }, ...options })
  return igor
}

const stage = (type: string, more: Json) => ({ refId: '1', requisiteStageRefIds: [], type, name: type, ...more })
const run = (type: string, more: Json) => orca.run({ stages: [stage(type, more)] })
const first = ({ stages }: Execution) => stages.find(({ refId }) => refId === '1')!
const tasksOf = (execution: Execution) => first(execution).tasks.map(({ name }) => name)
const errorsOf = (execution: Execution) =>
  (first(execution).context.exception as { details: { errors: string[] } }).details.errors
const callsOf = ({ calls }: { readonly calls: readonly Call[] }) => calls.map(({ method, path }) => `${method} ${path}`)

describe('a build', () => {
  const job = { master: 'ci', job: 'apps/my app' }
  const building = { number: 7, building: true }
  const done = (result: string, more: Json = {}) => ({ body: { number: 7, building: false, result, ...more } })
  const replies = (result: Reply) => ({
    'PUT /masters/ci/jobs/apps/my%20app': [{ status: 202 }, { status: 503 }, { body: 41 }],
    'GET /builds/queue/ci/41': [{ status: 404 }, { body: {} }, { body: { number: 7 } }],
    'GET /builds/status/7/ci/apps/my%20app': [{ body: building }, { status: 500 }, result],
    'GET /builds/properties/7/out.properties/ci/apps/my%20app': [{ status: 500 }, { body: { version: '1.2' } }],
    'GET /builds/artifacts/7/ci/apps/my%20app': { body: [{ type: 'docker/image', name: 'app', version: '1.2' }] },
  })

  it('is started, followed, and hands over its properties and artifacts', async () => {
    const decorated = { type: 'deb', name: 'tool', metadata: { decorated: true } }
    const igor = await withIgor(replies(done('SUCCESS', { artifacts: [decorated, { type: 'jenkins/file' }] })))
    const expectedArtifacts = [{ id: 'image', matchArtifact: { type: 'docker/image' } }]
    const execution = await run('jenkins', {
      ...{ ...job, parameters: { who: 'ann', count: 2 }, propertyFile: 'out.properties', expectedArtifacts },
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(tasksOf(execution)).toEqual([
      ...['startJenkinsJob', 'waitForJenkinsJobStart', 'monitorJenkinsJob'],
      ...['getBuildProperties', 'getBuildArtifacts', 'bindProducedArtifacts'],
    ])
    const { context, outputs, startTime } = first(execution)
    expect(context).toMatchObject({ queuedBuild: '41', buildNumber: 7, version: '1.2', consecutiveErrors: 0 })
    expect(outputs).toMatchObject({
      buildInfo: { result: 'SUCCESS' },
      propertyFileContents: { version: '1.2' },
      artifacts: [{ name: 'app' }],
      resolvedExpectedArtifacts: [{ id: 'image', boundArtifact: { name: 'app', version: '1.2' } }],
    })
    expect(igor.calls[0]).toMatchObject({ query: { who: 'ann', count: '2' }, body: String(startTime) })
  })

  it('is not looked for outside of its master', async () => {
    const igor = await withIgor({})
    const execution = await run('jenkins', { master: 'ci', job: '../../../codebuild' })
    expect(execution.status).toBe('TERMINAL')
    expect(errorsOf(execution)).toEqual([expect.stringContaining("'..' can't be a name")])
    expect(igor.calls).toEqual([])
  })

  it.each([
    ['FAILURE', {}, 'TERMINAL', 'Job failed (see Jenkins)'],
    ['UNSTABLE', {}, 'TERMINAL', 'Job is unstable'],
    ['UNSTABLE', { markUnstableAsSuccessful: true }, 'SUCCEEDED', 'Job is unstable'],
    ['ABORTED', {}, 'CANCELED', 'Job was aborted (see Jenkins)'],
  ])('that ends %s with %j makes its stage %s', async (result, more, status, error) => {
    await withIgor(replies(done(result)))
    const execution = await run('jenkins', { ...job, ...more })
    expect([execution.status, errorsOf(execution)]).toEqual([status, [error]])
  })

  it('that failed is asked for its property file all the same', async () => {
    await withIgor(replies(done('FAILURE')))
    const execution = await run('jenkins', { ...job, propertyFile: 'out.properties' })
    expect(execution.stages.find(({ type }) => type === 'getProperties')).toMatchObject({
      name: 'Try to get properties file',
      status: 'SUCCEEDED',
      tasks: [{ name: 'getPropertiesFile' }],
      outputs: { version: '1.2' },
    })
  })

  it('without the property file that was expected fails', async () => {
    await withIgor({
      ...replies(done('SUCCESS')),
      'GET /builds/properties/7/out.properties/ci/apps/my%20app': { body: {} },
    })
    const execution = await run('jenkins', { ...job, propertyFile: 'out.properties' })
    expect(errorsOf(execution)).toEqual([
      'Expected properties file out.properties but it was either missing, empty or contained invalid syntax',
    ])
  })

  it('of Travis says who wants it', async () => {
    const igor = await withIgor({
      ...replies(done('SUCCESS')),
      'GET /builds/properties/7/travis/ci/apps/my%20app': { body: { a: 'b' } },
    })
    const execution = await run('travis', job)
    expect(tasksOf(execution).slice(0, 3)).toEqual(['startTravisJob', 'waitForTravisJobStart', 'monitorTravisJob'])
    const buildMessage = `Application: 'app', pipeline: 'p', execution: '${execution.id}'`
    expect(igor.calls[0]?.query).toEqual({ 'travis.buildMessage': buildMessage })
  })

  it('is told where it comes from, when people have a UI', async () => {
    const igor = await withIgor(replies(done('SUCCESS')), {
      config: { spinnaker: { baseUrl: { www: 'https://deck.example.com' } } },
    })
    const { id } = await run('jenkins', { ...job, waitForCompletion: false })
    expect(igor.calls.find(({ method }) => method === 'PATCH')).toMatchObject({
      path: '/masters/ci/jobs/apps/my%20app/update/7',
      body: {
        description: expect.stringContaining(`https://deck.example.com/#/applications/app/executions/details/${id}`),
      },
    })
  })

  it('is stopped when its stage is cancelled', async () => {
    const igor = await withIgor(replies({ body: building }))
    const id = await orca.start({ stages: [stage('jenkins', job)] })
    await orca.until(async () => first(await orca.read(id)).context.buildInfo)
    await orca.ask('PUT', `/pipelines/${id}/cancel`)
    await orca.until(() => callsOf(igor).includes('PUT /masters/ci/jobs/apps/my%20app/stop/41/7'))
  })

  it('needs an Igor', async () => {
    orca = await startOrca()
    expect(errorsOf(await run('jenkins', job))).toEqual([expect.stringContaining('igor.baseUrl')])
  })
})

it('a script runs in the job that the installation keeps for it', async () => {
  const igor = await withIgor(
    {
      'PUT /masters/main/jobs/run': { body: '5' },
      'GET /builds/queue/main/5': { body: { number: 1 } },
      'GET /builds/status/1/main/run': { body: { result: 'SUCCESS' } },
    },
    { config: { script: { master: 'main', job: 'run' } } },
  )
  const execution = await run('script', { command: 'echo', account: 'prod', repoUrl: 'https://git.example.com/a' })
  expect(tasksOf(execution)).toEqual(['startScript', 'waitForScriptStart', 'monitorScript', 'getBuildProperties'])
  expect(igor.calls[0]?.query).toEqual({ COMMAND: 'echo', ENV_PARAM: 'prod', REPO_URL: 'https://git.example.com/a' })
  expect(first(execution).context).toMatchObject({ master: 'main', job: 'run', queuedBuild: '5' })
})

describe('AWS CodeBuild', () => {
  const arn = 'arn:aws:codebuild:eu-west-1:1:build/site:42'
  const build = (buildStatus: string) => ({ body: { arn, buildStatus, logs: { deepLink: 'https://logs.example' } } })
  const source = {
    type: 'git/repo',
    reference: 'https://github.com/acme/site',
    version: 'main',
    artifactAccount: 'git',
  }

  it('builds from an artifact, and hands over what it made', async () => {
    const igor = await withIgor({
      'POST /codebuild/builds/start/aws': build('IN_PROGRESS'),
      'GET /codebuild/builds/aws/site%3A42': [{ status: 500 }, build('IN_PROGRESS'), build('SUCCEEDED')],
      'GET /codebuild/builds/artifacts/aws/site%3A42': { body: [{ type: 's3/object', reference: 's3://b/k' }] },
    })
    const execution = await run('awsCodeBuild', {
      ...{ account: 'aws', projectName: 'site', image: 'img:1', environmentVariables: { A: 'b' } },
      source: { sourceOverride: true, sourceArtifact: { artifact: source }, buildspec: 'spec.yml' },
      secondarySources: [
        { sourceArtifact: { artifact: { ...source, type: 's3/object', reference: 's3://b/src.zip' } } },
      ],
    })
    expect(execution.status).toBe('SUCCEEDED')
    expect(tasksOf(execution)).toEqual([
      ...['startAwsCodeBuildTask', 'monitorAwsCodeBuildTask', 'getAwsCodeBuildArtifactsTask', 'bindProducedArtifacts'],
    ])
    expect(igor.calls[0]?.body).toEqual({
      ...{ projectName: 'site', sourceTypeOverride: 'GITHUB', sourceLocationOverride: source.reference },
      ...{ sourceVersion: 'main', buildspecOverride: 'spec.yml' },
      secondarySourcesOverride: [{ type: 'S3', location: 'b/src.zip', sourceIdentifier: '0' }],
      secondarySourcesVersionOverride: [{ sourceIdentifier: '0', sourceVersion: 'main' }],
      ...{ imageOverride: 'img:1', imagePullCredentialsTypeOverride: 'SERVICE_ROLE' },
      environmentVariablesOverride: [{ type: 'PLAINTEXT', name: 'A', value: 'b' }],
      // A start that is repeated after a crash is the same start.
      idempotencyToken: `${first(execution).id}:1:${first(execution).startTime}:`,
    })
    expect(first(execution).context.buildInfo).toEqual({
      ...{ arn, status: 'SUCCEEDED', logs: { deepLink: 'https://logs.example' } },
      buildUrl:
        'https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/projects/site/build/site:42/log?region=eu-west-1',
    })
    expect(first(execution).outputs.artifacts).toEqual([{ type: 's3/object', reference: 's3://b/k' }])
  })

  it.each([
    [{ ...source, artifactAccount: undefined }, 'No artifact account was specified.'],
    [{ ...source, metadata: { subPath: 'x' } }, 'Subpath is not supported by AWS CodeBuild stage'],
    [{ ...source, reference: 'https://git.example.com/x' }, 'Source type could not be inferred from location'],
    [undefined, 'No artifact was specified.'],
  ])('refuses the source %j', async (artifact, words) => {
    await withIgor({})
    const wrong = { sourceOverride: true, sourceArtifact: { artifact } }
    expect(errorsOf(await run('awsCodeBuild', { account: 'aws', projectName: 'p', source: wrong }))).toEqual([words])
  })

  it('fails with the build', async () => {
    await withIgor({
      'POST /codebuild/builds/start/aws': build('IN_PROGRESS'),
      'GET /codebuild/builds/aws/site%3A42': build('TIMED_OUT'),
    })
    expect((await run('awsCodeBuild', { account: 'aws', projectName: 'site' })).status).toBe('TERMINAL')
  })
})

describe('Google Cloud Build', () => {
  const build = (status: string) => ({ body: { id: 'b1', status, logUrl: 'https://logs.example', more: 1 } })
  const replies = {
    'POST /gcb/builds/create/gcp': build('QUEUED'),
    'POST /gcb/triggers/gcp/t1/run': build('QUEUED'),
    'GET /gcb/builds/gcp/b1': [build('WORKING'), build('SUCCESS')],
    'GET /gcb/builds/gcp/b1/artifacts': { body: [] },
  }
  const artifact = {
    type: 'github/file',
    name: 'build.yml',
    reference: 'https://example.com/build.yml',
    artifactAccount: 'g',
  }

  it.each([
    [{ buildDefinition: { steps: [] } }, '/gcb/builds/create/gcp', { steps: [] }],
    [
      { buildDefinitionSource: 'artifact', buildDefinitionArtifact: { artifact } },
      '/gcb/builds/create/gcp',
      { steps: [{ name: 2 }] },
    ],
    [
      { buildDefinitionSource: 'trigger', triggerId: 't1', repoSource: { branchName: 'main' } },
      '/gcb/triggers/gcp/t1/run',
      { branchName: 'main' },
    ],
  ])('runs %j', async (more, path, body) => {
    const igor = await withIgor(replies)
    const execution = await run('googleCloudBuild', { account: 'gcp', ...more })
    expect(execution.status).toBe('SUCCEEDED')
    expect(igor.calls[0]).toMatchObject({ path, body })
    expect(first(execution).context.buildInfo).toEqual({ id: 'b1', status: 'SUCCESS', logUrl: 'https://logs.example' })
    expect(tasksOf(execution)).toEqual([
      ...['startGoogleCloudBuildTask', 'monitorGoogleCloudBuildTask'],
      ...['getGoogleCloudBuildArtifactsTask', 'bindProducedArtifacts'],
    ])
  })

  it('gives up when Igor fails too often in a row', async () => {
    const igor = await withIgor({ ...replies, 'GET /gcb/builds/gcp/b1': { status: 500 } })
    expect((await run('googleCloudBuild', { account: 'gcp' })).status).toBe('TERMINAL')
    expect(callsOf(igor).filter((call) => call === 'GET /gcb/builds/gcp/b1')).toHaveLength(6)
  })
})
