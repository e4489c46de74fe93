import { beforeEach, describe, expect, it } from 'vitest'
import { type orcaOn, orcaOnStubCloud } from '../../../../../test/support/orca-on-stub-cloud.ts'
import type { StubClouddriver } from '../../../../../test/support/stub-clouddriver.ts'
import type { Execution, Json } from '../../model.ts'
import { runJob } from './run-job.ts'

let cloud: StubClouddriver
let orca: Awaited<ReturnType<typeof orcaOn>>

beforeEach(() => start())

async function start(config: Json = {}) {
  ;({ cloud, orca } = await orcaOnStubCloud({ config }))
}

const manifest = { kind: 'Job', metadata: { name: 'tidy', annotations: { 'job.spinnaker.io/logs': 'https://logs/x' } } }
const stage = (more: Json = {}): Json => ({
  refId: '1',
  requisiteStageRefIds: [],
  type: 'runJob',
  name: 'Tidy',
  credentials: 'k8s',
  account: 'k8s',
  cloudProvider: 'kubernetes',
  source: 'text',
  manifest,
  ...more,
})
const run = (more: Json = {}) => orca.run({ application: 'shop', stages: [stage(more)] })
const first = ({ stages }: Execution) => stages[0]!
const tasksOf = (execution: Execution) => first(execution).tasks.map(({ name }) => name)
const reasonOf = (execution: Execution) =>
  (first(execution).context.exception as { details: { errors: string[] } } | undefined)?.details.errors[0]

const at = '/applications/shop/jobs/k8s/web/job%20tidy'
/** What the cloud tells of the operation, and then of the job, the last of it again and again. */
function play(jobs: Json[], results: Json = { manifestNamesByNamespace: { web: ['job tidy'] } }) {
  const status = { phase: 'X', status: 'done', complete: true, completed: true, failed: false }
  const resultObjects = [{ deployedNamesByLocation: { web: ['job tidy'] }, ...results }]
  cloud.answers.set('/task/1', () => ({ id: '1', status, history: [], resultObjects, outputs: [] }))
  let looks = 0
  cloud.answers.set(at, () => ({
    name: 'job tidy',
    provider: 'kubernetes',
    ...jobs[Math.min(looks++, jobs.length - 1)],
  }))
}

