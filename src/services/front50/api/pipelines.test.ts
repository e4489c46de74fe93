import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Front50UnderTest, startFront50 } from '../testing.ts'

const shared = process.env.GENNAKER_SHARED ?? resolve(import.meta.dirname, '../../../../../shared')

let front50: Front50UnderTest
beforeEach(async () => {
  front50 = await startFront50()
})
afterEach(() => front50.stop())

const ask: Front50UnderTest['ask'] = (...request) => front50.ask(...request)
const save = async (pipeline: object, query = '') => (await ask('POST', `/pipelines${query}`, pipeline)).body
const names = (pipelines: { name: string }[]) => pipelines.map(({ name }) => name)

describe('a pipeline', () => {
  it('comes back as it was saved, with an id, its time and its author', async () => {
    const pipeline = {
      application: 'orders',
      name: 'deploy',
      stages: [{ refId: '1', requisiteStageRefIds: [], type: 'neverHeardOf', waitTime: '30', deep: { null: null } }],
      unknown: [1, { two: 3 }],
    }
    const saved = await save(pipeline)
    expect(saved).toEqual({
      ...pipeline,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      updateTs: String(front50.clock.now()),
      lastModifiedBy: 'ann',
    })
    expect((await ask('GET', `/pipelines/${saved.id}/get`)).body).toEqual(saved)
    expect((await ask('GET', '/pipelines/ORDERS/name/DEPLOY')).body).toEqual(saved)
  })

  it.each([
    ['without a name', { application: 'orders' }, 422],
    ['without an application', { name: 'deploy' }, 422],
    ['whose triggers are no list', { application: 'orders', name: 'deploy', triggers: 'cron' }, 400],
    ['that is no object', [], 400],
    ['made from a template that is not there', templated('spinnaker://nowhere'), 400],
  ])('%s is refused', async (_, pipeline, status) => {
    expect((await ask('POST', '/pipelines', pipeline)).status).toBe(status)
    expect((await ask('GET', '/pipelines')).body).toEqual([])
  })

  function templated(reference: string) {
    return { application: 'orders', name: 'x', type: 'templatedPipeline', schema: 'v2', template: { reference } }
  }

  it('may not have the name of another one of its application, whatever the case', async () => {
    await save({ application: 'orders', name: 'deploy' })
    const second = await ask('POST', '/pipelines', { application: 'Orders', name: ' Deploy ' })
    expect(second).toMatchObject({ status: 400, body: { message: expect.stringContaining('already exists') } })
    expect((await ask('POST', '/pipelines', { application: 'cart', name: 'deploy' })).status).toBe(200)
  })

  it('is replaced by PUT under its own id only, and only when it exists', async () => {
    const { id } = await save({ application: 'orders', name: 'deploy' })
    const renamed = await ask('PUT', `/pipelines/${id}`, { id, application: 'orders', name: 'release' })
    expect(renamed).toMatchObject({ status: 200, body: { id, name: 'release' } })
    expect((await ask('PUT', `/pipelines/${id}`, { id: 'x', application: 'orders', name: 'a' })).status).toBe(400)
    expect((await ask('PUT', '/pipelines/x', { id: 'x', application: 'orders', name: 'a' })).status).toBe(404)
  })

  it('is refused when it was changed since its author read it, if the author asks for that check', async () => {
    const first = await save({ application: 'orders', name: 'deploy' })
    const second = await save({ ...first, description: 'by bob' })
    const stale = await ask('PUT', `/pipelines/${first.id}?staleCheck=true`, { ...first, description: 'by ann' })
    expect(stale).toMatchObject({
      status: 400,
      body: {
        message: `The submitted pipeline is stale.  submitted updateTs ${first.updateTs} does not match stored updateTs ${second.updateTs}`,
      },
    })
    expect((await ask('POST', '/pipelines?staleCheck=true', second)).status).toBe(200)
    expect((await ask('POST', '/pipelines', { ...first, description: 'the last one wins' })).status).toBe(200)
  })

  it('of which ten people save their change of the same version at once is changed by one of them', async () => {
    const read = await save({ application: 'orders', name: 'deploy' })
    const saves = Array.from({ length: 10 }, (_, author) =>
      ask('POST', '/pipelines?staleCheck=true', { ...read, description: `${author}` }),
    )
    expect((await Promise.all(saves)).filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('has a history, newest first', async () => {
    const { id, ...first } = await save({ application: 'orders', name: 'deploy', description: '1' })
    await save({ ...first, id, description: '2' })
    await save({ ...first, id, description: '3' })
    const history = (await ask('GET', `/pipelines/${id}/history?limit=2`)).body
    expect(history.map(({ description }: { description: string }) => description)).toEqual(['3', '2'])
    expect((await ask('GET', '/pipelines/nothing/history')).status).toBe(404)
  })

  it('is deleted by name with the service account that was made for it', async () => {
    const { id } = await save({ application: 'orders', name: 'deploy it' })
    await ask('POST', '/serviceAccounts', { name: `${id}@managed-service-account`, memberOf: ['devs'] })
    expect((await ask('DELETE', '/pipelines/Orders/Deploy%20it')).status).toBe(200)
    expect((await ask('GET', '/serviceAccounts')).body).toEqual([])
    expect((await ask('DELETE', '/pipelines/orders/deploy%20it')).status).toBe(404)
  })

  it('that was deleted by mistake can be recovered', async () => {
    const saved = await save({ application: 'orders', name: 'deploy' })
    await ask('DELETE', '/pipelines/orders/deploy')
    expect((await ask('POST', '/admin/recover', { objectType: 'PIPELINE', objectId: saved.id })).status).toBe(200)
    expect((await ask('GET', `/pipelines/${saved.id}/get`)).body).toEqual(saved)
  })
})

describe('the pipelines of an application', () => {
  it('are listed by index with indexes that have no gaps, filtered by a part of the name, cut after sorting', async () => {
    for (const [name, index] of Object.entries({ c: 8, B: undefined, a: undefined, deploy: 3 })) {
      await save({ application: 'orders', name, index })
    }
    await save({ application: 'cart', name: 'other' })
    const all = (await ask('GET', '/pipelines/orders')).body
    expect(all.map(({ name, index }: { name: string; index: number }) => [name, index])).toEqual([
      ['deploy', 0],
      ['c', 1],
      ['a', 2],
      ['B', 3],
    ])
    expect(names((await ask('GET', '/pipelines/orders?pipelineNameFilter=PLO')).body)).toEqual(['deploy'])
    expect(names((await ask('GET', '/pipelines/orders?pipelineLimit=2')).body)).toEqual(['deploy', 'c'])
    expect((await ask('GET', `/pipelines/${all[0].id}/get`)).body.index).toBe(3)
    expect((await ask('GET', '/pipelines/orders?pipelineLimit=&refresh=true')).body).toHaveLength(4)
    expect((await ask('GET', '/pipelines/orders?pipelineLimit=many')).status).toBe(400)
    expect((await ask('GET', '/pipelines/unheard-of')).body).toEqual([])
  })

  it('can be put into another order, all or none', async () => {
    const a = await save({ application: 'orders', name: 'a' })
    const b = await save({ application: 'orders', name: 'b' })
    const other = await save({ application: 'cart', name: 'c' })
    const reorder = (body: object) => ask('POST', '/actions/pipelines/reorder', body)
    expect((await reorder({ application: 'orders', idsToIndices: { [a.id]: 1, [b.id]: 0 } })).status).toBe(200)
    expect(names((await ask('GET', '/pipelines/orders')).body)).toEqual(['b', 'a'])
    expect((await reorder({ application: 'orders', idsToIndices: { [a.id]: 0, nothing: 1 } })).status).toBe(404)
    expect((await reorder({ application: 'orders', idsToIndices: { [other.id]: 0 } })).status).toBe(400)
    expect(names((await ask('GET', '/pipelines/orders')).body)).toEqual(['b', 'a'])
  })

  it.each(['application', 'idsToIndices'])('can not be put into another order without %s', async (missing) => {
    const body = { application: 'orders', idsToIndices: {}, [missing]: undefined }
    const answer = await ask('POST', '/actions/pipelines/reorder', body)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain(`\`${missing}\` is required field on request body`)
  })
})

describe('a batch', () => {
  it('saves what it can, and says of the rest why not', async () => {
    const stored = await save({ application: 'orders', name: 'stored' })
    const batch = [
      { application: 'orders', name: 'fine' },
      { application: 'orders', name: 'FINE' },
      { name: 'homeless' },
      { ...stored, description: 'changed' },
      { ...stored, description: 'again' },
      { application: 'orders', name: 'broken', stages: 'none' },
    ]
    const { body } = await ask('POST', '/pipelines/batchUpdate', batch)
    expect(body).toMatchObject({
      successful_pipelines_count: 2,
      successful_pipelines: ['fine', 'stored'],
      failed_pipelines_count: 4,
    })
    expect(body.failed_pipelines.map(({ errorMsg }: { errorMsg: string }) => errorMsg)).toEqual([
      expect.stringContaining('already exists'),
      expect.stringContaining('requires name and application'),
      expect.stringContaining('Duplicate pipeline id'),
      expect.stringContaining('stages'),
    ])
    expect((await ask('GET', `/pipelines/${stored.id}/get`)).body.description).toBe('changed')
  })
})

describe('all pipelines', () => {
  it('can be asked for those that a kind of trigger may start, and those that another pipeline starts', async () => {
    const parent = await save({ application: 'orders', name: 'parent' })
    await save({ application: 'orders', name: 'nightly', triggers: [{ type: 'cron', enabled: true }] })
    const child = { type: 'pipeline', enabled: true, pipeline: parent.id, status: ['successful'] }
    await save({ application: 'orders', name: 'child', triggers: [child] })
    await save({ application: 'orders', name: 'off', disabled: true, triggers: [child] })
    const found = async (query: string) => names((await ask('GET', `/pipelines${query}`)).body).sort()
    expect(await found('')).toEqual(['child', 'nightly', 'off', 'parent'])
    expect(await found('?triggerTypes=cron,git&enabledTriggers=true&enabledPipelines=true')).toEqual(['nightly'])
    expect(await found(`/triggeredBy/${parent.id}/successful`)).toEqual(['child', 'off'])
  })
})

describe('a strategy', () => {
  it('is kept apart from the pipelines', async () => {
    expect(await ask('POST', '/strategies', { application: 'orders', name: 'mine' })).toEqual({ status: 200 })
    expect((await ask('GET', '/strategies/orders')).body).toMatchObject([{ name: 'mine', strategy: true, index: 0 }])
    expect((await ask('GET', '/pipelines/orders')).body).toEqual([])
  })
})

describe('the pipelines that people wrote', () => {
  const folder = join(shared, 'corpus', 'pipelines')

  it('are all taken and given back unchanged', async (context) => {
    context.skip(!existsSync(folder), `${folder} is absent: set GENNAKER_SHARED to test with it`)
    for (const file of readdirSync(folder)) {
      const written = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const submitted = { ...written, application: written.application ?? 'corpus', name: file }
      const { status, body } = await ask('POST', '/pipelines', submitted)
      expect(status, file).toBe(200)
      const { updateTs, lastModifiedBy, ...got } = (await ask('GET', `/pipelines/${body.id}/get`)).body
      const { updateTs: _, lastModifiedBy: __, ...expected } = submitted
      expect(withoutCronIds(got), file).toEqual(withoutCronIds({ id: body.id, ...expected }))
    }
  })

  function withoutCronIds(pipeline: { triggers?: { type: string }[] }) {
    const triggers = pipeline.triggers?.map((trigger) => (trigger.type === 'cron' ? { ...trigger, id: '' } : trigger))
    return { ...pipeline, ...(triggers && { triggers }) }
  }
})
