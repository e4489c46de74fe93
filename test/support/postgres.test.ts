import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from './postgres.ts'

const drops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const drop of drops) await drop()
})

test('each fresh database is empty and apart from the others on a real PostgreSQL', async () => {
  const tables = async () => {
    const { url, drop } = await freshDatabase()
    drops.push(drop)
    const client = new pg.Client(url)
    await client.connect()
    await client.query('create table only_here (id int)')
    const { rows } = await client.query(
      "select version(), current_database() as name, current_setting('server_encoding') as encoding",
    )
    await client.end()
    return rows[0]
  }
  const [first, second] = await Promise.all([tables(), tables()])
  expect(first.version).toMatch(/^PostgreSQL 1[5-9]/)
  expect(first.encoding).toBe('UTF8')
  expect(first.name).not.toBe(second.name)
})