describe('a job', () => {
  it('is run, waited for, and tells what became of it', async () => {
    play([{ jobState: 'Running' }, { jobState: 'Succeeded', completionDetails: { exitCode: 0 } }])
    const execution = await run()
    expect(tasksOf(execution)).toEqual(['runJob', 'monitorDeploy', 'promoteOutputs', 'waitOnJobCompletion'])
    expect(cloud.operations).toMatchObject([
      { name: 'runJob', description: { source: 'text', manifest, account: 'k8s', requiredArtifacts: [] } },
    ])
    expect(first(execution)).toMatchObject({
      status: 'SUCCEEDED',
      context: {
        'notification.type': 'runjob',
        'deploy.account.name': 'k8s',
        'deploy.jobs': { web: ['job tidy'] },
        'outputs.manifestNamesByNamespace': { web: ['job tidy'] },
        execution: { logs: 'https://logs/x' },
        jobStatus: { jobState: 'Succeeded' },
      },
      outputs: { completionDetails: { exitCode: 0 }, jobStatus: { jobState: 'Succeeded' } },
    })
  })

  it('that is not waited for is only started', async () => {
    play([])
    expect(tasksOf(await run({ waitForCompletion: false }))).toEqual(['runJob', 'monitorDeploy', 'promoteOutputs'])
  })

  it('keeps what it tells to itself where its author wants that', async () => {
    play([{ jobState: 'Succeeded' }])
    expect(first(await run({ noOutput: true })).outputs).toEqual({})
  })

  it('that fails says why', async () => {
    play([{ jobState: 'Failed', reason: 'OOM', message: 'it ate too much', failureDetails: 'pod 7' }])
    const execution = await run()
    expect(first(execution).status).toBe('TERMINAL')
    expect(reasonOf(execution)).toBe(
      "Job: 'job tidy' failed. Reason: OOM. Details: it ate too much. Additional Details: pod 7",
    )
  })

  it.each<[string, Json, string]>([
    ['no manifest', { manifest: undefined }, 'No text manifest was specified: set `manifest`.'],
    ['two', { manifest: undefined, manifests: [{}, {}] }, 'Run Job only supports manifests with a single Job.'],
    ['a cloud that runs none', { cloudProvider: 'dusk' }, 'JobRunner not found for cloudProvider dusk'],
  ])('of %s does not start', async (_, more, reason) => {
    expect(reasonOf(await run(more))).toBe(reason)
  })

  it('may stand in an artifact', async () => {
    play([{ jobState: 'Succeeded' }])
    cloud.answers.set('/artifacts/fetch', () => 'kind: Job\nmetadata:\n  name: ${"ti" + "dy"}\n')
    await run({
      manifest: undefined,
      source: 'artifact',
      manifestArtifact: { type: 'http/file', reference: 'https://files/job.yml' },
      manifestArtifactAccount: 'files',
    })
    expect(orca.calls.find(({ path }) => path === '/artifacts/fetch')?.body).toMatchObject({ artifactAccount: 'files' })
    expect(cloud.operations[0]?.description.manifest).toEqual({ kind: 'Job', metadata: { name: 'tidy' } })
  })

  it('of Titus runs as long as its cloud lets it', async () => {
    play([{ jobState: 'Succeeded' }])
    const cluster = { application: 'shop', imageId: 'tidy:1', runtimeLimitSecs: 5_400 }
    const execution = await run({ cloudProvider: 'titus', manifest: undefined, source: undefined, cluster })
    expect(tasksOf(execution)).toEqual(['runJob', 'monitorDeploy', 'waitOnJobCompletion'])
    expect(cloud.operations[0]?.description).toMatchObject(cluster)
    expect(first(execution).context.jobRuntimeLimit).toBe('PT1H30M')
  })

  it('of Cloud Foundry runs beside a server group', async () => {
    play([{ jobState: 'Succeeded' }])
    cloud.add({ name: 'shop-web-v001', account: 'cf', region: 'org > dev', cloudProvider: 'cloudfoundry' })
    const place = { credentials: 'cf', account: 'cf', region: 'org > dev', cluster: 'shop-web', target: 'newest' }
    await run({ ...place, cloudProvider: 'cloudfoundry', manifest: undefined, command: 'tidy', jobName: 'tidy' })
    expect(cloud.operations[0]).toMatchObject({
      name: 'runJob',
      description: { region: 'org > dev', serverGroupName: 'shop-web-v001', command: 'tidy', jobName: 'tidy' },
    })
  })
})

