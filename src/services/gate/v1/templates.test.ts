import { afterEach, beforeEach, expect, it } from 'vitest'
import { type GateUnderTest, startGate } from '../testing.ts'

let gate: GateUnderTest
beforeEach(async () => {
  gate = await startGate()
  await gate.askFront50('POST', '/v2/applications', { email: 'team@example.org', name: 'orders' })
})
afterEach(() => gate.stop())

const template = (name: string, more: object = {}) => ({
  id: 'canary',
  schema: 'v2',
  metadata: { name, description: 'Tries it first', owner: 'team@example.org', scopes: ['global'] },
  variables: [{ name: 'share', type: 'int' }],
  pipeline: { stages: [{ refId: '1', type: 'wait', name: 'Wait', requisiteStageRefIds: [] }] },
  ...more,
})
const save = (path: string, body: object) => gate.askFront50('POST', path, body)
const list = async () => (await gate.ask('GET', '/v1/pipelineTemplates')).body

it('lists each template once, with its versions, the newest first, and how many pipelines are made of it', async () => {
  await save('/v2/pipelineTemplates?tag=stable', template('First'))
  await save('/v2/pipelineTemplates', template('Second', { protect: true }))
  for (const [name, reference, type] of [
    ['tagged', 'spinnaker://canary:stable', 'templatedPipeline'],
    ['as spin makes it', 'spinnaker://canary', undefined],
    ['of another', 'https://example.org/canary.yml', undefined],
  ] as const)
    await save('/pipelines', {
      application: 'orders',
      name,
      schema: 'v2',
      template: { reference },
      ...(type && { type }),
    })
  const [only, ...others] = await list()
  expect(others).toEqual([])
  expect(only).toMatchObject({
    id: 'canary',
    schema: 'v2',
    name: 'Second',
    description: 'Tries it first',
    owner: 'team@example.org',
    scopes: ['global'],
    protect: true,
    variables: 1,
    stages: 1,
    usedBy: 2,
    versions: [{ tags: ['latest'] }, { tags: ['stable'] }],
  })
  expect(only.versions[0].digest).toMatch(/^[0-9a-f]{64}$/)
})

it('lists templates of version 1 beside them', async () => {
  await save('/pipelineTemplates', {
    ...template('Old'),
    id: 'old',
    schema: '1',
    pipeline: undefined,
    stages: [{}, {}],
  })
  expect(await list()).toMatchObject([
    { id: 'old', schema: '1', name: 'Old', stages: 2, usedBy: 0, versions: [{ tags: [] }] },
  ])
})

it('has nothing to list where nobody wrote one', async () => {
  expect(await list()).toEqual([])
})
