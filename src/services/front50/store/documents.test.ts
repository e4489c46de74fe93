import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../../../../test/support/postgres.ts'
import { virtualClock } from '../../../platform/clock.ts'
import { openStore, type Store } from '../../../platform/store/index.ts'
import { type Change, type Documents, openDocuments } from './index.ts'

describe.each(['sqlite', 'postgres'] as const)('documents on %s', (engine) => {
  const clock = virtualClock()
  const published: Change[] = []
  let store: Store
  let documents: Documents
  let drop: (() => Promise<void>) | undefined

  beforeEach(async () => {
    if (engine === 'sqlite') store = await openStore({ temporary: true })
    else {
      const database = await freshDatabase()
      drop = database.drop
      store = await openStore({ databaseUrl: database.url })
    }
    published.length = 0
    documents = await openDocuments(store, clock, async (_, changes) => void published.push(...changes))
  })
  afterEach(async () => {
    await store.close()
    await drop?.()
  })

  const put = (id: string, body: Record<string, unknown>, place: { name?: string; application?: string } = {}) =>
    documents.write('ann', (writer) => writer.put({ kind: 'pipeline', id, ...place, body }))

  it('give back what was put, whatever it holds', async () => {
    const body = { text: 'ü 店 \u0000 \ud83d\uded2', deep: [{ null: null, number: 1.5 }], order: 1, before: 2 }
    await put('One', body)
    const found = await documents.find('pipeline', 'oNE')
    expect(found).toMatchObject({ kind: 'pipeline', id: 'one', revision: 1, modifiedBy: 'ann' })
    expect(JSON.stringify(found?.body)).toBe(JSON.stringify(body))
  })

  it('are found by application and name, ignoring case', async () => {
    await put('a', {}, { name: 'Deploy', application: 'Shop' })
    await put('b', {}, { name: 'Bake', application: 'SHOP' })
    await put('c', {}, { name: 'deploy', application: 'other' })
    expect((await documents.list('pipeline', { application: 'sHop' })).map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await documents.list('pipeline', { application: 'shop', name: 'DEPLOY' })).map(({ id }) => id)).toEqual([
      'a',
    ])
    expect(await documents.list('strategy')).toEqual([])
  })

  it('keep every content, newest first, and list only the current one', async () => {
    for (const content of [1, 2, 3]) await put('a', { content })
    expect((await documents.history('pipeline', 'a', 2)).map(({ body }) => body)).toEqual([
      { content: 3 },
      { content: 2 },
    ])
    expect((await documents.list('pipeline')).map(({ body }) => body)).toEqual([{ content: 3 }])
  })

  it('do not keep the same content twice in a row, but count it as a modification', async () => {
    const first = await put('a', { content: 1 })
    const second = await put('a', { content: 1 })
    expect(second.modifiedAt).toBeGreaterThan(first.modifiedAt)
    expect(await documents.history('pipeline', 'a', 10)).toHaveLength(1)
  })

  it('have a later time with every save, also within a millisecond', async () => {
    const times = [await put('a', { v: 1 }), await put('a', { v: 2 }), await put('a', { v: 3 })].map(
      ({ modifiedAt }) => modifiedAt,
    )
    expect(new Set(times).size).toBe(3)
    expect([...times].sort()).toEqual(times)
  })

  it('are gone when removed, and come back with their history when recovered', async () => {
    await put('a', { v: 1 })
    await put('a', { v: 2 })
    expect(await documents.write('bob', (writer) => writer.remove('pipeline', 'A'))).toBe(true)
    expect(await documents.write('bob', (writer) => writer.remove('pipeline', 'a'))).toBe(false)
    expect(await documents.find('pipeline', 'a')).toBeUndefined()
    expect(await documents.list('pipeline')).toEqual([])
    expect(await documents.history('pipeline', 'a', 10)).toEqual([])
    await documents.write('bob', (writer) => writer.recover('pipeline', 'a'))
    expect(await documents.history('pipeline', 'a', 10)).toHaveLength(2)
  })

  it('publish the changes of a transaction that commits, and none of one that fails', async () => {
    await put('a', {}, { application: 'Shop' })
    const failing = documents.write('ann', async (writer) => {
      await writer.put({ kind: 'pipeline', id: 'b', body: {} })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await documents.write('ann', (writer) => writer.remove('pipeline', 'a'))
    expect(published).toEqual([
      { kind: 'pipeline', id: 'a', application: 'shop', change: 'saved' },
      { kind: 'pipeline', id: 'a', application: 'shop', change: 'deleted' },
    ])
    expect(await documents.find('pipeline', 'b')).toBeUndefined()
  })

  it('are written one writer after the other: what a writer has read still holds when it writes', async () => {
    const claim = (id: string) =>
      documents.write('ann', async (writer) => {
        if ((await writer.list('project', { name: 'shop' })).length > 0) return false
        await writer.put({ kind: 'project', id, name: 'shop', body: {} })
        return true
      })
    const claims = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(claim))
    expect(claims.filter(Boolean)).toHaveLength(1)
  })
})
