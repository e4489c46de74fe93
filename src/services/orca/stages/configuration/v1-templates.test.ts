import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Json } from '../../model.ts'
import { type OrcaUnderTest, startOrca } from '../../testing.ts'

let orca: OrcaUnderTest
beforeEach(async () => {
  orca = await startOrca()
})
afterEach(() => orca.stop())

const template = (more: Json = {}) => ({
  schema: '1',
  id: 'wait',
  metadata: { name: 'Wait', description: 'Waits.', scopes: ['global'] },
  variables: [],
  stages: [{ id: 'w', type: 'wait', config: { waitTime: 1 } }],
  ...more,
})
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const create = (given: Json) => orca.runTask({ type: 'createPipelineTemplate', pipelineTemplate: base64(given) })
const update = (given: Json, more: Json = {}) =>
  orca.runTask({ type: 'updatePipelineTemplate', id: 'wait', pipelineTemplate: base64(given), ...more })

async function pipelineFromTemplate() {
  await create(template())
  const config = { schema: '1', pipeline: { application: 'app', template: { source: 'spinnaker://wait' } } }
  await orca.askFront50('POST', '/pipelines', {
    id: 'p',
    name: 'P',
    application: 'app',
    type: 'templatedPipeline',
    config,
  })
}

it('keeps a template, and deletes it', async () => {
  const created = await create(template())
  expect(created).toMatchObject({ status: 'SUCCEEDED', stages: [{ context: { 'pipelineTemplate.id': 'wait' } }] })
  expect((await orca.askFront50('GET', '/pipelineTemplates/wait')).body).toMatchObject(template())
  expect((await orca.runTask({ type: 'deletePipelineTemplate', pipelineTemplateId: 'wait' })).status).toBe('SUCCEEDED')
  expect((await orca.askFront50('GET', '/pipelineTemplates/wait')).status).toBe(404)
})

it.each([
  [{ id: 'a.b' }, 'Pipeline Template IDs cannot have dots'],
  [{ metadata: { name: 'x' } }, 'Missing required fields: metadata.description,metadata.scopes'],
  [{ variables: [{ name: 'a-b' }] }, 'Variable names cannot include dashes (-). Invalid variable names: a-b'],
])('refuses a template with %j', async (more, words) => {
  const { stages } = await create(template(more))
  expect(stages[0]!.context.exception).toMatchObject({ details: { errors: [words] } })
})

it('is not changed when a pipeline that is made from it could not be planned any more', async () => {
  await pipelineFromTemplate()
  const wanting = template({ variables: [{ name: 'seconds' }] })
  expect(await update(wanting)).toMatchObject({
    status: 'TERMINAL',
    stages: [
      {
        tasks: [{ name: 'planDependentPipelines', status: 'TERMINAL' }, { name: 'updatePipelineTemplate' }],
        context: {
          'pipelineTemplate.dependentErrors': {
            p: [{ cause: expect.stringContaining('Missing variable values for: seconds') }],
          },
        },
      },
    ],
  })
  expect((await orca.askFront50('GET', '/pipelineTemplates/wait')).body.variables).toEqual([])
  expect((await update(wanting, { skipPlanDependents: true })).stages[0]!.tasks).toHaveLength(1)
})

it('when it is changed, the pipelines that are made from it are saved again', async () => {
  await pipelineFromTemplate()
  const execution = await update(template({ protect: true }))
  expect(execution.status).toBe('SUCCEEDED')
  expect(execution.stages.map(({ name, status }) => [name, status])).toEqual([
    ['updatePipelineTemplate', 'SUCCEEDED'],
    ['updateDependentPipeline', 'SUCCEEDED'],
  ])
})
