import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openStore } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'gennaker-store-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('smoke', async () => {
  const store = await openStore({ temporary: true })
  await store.migrate('thing', [
    {
      name: '1',
      up: async (db) => {
        await db.schema.createTable('thing').addColumn('id', 'integer').execute()
      },
    },
  ])
  const seen: string[] = []
  await store.listen('c', (p) => seen.push(p))
  await store.transaction(async (tx) => {
    await tx.db.insertInto('thing').values({ id: 1 }).execute()
    await store.notify(tx, 'c', 'x')
    expect(await store.db.selectFrom('thing').selectAll().execute()).toEqual([])
    expect(seen).toEqual([])
  })
  expect(seen).toEqual(['x'])
  expect(await store.db.selectFrom('thing').selectAll().execute()).toEqual([{ id: 1 }])
  await expect(store.db.insertInto('thing').values({ id: 2 }).execute()).rejects.toThrow(/readonly/)
  await store.close()
  writeFileSync(join(folder, 'file'), '')
  await expect(openStore({ home: join(folder, 'file') })).rejects.toThrow(/GENNAKER_HOME/)
})
