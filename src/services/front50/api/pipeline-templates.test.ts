import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Front50UnderTest, startFront50 } from '../testing.ts'

let front50: Front50UnderTest
beforeEach(async () => {
  front50 = await startFront50()
})
afterEach(() => front50.stop())

const ask: Front50UnderTest['ask'] = (...request) => front50.ask(...request)
const template = (description = 'first') => ({
  id: 'wait',
  schema: 'v2',
  metadata: { name: 'Wait', description, owner: 'a@example.org', scopes: ['global'] },
  variables: [],
  pipeline: { stages: [] },
})
const base = '/v2/pipelineTemplates'

it('a template is given back without its version, and exists once', async () => {
  expect((await ask('POST', base, template())).status).toBe(200)
  expect((await ask('GET', `${base}/wait`)).body).toEqual({
    ...template(),
    updateTs: String(front50.clock.now()),
    lastModifiedBy: 'ann',
  })
  expect(await ask('POST', base, template())).toMatchObject({
    status: 400,
    body: { message: 'A pipeline template with the id wait already exists' },
  })
  expect((await ask('GET', `${base}/nothing`)).status).toBe(404)
})

it('has versions by tag and by digest; the last one saved is the latest', async () => {
  await ask('POST', `${base}?tag=stable`, template())
  await ask('POST', `${base}?tag=canary`, template('second'))
  const described = async (query: string) => (await ask('GET', `${base}/wait${query}`)).body.metadata.description
  expect(await described('?tag=stable')).toBe('first')
  expect(await described('?tag=latest')).toBe('second')
  expect(await described('')).toBe('second')
  const versions: { tag?: string; digest: string }[] = (await ask('GET', `${base}/versions`)).body.wait
  expect(versions.map(({ tag }) => tag ?? 'digest').sort()).toEqual(['canary', 'digest', 'digest', 'latest', 'stable'])
  const { digest } = versions.find(({ tag }) => tag === 'stable')!
  expect(await described(`?digest=${digest}`)).toBe('first')
  expect((await ask('GET', `${base}/wait?tag=stable&digest=${digest}`)).status).toBe(400)
  const listed: { tag: string }[] = (await ask('GET', `${base}?scopes=global`)).body
  expect(listed.map(({ tag }) => tag).sort()).toEqual(['canary', 'latest', 'stable'])
  expect((await ask('GET', `${base}?scopes=other`)).body).toEqual([])
})

it('is changed under its id and tag', async () => {
  await ask('POST', base, template())
  expect((await ask('PUT', `${base}/wait`, template('second'))).body.metadata.description).toBe('second')
  expect((await ask('PUT', `${base}/other`, template())).status).toBe(400)
  expect((await ask('PUT', `${base}/wait?tag=stable`, template())).status).toBe(404)
})

it.each([
  ['a tag of its own', '?tag=mine', template()],
  ['no scope', '', { ...template(), metadata: { name: 'Wait', scopes: [] } }],
  ['no id', '', { ...template(), id: '' }],
])('is refused with %s', async (_, query, body) => {
  expect((await ask('POST', `${base}${query}`, body)).status).toBe(400)
})

it.each([
  ['as Deck makes it', { type: 'templatedPipeline' }],
  ['as spin makes it', {}],
])('can not be deleted while a pipeline is made from it, %s', async (_, type) => {
  await ask('POST', base, template())
  const pipeline = {
    application: 'orders',
    name: 'deploy',
    ...type,
    schema: 'v2',
    template: { reference: 'spinnaker://wait:latest' },
  }
  expect((await ask('POST', '/pipelines', pipeline)).status).toBe(200)
  expect((await ask('GET', `${base}/wait/dependentPipelines`)).body).toMatchObject([{ name: 'deploy' }])
  expect(await ask('DELETE', `${base}/wait`)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('orders/deploy') },
  })
  await ask('DELETE', '/pipelines/orders/deploy')
  expect((await ask('DELETE', `${base}/wait`)).status).toBe(200)
  expect((await ask('GET', `${base}/versions`)).body).toEqual({})
})

it('of version 1 is kept under its id, and not deleted while something is made from it', async () => {
  const v1 = (id: string, more = {}) => ({ ...template(), id, schema: '1', ...more })
  expect((await ask('POST', '/pipelineTemplates', v1('root'))).status).toBe(200)
  await ask('POST', '/pipelineTemplates', v1('child', { source: 'spinnaker://root' }))
  expect(await ask('POST', '/pipelineTemplates', v1('root'))).toMatchObject({ status: 400 })
  expect((await ask('GET', '/pipelineTemplates/root')).body).toMatchObject({
    id: 'root',
    schema: '1',
    lastModifiedBy: 'ann',
  })
  expect((await ask('GET', '/pipelineTemplates')).body).toHaveLength(2)
  const config = { schema: '1', pipeline: { template: { source: 'spinnaker://child' } } }
  await ask('POST', '/pipelines', { name: 'p', application: 'a', type: 'templatedPipeline', config })
  expect((await ask('GET', '/pipelineTemplates/root/dependentPipelines')).body).toEqual([])
  expect((await ask('GET', '/pipelineTemplates/root/dependentPipelines?recursive=true')).body).toMatchObject([
    { name: 'p' },
  ])
  expect((await ask('DELETE', '/pipelineTemplates/root')).body.message).toMatch(
    'templates depend on this template: child',
  )
  expect((await ask('DELETE', '/pipelineTemplates/child')).body.message).toMatch('configs depend on this template: a/p')
  expect((await ask('PUT', '/pipelineTemplates/root', v1('root', { protect: true }))).body).toMatchObject({
    protect: true,
  })
  expect((await ask('PUT', '/pipelineTemplates/none', v1('none'))).status).toBe(404)
  await ask('DELETE', '/pipelines/a/p')
  expect((await ask('DELETE', '/pipelineTemplates/child')).status).toBe(200)
  expect((await ask('DELETE', '/pipelineTemplates/root')).status).toBe(200)
  expect((await ask('GET', '/pipelineTemplates/root')).status).toBe(404)
})
