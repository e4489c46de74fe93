import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Call } from '../../../../platform/clients/index.ts'
import type { Execution, Json } from '../../model.ts'
import { type OrcaUnderTest, played, startOrca } from '../../testing.ts'
import { nameProblems } from './application-names.ts'

let orca: OrcaUnderTest
/** What Clouddriver has, by path. */
let clouds: Record<string, unknown>

const clouddriver = () =>
  played('clouddriver', ({ method, path, body }: Call) => {
    if (method === 'PUT' && path === '/artifacts/fetch')
      return { body: clouds[(body as { reference: string }).reference] }
    return path in clouds ? { body: clouds[path] } : undefined
  })

beforeEach(async () => {
  clouds = { '/search': [{ results: [] }] }
  orca = await startOrca({ services: { clouddriver: clouddriver() } })
})
afterEach(() => orca.stop())

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const contextOf = ({ stages }: Execution) => stages[0]!.context
const tasksOf = ({ stages }: Execution) =>
  stages[0]!.tasks.map(({ name, implementingClass }) => [name, implementingClass.split('.').at(-1)])
const errorsOf = (execution: Execution) =>
  (contextOf(execution).exception as { details: { errors: string[] } }).details.errors
const pipeline = (more: Json = {}) => ({ application: 'app', name: 'deploy', stages: [], ...more })

