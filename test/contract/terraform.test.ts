import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHome, type Home, type Product, startProduct, untilTask } from '../support/product.ts'

/**
 * What the Terraform providers of Spinnaker send, in their order, and the statuses and fields on which they insist. They carry an
 * old client of Gate's in them, which decodes by type: an object is an object, and text is text.
 */
describe('what Terraform’s providers send', () => {
  let home: Home
  let product: Product
  beforeAll(async () => {
    home = createHome()
    product = await startProduct(home)
  })
  afterAll(async () => {
    await product?.stop()
    home?.remove()
  })

  /** Their settings often carry credentials for a proxy in front of Gate. */
  const headers = { authorization: 'Basic YWRhOnNlY3JldA==', accept: 'application/json' }
  const send = (method: string, path: string, body?: unknown) => product.gate(path, { method, headers, body })
  const get = (path: string) => send('GET', path)

  /** A task is followed by its `ref`, which is read at once. */
  async function run(task: object): Promise<void> {
    const { status, body } = await send('POST', '/tasks', task)
    expect(status).toBe(200)
    expect((await get(body.ref)).status).toBe(200)
    expect(await untilTask(product, body.ref)).toMatchObject({ status: 'SUCCEEDED', endTime: expect.any(Number) })
  }

  it('an application is made, read, changed and destroyed', async () => {
    const application = {
      ...{ name: 'shop', email: 'shop@example.com', cloudProviders: 'spot,kubernetes', instancePort: 8080 },
      permissions: { READ: ['devs'], WRITE: ['ops'], EXECUTE: ['devs'] },
    }
    const save = (more: object) =>
      run({
        ...{ application: 'shop', description: 'Create Application: shop' },
        job: [{ type: 'createApplication', user: 'ada', application: { ...application, ...more } }],
      })
    await save({})
    const { status, body } = await get('/applications/shop')
    expect(status).toBe(200)
    expect(body.attributes).toMatchObject({ ...application, name: 'shop' })
    await save({ email: 'other@example.com' })
    expect((await get('/applications/shop')).body.attributes.email).toBe('other@example.com')
    await run({
      ...{ application: 'shop', description: 'Delete Application: shop' },
      job: [{ type: 'deleteApplication', application: { name: 'shop' } }],
    })
    expect((await get('/applications/shop')).status).toBe(404)
  })

  it('a pipeline is saved, read by its name, updated by its id and destroyed', async () => {
    const pipeline = {
      ...{ application: 'shop', name: 'Deploy', type: 'pipeline' },
      stages: [{ refId: '1', requisiteStageRefIds: [], type: 'wait', name: 'Wait', waitTime: 1 }],
      unknown: { kept: ['as', 'it', 'is'] },
    }
    expect(await send('POST', '/pipelines', pipeline)).toMatchObject({ status: 200, text: '' })
    const { status, body } = await get('/applications/shop/pipelineConfigs/Deploy')
    expect({ status, body }).toMatchObject({ status: 200, body: { ...pipeline, id: expect.any(String) } })
    const renamed = await send('PUT', `/pipelines/${body.id}`, { ...body, name: 'Deploy all' })
    expect(renamed).toMatchObject({ status: 200, body: { id: body.id, name: 'Deploy all' } })
    expect((await get('/applications/shop/pipelineConfigs/Deploy')).status).toBe(404)
    expect((await send('DELETE', '/pipelines/shop/Deploy%20all')).status).toBe(200)
    expect((await get('/applications/shop/pipelineConfigs/Deploy%20all')).status).toBe(404)
    // Who destroys what is gone already has destroyed it; an update of it does not bring it back.
    expect((await send('DELETE', '/pipelines/shop/Deploy%20all')).status).toBe(200)
    expect((await send('PUT', `/pipelines/${body.id}`, { ...body, name: 'Deploy all' })).status).toBe(404)
  })

  it('a template of the first version is made, read, changed and destroyed', async () => {
    const template = {
      ...{ id: 'wait', schema: '1', stages: [], variables: [] },
      metadata: { name: 'Wait', description: 'Waits', owner: 'shop@example.com', scopes: ['global'] },
    }
    const until = async (answer: { status: number; body: { ref: string } }) => {
      expect(answer.status).toBe(202)
      await untilTask(product, answer.body.ref)
    }
    await until(await send('POST', '/pipelineTemplates', template))
    expect(await get('/pipelineTemplates/wait')).toMatchObject({ status: 200, body: { id: 'wait' } })
    const metadata = { ...template.metadata, name: 'Waits longer' }
    await until(await send('POST', '/pipelineTemplates/wait', { ...template, metadata }))
    expect((await get('/pipelineTemplates/wait')).body.metadata.name).toBe('Waits longer')
    await until(await send('DELETE', '/pipelineTemplates/wait'))
    expect((await get('/pipelineTemplates/wait')).status).toBe(404)
  })

  it('a project is made, read and destroyed, by tasks that name no application', async () => {
    const config = { applications: ['shop'], clusters: [], pipelineConfigs: [] }
    const project = { name: 'Storefront', email: 'shop@example.com', config }
    await run({
      ...{ application: 'spinnaker', description: 'Create Project: Storefront', project: 'Storefront' },
      job: [{ type: 'upsertProject', project, user: 'shop@example.com' }],
    })
    const { status, body } = await get('/projects/Storefront')
    expect({ status, body }).toMatchObject({ status: 200, body: { ...project, id: expect.any(String) } })
    await run({ description: 'Delete Project: Storefront', job: [{ type: 'deleteProject', project: { id: body.id } }] })
    expect((await get('/projects/Storefront')).status).toBe(404)
  })

  it('a canary configuration that is not there is not there', async () => {
    expect((await get('/v2/canaryConfig/none')).status).toBe(404)
  })
})