describe('a job that does not end', () => {
  it('is given up five minutes after its cloud should have, and ended', async () => {
    play([{ jobState: 'Running' }])
    const execution = await run({ jobRuntimeLimit: 'PT10M' })
    expect(first(execution).status).toBe('TERMINAL')
    const { startTime, endTime } = first(execution).tasks.at(-1)!
    expect((endTime! - startTime!) / 60_000).toBeCloseTo(15, 0)
    expect(orca.calls.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([at])
  })
})

describe('what a job writes', () => {
  const file = `${at}/words`
  const ended = { jobState: 'Succeeded', pods: [{ name: 'p-2', status: { phase: 'Succeeded' } }] }

  it('is told to later stages', async () => {
    play([ended])
    cloud.answers.set(file, () => ({ version: '1.2' }))
    expect(first(await run({ propertyFile: 'words' })).outputs).toMatchObject({
      version: '1.2',
      propertyFileContents: { version: '1.2' },
    })
  })

  it('is read from the pod that succeeded where the job itself has nothing', async () => {
    play([ended])
    cloud.answers.set(file, () => ({}))
    cloud.answers.set('/applications/shop/kubernetes/pods/k8s/web/p-2/words', () => ({ version: '1.3' }))
    expect(first(await run({ propertyFile: 'words' })).outputs.version).toBe('1.3')
  })

  it('must be there', async () => {
    play([ended])
    expect(reasonOf(await run({ propertyFile: 'words' }))).toBe(
      'Expected properties file: words in job: job tidy, application: shop, location: web, account: k8s but it was either missing, empty or contained invalid syntax.',
    )
  })

  it('is not missed where the job failed', async () => {
    play([{ ...ended, jobState: 'Failed' }])
    expect(reasonOf(await run({ propertyFile: 'words' }))).toBe("Job: 'job tidy' failed.")
  })

  it('may be an artifact, whose fields are told', async () => {
    const created = { type: 'gcs/object', name: 'out.json', reference: 'gs://b/out.json' }
    play([{ jobState: 'Succeeded' }], { createdArtifacts: [created] })
    cloud.answers.set('/artifacts/fetch', () => ({ version: '1.4' }))
    const execution = await run({
      consumeArtifactSource: 'artifact',
      consumeArtifactId: 'out',
      consumeArtifactAccount: 'bucket',
      expectedArtifacts: [{ id: 'out', matchArtifact: { type: 'gcs/object', name: 'out.json' } }],
    })
    expect(tasksOf(execution).slice(-2)).toEqual(['bindProducedArtifacts', 'consumeArtifact'])
    expect(first(execution).outputs.version).toBe('1.4')
    expect(orca.calls.find(({ path }) => path === '/artifacts/fetch')?.body).toMatchObject({
      artifactAccount: 'bucket',
    })
  })
})

it('a job that is run again keeps what became of it before', () => {
  const before = { jobStatus: { jobState: 'Failed' }, 'deploy.jobs': { web: ['a'] }, propertyFileContents: { a: 1 } }
  expect(runJob.restart?.({ manifest, ...before })).toEqual({ manifest, restartDetails: before })
})

describe('a preconfigured job', () => {
  const configured = {
    label: 'Tidy up',
    type: 'tidyUp',
    cloudProvider: 'titus',
    credentials: 'k8s',
    region: 'web',
    cluster: { imageId: 'tidy:1', env: { LEVEL: 'low' } },
    parameters: [
      { name: 'level', mapping: 'cluster.env.LEVEL', defaultValue: 'mid' },
      { name: 'where', mapping: 'cluster.env.WHERE', defaultValue: 'here' },
    ],
  }
  const pipeline = { type: 'tidyUp', alias: 'preconfiguredJob', manifest: undefined, source: undefined }
  const offer = (...titus: Json[]) => start({ job: { preconfigured: { titus } } })

  it('runs as its operator wrote it, with the values of its parameters', async () => {
    await offer(configured)
    play([{ jobState: 'Succeeded' }])
    const cluster = { imageId: 'mine' }
    const execution = await run({ ...pipeline, cluster, region: 'mine', parameters: { level: 'high' } })
    expect(first(execution)).toMatchObject({ type: 'tidyUp', status: 'SUCCEEDED' })
    expect(cloud.operations[0]?.description).toMatchObject({
      application: 'shop',
      imageId: 'tidy:1',
      region: 'web',
      env: { LEVEL: 'high', WHERE: 'here' },
    })
  })

  it('takes what its author writes at a place of its own', async () => {
    await offer(configured)
    play([{ jobState: 'Succeeded' }])
    await run({ ...pipeline, dynamicParameters: { 'cluster.env.MORE': 7 } })
    expect(cloud.operations[0]?.description.env).toEqual({ LEVEL: 'mid', WHERE: 'here', MORE: '7' })
  })

  it('that is not there says so', async () => {
    expect(reasonOf(await run(pipeline))).toBe("Preconfigured Job of type 'tidyUp' not found")
  })

  it('says which part of a place is missing', async () => {
    await offer({ ...configured, parameters: [{ name: 'x', mapping: 'cluster.labels.x', defaultValue: '1' }] })
    expect(reasonOf(await run(pipeline))).toBe('no property labels on the way to cluster.labels.x')
  })

  it('is listed for those who make pipelines, where it is enabled', async () => {
    await offer(configured, { ...configured, type: 'gone', enabled: false })
    expect((await orca.ask('GET', '/jobs/preconfigured')).body).toMatchObject([
      {
        label: 'Tidy up',
        type: 'tidyUp',
        noUserConfigurableFields: true,
        waitForCompletion: true,
        producesArtifacts: false,
        uiType: 'BASIC',
        parameters: [{ name: 'level', type: 'string' }, { name: 'where' }],
      },
    ])
  })
})
