import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Operation } from '../provider.ts'
import { type MadeUpAccount, type Shop, startShop } from '../testing/index.ts'

type Json = Record<string, unknown>
const entityRef = {
  entityType: 'ServerGroup',
  entityId: 'shop-prod-v012',
  cloudProvider: 'aws',
  account: 'prod',
  region: 'us-east-1',
}
const id = 'aws:servergroup:shop-prod-v012:111:us-east-1'

const destroyServerGroup: Operation<MadeUpAccount> = {
  phase: 'DESTROY',
  schema: z.looseObject({ serverGroupName: z.string() }),
  async run({ serverGroupName: name }: { serverGroupName: string }, { account: { cloud } }) {
    cloud.serverGroups = cloud.serverGroups.filter((group) => group.name !== name)
    return { touched: [{ region: 'us-east-1', name }] }
  },
}

let shop: Shop
beforeEach(async () => {
  shop = await startShop({ aws: { description: { accountId: '111' }, operations: { destroyServerGroup } } })
})
afterEach(() => shop.stop())

async function run(operation: string, description: Json, { url = '/ops', user = 'ann' } = {}) {
  const { body, status } = await shop.ask('POST', url, [{ [operation]: description }], { 'x-spinnaker-user': user })
  expect({ status, body }).toMatchObject({ status: 200 })
  await expect.poll(async () => (await shop.client.task(body.id))?.status.completed).toBe(true)
  return (await shop.client.task(body.id))!
}
const upsert = (tags: readonly Json[], more: Json = {}, how = {}) =>
  run('upsertEntityTags', { entityRef, tags, ...more }, how)
const tagsNow = async () => (await shop.get(`/tags/${id}`)).tags.map(({ name, value }: Json) => [name, value])

