import { afterEach, beforeEach, expect, it } from 'vitest'
import { inProcess } from '../../platform/clients/index.ts'
import type { ChangeEvent } from '../../platform/events/index.ts'
import { runAs } from '../../platform/identity/index.ts'
import { type Front50Client, front50Client } from './client.ts'
import { type Front50UnderTest, startFront50 } from './testing.ts'

let front50: Front50UnderTest
let client: Front50Client
beforeEach(async () => {
  front50 = await startFront50()
  client = front50Client(inProcess('front50', () => front50.server))
})
afterEach(() => front50.stop())

it('other services use Front50 through the same routes, as the user for whom they work', async () => {
  const identity = { user: 'eve', accounts: [], requestId: 'r1' }
  await runAs(identity, () => client.createApplication({ name: 'orders', email: 'a@example.org' }))
  expect(await client.findApplication('orders')).toMatchObject({ name: 'ORDERS', lastModifiedBy: 'eve' })
  const saved = await client.savePipeline({ application: 'orders', name: 'build / test' })
  expect(await client.findConfigNamed('pipelines', 'orders', 'build / test')).toEqual(saved)
  expect(await client.listConfigsOf('pipelines', 'orders', { pipelineNameFilter: '/' })).toHaveLength(1)
  await client.deleteConfig('pipelines', 'orders', 'build / test')
  expect(await client.findConfig('pipelines', saved.id)).toBeUndefined()
})

it('a refusal reaches them with its status and words', async () => {
  await expect(client.updatePipeline('x', { id: 'x', application: 'orders', name: 'a' })).rejects.toMatchObject({
    status: 404,
    message: 'No pipeline found with id x',
  })
  await expect(client.createApplication({ name: 'orders' })).rejects.toMatchObject({
    status: 400,
    attributes: { errors: ['Application must have a non-empty email'] },
  })
})

it('every change of an application or a pipeline is told to those who listen', async () => {
  const heard: ChangeEvent[] = []
  await front50.events.subscribe((event) => heard.push(event))
  await client.createApplication({ name: 'Orders', email: 'a@example.org' })
  await client.savePipeline({ id: 'p1', application: 'Orders', name: 'deploy' })
  await client.savePermission('orders', { name: 'orders', permissions: {} })
  await client.deleteApplication('orders')
  expect(heard).toEqual([
    { type: 'application', application: 'orders' },
    { type: 'pipeline', application: 'orders', id: 'p1' },
    { type: 'application', application: 'orders' },
    { type: 'application', application: 'orders', deleted: true },
    { type: 'pipeline', application: 'orders', id: 'p1', deleted: true },
  ])
})
