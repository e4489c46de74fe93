import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root as hal } from '../../src/services/halyard/cli/commands/root.ts'
import { call } from '../../src/services/halyard/cli/testing.ts'
import { createHome, type Home, type Product, startProduct } from '../support/product.ts'

/** An installation of two applications, as Front50 kept it on S3. */
const bucket: Readonly<Record<string, object>> = {
  'applications/fleet/application-metadata.json': {
    ...{ name: 'FLEET', email: 'fleet@example.com', cloudProviders: 'aws', createTs: '1500000000000', tier: 'gold' },
  },
  'applications/fleet/application-permission.json': { name: 'FLEET', permissions: { READ: ['crew'], WRITE: ['crew'] } },
  'applications/dock/application-metadata.json': { name: 'DOCK', email: 'dock@example.com' },
  'pipelines/6f1c0e6e-0000-4000-8000-000000000001/pipeline-metadata.json': {
    ...{ id: '6f1c0e6e-0000-4000-8000-000000000001', name: 'Release', application: 'fleet', index: 0 },
    ...{ updateTs: '1500000000000', lastModifiedBy: 'someone', stages: [{ type: 'wait', waitTime: 1, refId: '1' }] },
  },
  'pipelines/6f1c0e6e-0000-4000-8000-000000000002/pipeline-metadata.json': {
    ...{ id: '6f1c0e6e-0000-4000-8000-000000000002', name: 'From template', application: 'fleet', schema: 'v2' },
    ...{
      type: 'templatedPipeline',
      template: {
        reference: 'spinnaker://waiting',
        artifactAccount: 'front50ArtifactCredentials',
        type: 'front50/pipelineTemplate',
      },
    },
    ...{ variables: {}, stages: [], triggers: [] },
  },
  'pipelines/nameless/pipeline-metadata.json': { id: 'nameless', application: 'fleet' },
  'pipeline-strategies/6f1c0e6e-0000-4000-8000-000000000003/pipeline-strategy-metadata.json': {
    ...{
      id: '6f1c0e6e-0000-4000-8000-000000000003',
      name: 'Careful',
      application: 'fleet',
      strategy: true,
      stages: [],
    },
  },
  'pipeline-templates/waiting/pipeline-template-metadata.json': {
    ...{
      schema: 'v2',
      id: 'waiting',
      metadata: { name: 'Waiting', description: 'Waits.', owner: 'a@example.com', scopes: ['global'] },
    },
    ...{ variables: [], pipeline: { stages: [{ type: 'wait', refId: '1', requisiteStageRefIds: [], waitTime: 1 }] } },
  },
  'projects/6f1c0e6e-0000-4000-8000-000000000004/project-metadata.json': {
    ...{ id: '6f1c0e6e-0000-4000-8000-000000000004', name: 'Harbour', email: 'h@example.com' },
    config: { applications: ['fleet'], clusters: [], pipelineConfigs: [] },
  },
  'notifications/fleet/notification-metadata.json': {
    ...{
      application: 'fleet',
      slack: [{ address: 'deploys', level: 'application', type: 'slack', when: ['pipeline.failed'] }],
    },
  },
  'serviceAccounts/robot@example.com/serviceAccount-metadata.json': { name: 'robot@example.com', memberOf: ['crew'] },
  'canary_config/c-1/errors.json': { name: 'errors', metrics: [] },
}

let folder: string
let home: Home
let product: Product

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gennaker-migrate-'))
  for (const [path, body] of Object.entries(bucket)) {
    mkdirSync(dirname(join(folder, 'bucket', path)), { recursive: true })
    writeFileSync(join(folder, 'bucket', path), JSON.stringify(body))
  }
  home = createHome()
  product = await startProduct(home)
})
afterAll(async () => {
  await product?.stop()
  home?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const halHome = () => join(folder, '.hal')
const migrate = async (...more: readonly string[]) => {
  const line = ['migrate', '--front50-bucket', join(folder, 'bucket'), '--apply', '--gate', product.url, '-o', 'json']
  const { code, output } = await call(hal, [...line, ...more], { home: halHome() })
  return { code, ...JSON.parse(output).applied }
}

it('an installation comes into a running one under the ids that it had, and a second time changes nothing', async () => {
  const { code, imported, kept } = await migrate()
  expect(imported.failed.map(({ id, why }: { id: string; why: string }) => [id, why])).toEqual([
    ['nameless', expect.stringMatching(/name/)],
  ])
  expect(code).toBe(1)
  expect(imported.created).toHaveLength(8)
  expect(imported.notTaken.map(({ id }: { id: string }) => id)).toEqual(['robot@example.com', 'c-1'])
  const left = JSON.parse(readFileSync(kept, 'utf8'))
  expect(left.map(({ document }: { document: { body: object } }) => document.body)).toContainEqual(
    bucket['canary_config/c-1/errors.json'],
  )

  const fleet = (await product.gate('/applications/fleet')).body.attributes
  expect(fleet).toMatchObject({ email: 'fleet@example.com', tier: 'gold' })
  expect(fleet.permissions).toMatchObject({ READ: ['crew'], WRITE: ['crew'] })
  const configs = (await product.gate('/applications/fleet/pipelineConfigs')).body
  expect(configs.map(({ id, name }: { id: string; name: string }) => [id, name])).toEqual([
    ['6f1c0e6e-0000-4000-8000-000000000001', 'Release'],
    ['6f1c0e6e-0000-4000-8000-000000000002', 'From template'],
  ])
  const strategies = (await product.gate('/applications/fleet/strategyConfigs')).body
  expect(strategies).toMatchObject([{ id: '6f1c0e6e-0000-4000-8000-000000000003', name: 'Careful' }])
  expect((await product.gate('/projects/Harbour')).body.id).toBe('6f1c0e6e-0000-4000-8000-000000000004')
  expect((await product.gate('/notifications/application/fleet')).body.slack).toHaveLength(1)
  expect((await product.gate('/v2/pipelineTemplates/waiting')).body.metadata.name).toBe('Waiting')

  await product.gate('/pipelines', { method: 'POST', body: { ...configs[0], description: 'changed here' } })
  const again = (await migrate()).imported
  expect([again.created, again.replaced]).toEqual([[], []])
  const release = async () => (await product.gate('/applications/fleet/pipelineConfigs/Release')).body
  expect((await release()).description).toBe('changed here')
  expect((await product.gate('/applications/fleet/pipelineConfigs')).body).toHaveLength(2)

  expect((await migrate('--overwrite')).imported.created).toEqual([])
  expect((await release()).description).toBeUndefined()
  expect((await product.gate('/applications/fleet/pipelineConfigs')).body).toHaveLength(2)
})

it('what was imported runs', async () => {
  const { status, body } = await product.gate('/pipelines/fleet/Release', { method: 'POST', body: { type: 'manual' } })
  expect(status).toBe(202)
  await product.untilExecution(body.ref.split('/').at(-1), 'SUCCEEDED')
})

it('service accounts go to a Front50, when one is named', async () => {
  const own = createHome()
  const front50 = await startProduct(own, ['--no-sandbox', '--services', 'front50', '-Dserver.port=0'])
  try {
    const { imported } = await migrate('--front50', front50.url)
    expect(imported.created).toEqual(['serviceAccount robot@example.com'])
    const { body } = await front50.gate('/serviceAccounts')
    expect(body).toMatchObject([{ name: 'robot@example.com', memberOf: ['crew'] }])
    expect((await migrate('--front50', front50.url)).imported.created).toEqual([])
  } finally {
    await front50.stop()
    own.remove()
  }
})