describe('applications', () => {
  const application = { name: 'fresh', email: 'a@b.example', cloudProviders: 'aws' }

  it('are created with their permissions, and changed later', async () => {
    const permissions = { READ: ['team'], WRITE: ['team'] }
    const created = await orca.runTask({
      type: 'createApplication',
      application: { ...application, permissions },
      user: 'ann',
    })
    expect(created.status).toBe('SUCCEEDED')
    expect(tasksOf(created)).toEqual([['createApplication', 'UpsertApplicationTask']])
    expect(contextOf(created)).toMatchObject({
      'notification.type': 'upsertapplication',
      'application.name': 'fresh',
      previousState: {},
      newState: { ...application, user: 'ann' },
    })
    expect((await orca.askFront50('GET', '/permissions/applications/fresh')).body).toMatchObject({ permissions })

    const changed = await orca.runTask({
      type: 'updateApplication',
      application: { name: 'fresh', email: 'c@d.example' },
    })
    expect(contextOf(changed)).toMatchObject({ previousState: { email: 'a@b.example', user: 'ann' } })
    const { body } = await orca.askFront50('GET', '/v2/applications/fresh')
    expect(body).toMatchObject({ email: 'c@d.example', permissions })
  })

  it.each([
    [{ email: 'a@b.example' }, /^Missing one or more required task parameters \(application\.name\)$/],
    [
      { name: 'Not_for-gce', cloudProviders: 'aws,gce' },
      /^Invalid application name, errors: \[Invalid application name 'Not_for-gce'\. Must match .* for cloud provider 'aws'/,
    ],
  ])('%j is refused with a reason', async (given, words) => {
    const refused = await orca.runTask({ type: 'createApplication', application: given })
    expect(refused.status).toBe('TERMINAL')
    expect(errorsOf(refused)).toEqual([expect.stringMatching(words)])
    expect(contextOf(refused).exception).toMatchObject({ exceptionType: 'IllegalArgumentException' })
  })

  it('have names that their clouds take', () => {
    expect(nameProblems('a'.repeat(64), ['kubernetes'])).toHaveLength(1)
    expect(nameProblems('my-app', 'kubernetes')).toEqual([])
    expect(nameProblems('whatever you like', 'constructor')).toEqual([])
  })

  it('are deleted with their permissions when nothing depends on them', async () => {
    await orca.runTask({ type: 'createApplication', application: { ...application, permissions: { READ: ['r'] } } })
    const deleted = await orca.runTask({ type: 'deleteApplication', application: { name: 'fresh' } })
    expect(deleted.status).toBe('SUCCEEDED')
    expect(tasksOf(deleted)).toEqual([
      ['verifyNoDependencies', 'VerifyApplicationHasNoDependenciesTask'],
      ['deleteApplication', 'DeleteApplicationTask'],
    ])
    expect(contextOf(deleted)).toMatchObject({
      'notification.type': 'deleteapplication',
      previousState: { name: 'FRESH' },
    })
    expect((await orca.askFront50('GET', '/v2/applications/fresh')).status).toBe(404)
    expect((await orca.askFront50('GET', '/permissions/applications/fresh')).status).toBe(404)
    const again = await orca.runTask({ type: 'deleteApplication', application: { name: 'fresh' } })
    expect(again.status).toBe('SUCCEEDED')
  })

  it('that still have clusters or firewalls are kept', async () => {
    clouds['/applications/fresh'] = { name: 'fresh', clusters: { prod: [{ name: 'fresh' }] } }
    clouds['/search'] = [{ results: [{ application: 'FRESH' }] }]
    await orca.runTask({ type: 'createApplication', application })
    const kept = await orca.runTask({ type: 'deleteApplication', application: { name: 'fresh' } })
    expect(kept.status).toBe('TERMINAL')
    expect(contextOf(kept).exception).toEqual({
      details: {
        error: 'Application has outstanding dependencies',
        errors: [
          'Application is associated with one or more clusters',
          'Application is associated with one or more security groups',
        ],
      },
    })
    expect((await orca.askFront50('GET', '/v2/applications/fresh')).status).toBe(200)
  })
})

describe('pipelines', () => {
  it('are saved under an id, which the task tells', async () => {
    const saved = await orca.runTask({ type: 'savePipeline', pipeline: base64(pipeline()) })
    expect(saved.status).toBe('SUCCEEDED')
    expect(tasksOf(saved)).toEqual([
      ['savePipeline', 'SavePipelineTask'],
      ['waitForPipelineSave', 'MonitorFront50Task'],
    ])
    const { body: kept } = await orca.askFront50('GET', '/pipelines/app/name/deploy')
    expect(contextOf(saved)).toMatchObject({
      'notification.type': 'savepipeline',
      application: 'app',
      'pipeline.name': 'deploy',
      'pipeline.id': kept.id,
    })
  })

  it('keep their place, and are not evaluated on the way', async () => {
    await orca.askFront50('POST', '/pipelines', pipeline({ id: 'p', index: 7 }))
    const changed = pipeline({ id: 'p', description: '${1 + 1}' })
    const updated = await orca.runTask({ type: 'updatePipeline', pipeline: base64(changed) })
    expect(tasksOf(updated)).toEqual([['updatePipeline', 'SavePipelineTask']])
    expect((await orca.askFront50('GET', '/pipelines/p/get')).body).toMatchObject({ index: 7, description: '${1 + 1}' })
  })

  it('that somebody else saved meanwhile are not overwritten', async () => {
    await orca.askFront50('POST', '/pipelines', pipeline({ id: 'p' }))
    const stale = pipeline({ id: 'p', updateTs: '1' })
    const refused = await orca.runTask({ type: 'savePipeline', pipeline: base64(stale), staleCheck: true })
    expect(refused.status).toBe('TERMINAL')
    expect(errorsOf(refused)).toEqual([expect.stringMatching(/stale|newer|changed|later/i)])
  })

  it('are saved many at once', async () => {
    const pipelines = [pipeline({ id: 'a', name: 'a' }), pipeline({ id: 'b', name: 'a' }), pipeline({ name: 'c' })]
    const saved = await orca.runTask({
      type: 'savePipeline',
      isBulkSavingPipelines: true,
      pipelines: base64(pipelines),
    })
    expect(contextOf(saved).bulksave).toMatchObject({
      successful_pipelines: ['a', 'c'],
      failed_pipelines: [{ id: 'b', errorMsg: expect.any(String) }],
    })
  })

  it.each([
    ['savePipeline', {}, 'pipeline context must be provided when saving a single pipeline'],
    [
      'savePipeline',
      { isBulkSavingPipelines: true },
      'pipelines context must be provided when saving multiple pipelines',
    ],
    ['savePipeline', { pipeline: '{"a": 1}' }, 'Value in stage context at pointer /pipeline is not base 64 encoded'],
    ['deletePipeline', {}, 'pipeline context must be provided'],
    ['reorderPipelines', { application: base64('app') }, '`idsToIndices` context key must be provided'],
  ])('%s with %j says what is missing', async (type, context, words) => {
    expect(errorsOf(await orca.runTask({ type, ...context }))).toEqual([words])
  })

  it('are deleted by application and name', async () => {
    await orca.askFront50('POST', '/pipelines', pipeline({ id: 'p' }))
    const deleted = await orca.runTask({ type: 'deletePipeline', pipeline: base64(pipeline()) })
    expect(contextOf(deleted)).toMatchObject({
      ...{ 'notification.type': 'deletepipeline', application: 'app', 'pipeline.name': 'deploy', 'pipeline.id': 'p' },
    })
    expect((await orca.askFront50('GET', '/pipelines/p/get')).status).toBe(404)
  })

  it('are put into an order', async () => {
    for (const id of ['a', 'b']) await orca.askFront50('POST', '/pipelines', pipeline({ id, name: id }))
    const order = { idsToIndices: base64({ a: 1, b: 0 }), application: base64('app'), isStrategy: base64(false) }
    const ordered = await orca.runTask({ type: 'reorderPipelines', ...order })
    expect(contextOf(ordered)).toMatchObject({ 'notification.type': 'reorderpipelines', application: 'app' })
    const { body } = await orca.askFront50('GET', '/pipelines/app')
    expect(body.map(({ id }: Json) => id)).toEqual(['b', 'a'])
  })

  it('with roles run as a service account of their own, where the installation manages these', async () => {
    await orca.stop()
    orca = await startOrca({ config: { tasks: { useManagedServiceAccounts: true } } })
    const triggers = [
      { type: 'cron', cronExpression: '0 0 * * * ?' },
      { type: 'git', runAsUser: 'somebody' },
    ]
    const saved = await orca.runTask({
      type: 'savePipeline',
      pipeline: base64(pipeline({ id: 'Own', roles: ['team'], triggers })),
    })
    expect(tasksOf(saved).map(([name]) => name)).toEqual([
      'updatePipelinePermissions',
      'savePipeline',
      'waitForPipelineSave',
    ])
    expect(saved.status).toBe('SUCCEEDED')
    const account = 'own@managed-service-account'
    expect(contextOf(saved)['pipeline.serviceAccount']).toBe(account)
    expect((await orca.askFront50('GET', '/serviceAccounts')).body).toMatchObject([
      { name: account, memberOf: ['team'] },
    ])
    const { body } = await orca.askFront50('GET', '/pipelines/Own/get')
    expect(body.triggers).toMatchObject([{ runAsUser: account }, { runAsUser: 'somebody' }])
  })
})

describe('pipelines from an artifact', () => {
  const artifact = { type: 'github/file', reference: 'https://example.com/pipelines.json', artifactAccount: 'github' }
  const save = { type: 'savePipelinesFromArtifact', pipelinesArtifact: artifact }

  it('are created, updated, or reported when one is refused', async () => {
    await orca.askFront50('POST', '/pipelines', pipeline({ id: 'known', name: 'known' }))
    clouds[artifact.reference] = {
      app: [{ name: 'known', description: 'new words' }, { name: ' ' }, { name: 'fresh' }],
    }
    const execution = await orca.runTask(save)
    expect(tasksOf(execution).map(([name]) => name)).toEqual([
      ...['getPipelinesFromArtifact', 'preparePipelineToSaveTask', 'savePipeline', 'waitForPipelineSave'],
      ...['checkPipelineResults', 'checkForRemainingPipelines', 'savePipelinesCompleteTask'],
    ])
    expect(contextOf(execution)).toMatchObject({
      pipelinesCreated: [{ application: 'app', name: 'fresh' }],
      pipelinesUpdated: [{ application: 'app', name: 'known', id: 'known' }],
      pipelinesFailedToSave: [{ application: 'app', name: ' ' }],
    })
    expect(execution.status).toBe('TERMINAL')
    expect((await orca.askFront50('GET', '/pipelines/known/get')).body.description).toBe('new words')
  })

  it('that are all saved make it succeed', async () => {
    clouds[artifact.reference] = { app: [{ name: 'one' }], other: [{ name: 'two' }] }
    const execution = await orca.runTask(save)
    expect(execution.status).toBe('SUCCEEDED')
    expect((await orca.askFront50('GET', '/pipelines/other')).body).toMatchObject([{ name: 'two' }])
  })

  it('need an artifact, and JSON of the right form in it', async () => {
    const none = await orca.runTask({ type: 'savePipelinesFromArtifact', pipelinesArtifactId: 'x' })
    expect(errorsOf(none)).toEqual(["No artifact could be bound to 'x'"])
    clouds[artifact.reference] = 'plain words'
    expect(errorsOf(await orca.runTask(save))).toEqual([expect.stringContaining('is not JSON of the form')])
  })
})

describe('projects', () => {
  it('are created, changed and deleted', async () => {
    const project = { name: 'fleet', email: 'a@b.example', config: { applications: ['app'] } }
    const created = await orca.runTask({ type: 'upsertProject', project })
    expect(contextOf(created)).toMatchObject({ 'notification.type': 'upsertproject' })
    const { body } = await orca.askFront50('GET', '/v2/projects/fleet')
    await orca.runTask({ type: 'upsertProject', project: { ...project, id: body.id, email: 'c@d.example' } })
    expect((await orca.askFront50('GET', '/v2/projects/fleet')).body.email).toBe('c@d.example')
    const deleted = await orca.runTask({ type: 'deleteProject', project: { id: body.id } })
    expect(contextOf(deleted)).toMatchObject({ 'notification.type': 'deleteproject' })
    expect((await orca.askFront50('GET', '/v2/projects')).body).toEqual([])
  })
})

describe('pipeline templates', () => {
  const template = {
    id: 'release',
    schema: 'v2',
    metadata: { name: 'Release', description: 'Words.', scopes: ['global'] },
    variables: [{ name: 'region' }],
    pipeline: { stages: [] },
  }

  it('are created under a tag, changed and deleted', async () => {
    const created = await orca.runTask({
      type: 'createV2PipelineTemplate',
      pipelineTemplate: base64(template),
      tag: 'stable',
    })
    expect(tasksOf(created)).toEqual([['createPipelineTemplate', 'CreateV2PipelineTemplateTask']])
    expect(contextOf(created)).toMatchObject({
      ...{ 'notification.type': 'createpipelinetemplate', 'pipelineTemplate.id': 'release:stable' },
    })
    const changed = { ...template, metadata: { ...template.metadata, description: 'Other words.' } }
    await orca.runTask({
      type: 'updateV2PipelineTemplate',
      id: 'release',
      pipelineTemplate: base64(changed),
      tag: 'stable',
    })
    const { body } = await orca.askFront50('GET', '/v2/pipelineTemplates/release?tag=stable')
    expect(body.metadata.description).toBe('Other words.')
    const deleted = await orca.runTask({
      type: 'deleteV2PipelineTemplate',
      pipelineTemplateId: 'release',
      tag: 'stable',
    })
    expect(contextOf(deleted)).toMatchObject({
      'notification.type': 'deletepipelinetemplate',
      'pipeline.id': 'release',
    })
  })

  it.each([
    [{ id: 'a.b' }, 'Pipeline Template IDs cannot have dots'],
    [{ metadata: { scopes: [] } }, 'Missing required fields: metadata.name,metadata.description,metadata.scopes'],
    [{ schema: 'v9' }, 'Invalid schema version: v9'],
    [
      { metadata: { ...template.metadata, name: 'a/b' } },
      'Illegal template name: a/b. Name must match the regex: ^[a-zA-z0-9-&\\s]+$',
    ],
    [
      { variables: [{ name: 'a-b' }] },
      'Illegal variable names: a-b. Variable names must match the regex: ^[a-zA-Z0-9_]+$',
    ],
  ])('with %j are refused', async (wrong, words) => {
    const refused = await orca.runTask({
      type: 'createV2PipelineTemplate',
      pipelineTemplate: base64({ ...template, ...wrong }),
    })
    expect(errorsOf(refused)).toEqual([words])
  })
})

describe('what another Front50 keeps', () => {
  /** Front50 as the original is, with the parts that ours does not have. */
  async function withFront50(stored: Record<string, Json>) {
    await orca.stop()
    const front50 = played('front50', ({ method, path, body }) => {
      if (method === 'GET') return path in stored ? { body: stored[path] } : undefined
      if (method === 'DELETE') return { status: 204 }
      return { body: { saved: body } }
    })
    orca = await startOrca({ services: { front50 } })
    return front50
  }
  const asked = ({ calls }: { calls: Call[] }) =>
    calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)

  it('delivery configs', async () => {
    const front50 = await withFront50({ '/deliveries/known': { id: 'known', application: 'app' } })
    const fresh = await orca.runTask({ type: 'upsertDeliveryConfig', delivery: { application: 'app' } })
    expect(tasksOf(fresh).map(([name]) => name)).toEqual(['upsertDeliveryConfig', 'monitorUpsert'])
    await orca.runTask({ type: 'upsertDeliveryConfig', delivery: { id: 'known', application: 'app' } })
    await orca.runTask({ type: 'deleteDeliveryConfig', deliveryConfigId: 'known' })
    expect((await orca.runTask({ type: 'deleteDeliveryConfig', deliveryConfigId: 'gone' })).status).toBe('SUCCEEDED')
    expect(asked(front50)).toEqual([
      'POST /deliveries',
      'PUT /deliveries/known',
      'DELETE /applications/app/deliveries/known',
    ])
  })

  it('plugins and their releases', async () => {
    const release = { version: '1.0.0', requires: 'orca>=8.0.0,acme.base=1.2.3' }
    const front50 = await withFront50({ '/pluginInfo/acme.rocket': { id: 'acme.rocket', releases: [release] } })
    await orca.runTask({ type: 'upsertPluginInfo', pluginInfo: { id: 'acme.rocket' } })
    const loaded = await orca.runTask({ type: 'loadPluginRelease', pluginId: 'acme.rocket', version: '1.0.0' })
    expect(loaded.stages[0]).toMatchObject({
      context: { release },
      outputs: { requiredServices: ['orca'], requiredPlugins: ['acme.base'], requiresOrca: true },
    })
    const missing = await orca.runTask({ type: 'loadPluginRelease', pluginId: 'acme.rocket', version: '2.0.0' })
    expect(missing.stages[0]?.outputs.message).toBe("No release found for version '2.0.0'")
    const preferred = await orca.runTask({
      type: 'setPreferredPluginRelease',
      pluginId: 'acme.rocket',
      preferredVersion: '1.0.0',
    })
    expect(tasksOf(preferred)).toEqual([['setPreferredPluginVersion', 'SetPreferredPluginReleaseTask']])
    await orca.runTask({ type: 'deletePluginInfo', pluginInfoId: 'acme.rocket' })
    expect(asked(front50)).toEqual([
      ...['POST /pluginInfo', 'PUT /pluginInfo/acme.rocket/releases/1.0.0', 'DELETE /pluginInfo/acme.rocket'],
    ])
  })
})