describe('entity tags', () => {
  it('are written without an account, on any cloud or none, and say who wrote them', async () => {
    const task = await upsert([
      { name: 'Owner', value: 'shop' },
      { name: 'spinnaker:metadata', namespace: 'spinnaker', value: { stageId: '1' } },
    ])
    expect(task.status.failed).toBe(false)
    expect(task.history.map(({ status }) => status)).toContain(
      `Updating entity tags for ${id} (isPartial: true, tags: Owner, spinnaker:metadata)`,
    )
    expect(await shop.get(`/tags/${id}`)).toEqual({
      id,
      idPattern: '{{cloudProvider}}:{{entityType}}:{{entityId}}:{{account}}:{{region}}',
      lastModified: expect.any(Number),
      lastModifiedBy: 'ann',
      entityRef: { ...entityRef, entityType: 'servergroup', accountId: '111', application: 'shop' },
      tags: [
        { name: 'owner', namespace: 'default', value: 'shop', valueType: 'literal' },
        { name: 'spinnaker:metadata', namespace: 'spinnaker', value: { stageId: '1' }, valueType: 'object' },
      ],
      tagsMetadata: ['owner', 'spinnaker:metadata'].map((name) => ({
        name,
        created: expect.any(Number),
        createdBy: 'ann',
        lastModified: expect.any(Number),
        lastModifiedBy: 'ann',
      })),
    })
    await upsert([{ name: 'more', value: 1 }], {}, { url: '/aws/ops' })
    expect(await tagsNow()).toHaveLength(3)
  })

  it('are merged with those there are, unless they are all', async () => {
    await upsert([
      { name: 'a', value: 1 },
      { name: 'b', value: 2 },
    ])
    await upsert([{ name: 'A', value: 3 }], { isPartial: true }, { user: 'ben' })
    expect(await tagsNow()).toEqual([
      ['a', 3],
      ['b', 2],
    ])
    expect((await shop.get(`/tags/${id}`)).tagsMetadata).toMatchObject([
      { name: 'a', createdBy: 'ann', lastModifiedBy: 'ben' },
      { name: 'b', createdBy: 'ann', lastModifiedBy: 'ann' },
    ])
    await upsert([{ name: 'c', value: 4 }], { isPartial: false })
    expect(await tagsNow()).toEqual([['c', 4]])
  })

  it('are removed by name or all at once; what is not there is gone already', async () => {
    await upsert([
      { name: 'a', value: 1 },
      { name: 'b', value: 2 },
    ])
    await run('deleteEntityTags', { id, tags: ['A'] })
    expect(await tagsNow()).toEqual([['b', 2]])
    await run('deleteEntityTags', { id, tags: ['b'] })
    expect(await shop.ask('GET', `/tags/${id}`)).toMatchObject({
      status: 404,
      body: { message: `No EntityTags found w/ id = '${id}'` },
    })
    expect((await run('deleteEntityTags', { id, deleteAll: true })).status.failed).toBe(false)
  })

  it('are written in bulk; one that can’t be written is reported, and the others are', async () => {
    const other = { ...entityRef, entityId: 'shop-prod-v011' }
    const task = await run('bulkUpsertEntityTagsDescription', {
      entityTags: [
        { entityRef, tags: [{ name: 'a', value: 1 }] },
        { entityRef: { ...entityRef, account: 'nowhere' }, tags: [] },
        { entityRef: other, tags: [{ name: 'a', value: 2 }] },
      ],
    })
    expect(task.resultObjects).toMatchObject([
      {
        upserted: [{ id }, { entityRef: { entityId: 'shop-prod-v011' } }],
        failures: [{ message: expect.stringContaining('accountName: nowhere') }],
      },
    ])
    expect(await shop.get('/tags')).toHaveLength(2)
  })

  it('on an account that nobody knows fail with its name', async () => {
    const task = await upsert([], { entityRef: { ...entityRef, account: 'nowhere' } })
    expect(task.resultObjects).toMatchObject([
      { type: 'EXCEPTION', message: expect.stringContaining('No credentials found for accountName: nowhere') },
    ])
  })

  it('without what they are on are refused', async () => {
    const refused = await shop.ask('POST', '/ops', [{ upsertEntityTags: { tags: [{}] } }])
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.stringContaining('entityRef')]) },
    })
  })

  it.each([
    ['', 3],
    ['entityType=serverGroup', 2],
    ['entityType=server*', 2],
    ['entityId=shop-prod-v012,cart', 2],
    ['application=SHOP', 2],
    ['account=prod&region=us-east-1', 2],
    ['cloudProvider=spot', 0],
    ['idPrefix=aws:*', 2],
    ['idPrefix=aws', 0],
    ['namespace=spinnaker', 1],
    ['tag:a=1', 2],
    ['tag:A=*', 3],
    ['tag:a=1&tag:b=*', 1],
    ['tag:a=1&namespace=spinnaker', 0],
    ['maxResults=1', 1],
  ])('are found by %s', async (query, count) => {
    await upsert([{ name: 'a', value: 1 }])
    await upsert(
      [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x', namespace: 'spinnaker' },
      ],
      { entityRef: { ...entityRef, entityId: 'shop-prod-v011' } },
    )
    await upsert([{ name: 'a', value: 'other' }], { entityRef: { entityType: 'application', entityId: 'cart' } })
    expect(await shop.get(`/tags?${query}`)).toHaveLength(count)
  })

  it('are what Orca asks for before it writes them', async () => {
    expect(await shop.client.featureStages()).toContainEqual({ name: 'upsertEntityTags', enabled: true })
  })

  it('of a server group go with it', async () => {
    await upsert([{ name: 'a', value: 1 }])
    await upsert([{ name: 'a', value: 1 }], { entityRef: { ...entityRef, entityId: 'shop-prod-v011' } })
    await run('destroyServerGroup', { credentials: 'prod', serverGroupName: 'shop-prod-v012' }, { url: '/aws/ops' })
    expect(await shop.get('/tags')).toMatchObject([{ entityRef: { entityId: 'shop-prod-v011' } }])
  })

  it('of server groups that went otherwise are found and removed when somebody asks for it', async () => {
    await upsert([{ name: 'a', value: 1 }])
    await upsert([{ name: 'a', value: 1 }], { entityRef: { ...entityRef, entityId: 'shop-prod-v999' } })
    await upsert([{ name: 'a', value: 1 }], { entityRef: { entityType: 'application', entityId: 'gone' } })
    const orphan = id.replace('v012', 'v999')
    expect(await shop.get('/admin/tags/reconcile')).toEqual({ dryRun: true, orphanCount: 1, orphans: [orphan] })
    expect(await shop.get('/admin/tags/reconcile?account=spot-prod')).toMatchObject({ orphanCount: 0 })
    expect((await shop.ask('POST', '/admin/tags/reconcile?dryRun=false')).body).toMatchObject({ orphanCount: 1 })
    expect(await shop.get('/tags')).toHaveLength(2)
  })

  it('of a namespace or a name can be removed everywhere', async () => {
    const others = { ...entityRef, entityId: 'shop-prod-v011' }
    await upsert([
      { name: 'a', value: 1 },
      { name: 'b', value: 1, namespace: 'rules' },
    ])
    await upsert([{ name: 'b', value: 1, namespace: 'rules' }], { entityRef: others })
    const byNamespace = '/admin/tags/deleteByNamespace/rules'
    const affectedIds = [id.replace('v012', 'v011'), id]
    expect(await shop.get(byNamespace)).toEqual({
      affectedIds,
      deletedFromSource: false,
      deletedFromElasticsearch: false,
    })
    expect((await shop.ask('POST', `${byNamespace}?dryRun=false&deleteFromSource=true`)).body).toMatchObject({
      affectedIds,
      deletedFromSource: true,
    })
    expect(await shop.get('/tags')).toMatchObject([{ tags: [{ name: 'a' }] }])
    await shop.ask('POST', '/admin/tags/deleteByTag/A?dryRun=false&deleteFromSource=true')
    expect(await shop.get('/tags')).toEqual([])
    expect((await shop.ask('POST', '/admin/tags/reindex')).status).toBe(200)
    expect((await shop.ask('GET', '/admin/tags/delta')).body).toEqual({})
  })
})
