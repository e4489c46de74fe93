import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../test/support/postgres.ts'
import { type Migration, openStore, type Store, statement } from './index.ts'

interface Tables {
  account: { id: string; balance: number; seen_at: number | null }
}

const accounts: Migration = {
  name: '001 account',
  up: (db) =>
    db.schema
      .createTable('account')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('balance', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint')
      .execute(),
}

const folder = mkdtempSync(join(tmpdir(), 'gennaker-store-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(['sqlite', 'postgres'] as const)('the store on %s', (engine) => {
  let store: Store
  let database: FreshDatabase | undefined
  let options: { home: string } | { databaseUrl: string }

  beforeAll(async () => {
    if (engine === 'postgres') {
      database = await freshDatabase()
      options = { databaseUrl: database.url }
    } else {
      options = { home: join(folder, 'home') }
    }
    store = await openStore(options)
    await store.migrate('accounts', [accounts])
  })
  beforeEach(() => store.transaction((tx) => tx.tables<Tables>().deleteFrom('account').execute()))
  afterAll(async () => {
    await store.close()
    await database?.drop()
  })

  const read = () => store.tables<Tables>().selectFrom('account').selectAll().orderBy('id').execute()
  const add = (id: string, balance = 0) =>
    store.transaction((tx) =>
      tx.tables<Tables>().insertInto('account').values({ id, balance, seen_at: null }).execute(),
    )
  const balanceOf = async (id: string) => (await read()).find((account) => account.id === id)?.balance

  test('milliseconds, counts and sums come back as numbers', async () => {
    const seen_at = Date.UTC(2200, 0, 1)
    await store.transaction((tx) =>
      tx
        .tables<Tables>()
        .insertInto('account')
        .values({ id: 'a', balance: 2 ** 53 - 1, seen_at })
        .execute(),
    )
    expect(await read()).toEqual([{ id: 'a', balance: 2 ** 53 - 1, seen_at }])
    const { fn } = store.db
    const summary = await store.db
      .selectFrom('account')
      .select([fn.countAll().as('count'), fn.sum('balance').as('sum')])
      .executeTakeFirst()
    expect(summary).toEqual({ count: 1, sum: 2 ** 53 - 1 })
  })

  test('nothing is seen outside before the commit, and nothing stays after a rollback', async () => {
    await store.transaction(async (tx) => {
      await tx.tables<Tables>().insertInto('account').values({ id: 'a', balance: 1, seen_at: null }).execute()
      expect(await read()).toEqual([])
      expect(await tx.db.selectFrom('account').select('id').execute()).toEqual([{ id: 'a' }])
    })
    const failing = store.transaction(async (tx) => {
      await tx.tables<Tables>().updateTable('account').set({ balance: 2 }).execute()
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await balanceOf('a')).toBe(1)
  })

  test('read, change, write in many transactions at once loses no change', async () => {
    await add('a')
    const deposit = () =>
      store.transaction(async (tx) => {
        const account = await tx
          .tables<Tables>()
          .selectFrom('account')
          .select('balance')
          .where('id', '=', 'a')
          .executeTakeFirstOrThrow()
        await tx
          .tables<Tables>()
          .updateTable('account')
          .set({ balance: account.balance + 1 })
          .where('id', '=', 'a')
          .execute()
      })
    for (let round = 0; round < 4; round += 1) await Promise.all([deposit(), deposit(), deposit()])
    expect(await balanceOf('a')).toBe(12)
  })

  test('of many transactions at once each succeeds or fails by itself', async () => {
    const withdraw = (id: string, fails: boolean) =>
      store.transaction(async (tx) => {
        await tx.tables<Tables>().insertInto('account').values({ id, balance: 0, seen_at: null }).execute()
        if (fails) throw new Error(`no ${id}`)
        return id
      })
    const names = Array.from({ length: 12 }, (_, i) => `account-${String(i).padStart(2, '0')}`)
    const outcomes = await Promise.allSettled(names.map((name, i) => withdraw(name, i % 3 === 0)))
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(names.map((_, i) => i % 3 !== 0))
    expect((await read()).map(({ id }) => id)).toEqual(names.filter((_, i) => i % 3 !== 0))
    const [, taken] = await Promise.allSettled([withdraw('one', false), withdraw('account-01', false)])
    expect(taken).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/unique/i) } })
    expect(await balanceOf('one')).toBe(0)
  })

  test('of queries sent together the one that failed is told of, whichever is heard of first', async () => {
    await add('a')
    const together = store.transaction(async (tx) => {
      const again = tx.tables<Tables>().insertInto('account').values({ id: 'a', balance: 1, seen_at: null }).execute()
      // Its failure takes longer to arrive than that of the query after it.
      const slow = again.catch(async (error: unknown) => {
        for (let turns = 0; turns < 20; turns += 1) await undefined
        throw error
      })
      await Promise.all([slow, tx.tables<Tables>().selectFrom('account').selectAll().execute()])
    })
    await expect(together).rejects.toThrow(/unique/i)
    expect(await balanceOf('a')).toBe(0)
  })

  test('transactions with the same lock run one after the other', async () => {
    let inside = 0
    let most = 0
    const work = () =>
      store.transaction(
        async (tx) => {
          await tx.db.selectFrom('account').selectAll().execute()
          inside += 1
          most = Math.max(most, inside)
          await tx.db.selectFrom('account').selectAll().execute()
          inside -= 1
        },
        { lock: 'one at a time' },
      )
    await Promise.all(Array.from({ length: 8 }, work))
    expect(most).toBe(1)
  })

  test('what is to happen after the commit happens then, and not after a rollback', async () => {
    const happened: string[] = []
    await store.transaction(async (tx) => {
      tx.afterCommit(() => happened.push('committed'))
      await tx.db.selectFrom('account').selectAll().execute()
      expect(happened).toEqual([])
    })
    const failing = store.transaction(async (tx) => {
      tx.afterCommit(() => happened.push('never'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(happened).toEqual(['committed'])
  })

  test('hot statements run with the same text and parameters on both engines, repeated ones too', async () => {
    const insert = statement<[id: string, balance: number, seen: number | null], { id: string; balance: number }>(
      'insert into account (balance, id, seen_at) values ($2, $1, $3) on conflict (id) do update set balance = $2 returning id, balance',
    )
    const rename = statement<[from: string, to: string]>('update account set id = $2 where id = $1 and id <> $2')
    const count = statement<[minimum: number], { n: number }>('select count(*) as n from account where balance >= $1')
    await store.transaction(async (tx) => {
      expect((await tx.run(insert, ['a', 1, null])).rows).toEqual([{ id: 'a', balance: 1 }])
      expect((await tx.run(insert, ['a', 5, null])).rows).toEqual([{ id: 'a', balance: 5 }])
      expect((await tx.run(rename, ['a', 'b'])).changes).toBe(1)
      expect((await tx.run(rename, ['a', 'b'])).changes).toBe(0)
    })
    expect((await store.run(count, [5])).rows).toEqual([{ n: 1 }])
  })

  test('long results can be streamed, inside a transaction and outside', async () => {
    await Promise.all(Array.from({ length: 7 }, (_, i) => add(`a${i}`, i)))
    const query = (db: Store['db']) =>
      db.selectFrom('account').select('balance').where('balance', '>', 0).orderBy('balance').stream(2)
    const collect = async (db: Store['db']) => {
      const found: number[] = []
      for await (const row of query(db)) found.push(row.balance)
      return found
    }
    expect(await collect(store.db)).toEqual([1, 2, 3, 4, 5, 6])
    expect(await store.transaction((tx) => collect(tx.db))).toEqual([1, 2, 3, 4, 5, 6])
    expect(await read()).toHaveLength(7)
  })

  test('writing outside a transaction is refused', async () => {
    await expect(store.db.insertInto('account').values({ id: 'x', balance: 0 }).execute()).rejects.toThrow(/read.?only/)
    await expect(store.db.transaction().execute(async () => 1)).rejects.toThrow('store.transaction')
  })

  test('a transaction inside a transaction is refused instead of waiting for itself', async () => {
    await expect(store.transaction(() => add('x'))).rejects.toThrow('pass the outer `tx`')
    await add('y')
  })

  test('a query that outlives its transaction fails instead of joining the next one', async () => {
    let late: Promise<unknown> = Promise.resolve()
    const leaked = Promise.withResolvers<Store['db']>()
    await store.transaction(async (tx) => leaked.resolve(tx.db))
    await store.transaction(async () => {
      late = (await leaked.promise).insertInto('account').values({ id: 'late', balance: 0 }).execute()
      await expect(late).rejects.toThrow('await every query')
    })
    expect(await read()).toEqual([])
  })

  test('a migration runs once, also when processes start together, and a failing one leaves nothing behind', async () => {
    const other = await openStore(options)
    let runs = 0
    const ledger: Migration = {
      name: '001',
      async up(db) {
        runs += 1
        await db.schema.createTable('once').addColumn('id', 'integer').execute()
      },
    }
    await Promise.all([store, other, store].map((each) => each.migrate('once', [ledger])))
    expect(runs).toBe(1)
    const broken: Migration = {
      name: '002',
      async up(db) {
        await db.schema.createTable('half').addColumn('id', 'integer').execute()
        throw new Error('no room')
      },
    }
    await expect(other.migrate('once', [ledger, broken])).rejects.toThrow('Migration 002 of once failed: no room')
    await other.migrate('once', [
      ledger,
      { ...broken, up: (db) => db.schema.createTable('half').addColumn('id', 'integer').execute() },
    ])
    await other.close()
  })

  test('a notification reaches listeners after the commit, and is refused when too large', async () => {
    const heard: string[] = []
    const stop = await store.listen('Odd "channel"', (payload) => heard.push(payload))
    await store.transaction(async (tx) => {
      await store.notify(tx, 'Odd "channel"', 'one')
      expect(heard).toEqual([])
    })
    await store.notify(undefined, 'Odd "channel"', 'two')
    await expect.poll(() => heard).toEqual(['one', 'two'])
    const failing = store.transaction(async (tx) => {
      await store.notify(tx, 'Odd "channel"', 'never')
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await expect(store.notify(undefined, 'Odd "channel"', 'ä'.repeat(4_000))).rejects.toThrow('8000 bytes')
    await stop()
    await store.notify(undefined, 'Odd "channel"', 'unheard')
    await store.notify(undefined, 'other', 'unheard')
    expect(heard).toEqual(['one', 'two'])
  })

  test('what is committed is there when the store is opened again, and a closed store says so', async () => {
    const first = await openStore(options)
    await first.transaction((tx) => tx.db.insertInto('account').values({ id: 'kept', balance: 7 }).execute())
    await Promise.all([first.close(), first.close()])
    await expect(first.transaction(async () => 1)).rejects.toThrow(/closed|end/)
    expect(await balanceOf('kept')).toBe(7)
  })

  test.runIf(engine === 'postgres')('listening survives the loss of its connection, and tells of the gap', async () => {
    const heard: string[] = []
    const gap = Promise.withResolvers<void>()
    const stop = await store.listen('steady', (payload) => heard.push(payload), gap.resolve)
    const admin = new pg.Client(database?.url)
    await admin.connect()
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and pid <> pg_backend_pid()",
    )
    await admin.end()
    await gap.promise
    await store.notify(undefined, 'steady', 'still here')
    await expect.poll(() => heard).toEqual(['still here'])
    await stop()
  })
})

test('a home that is no folder is one clear sentence', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(openStore({ home: join(folder, 'file') })).rejects.toThrow(
    /^Gennaker can't write to its home folder .*file \(EEXIST\): make it writable, or choose another one with GENNAKER_HOME$/,
  )
})

test('a file that is no database is not overwritten', async () => {
  const home = join(folder, 'broken')
  mkdirSync(home)
  writeFileSync(join(home, 'gennaker.sqlite'), 'precious notes, longer than a header of SQLite would be: '.repeat(20))
  await expect(openStore({ home })).rejects.toThrow('is not a usable SQLite database')
})

test("the embedded database is nobody else's to read", async () => {
  const home = join(folder, 'private')
  const store = await openStore({ home, durability: 'power-loss' })
  expect(statSync(home).mode & 0o777).toBe(0o700)
  expect(statSync(join(home, 'gennaker.sqlite')).mode & 0o777).toBe(0o600)
  await store.close()
})

test('a PostgreSQL out of reach is one clear sentence without the password', async () => {
  const failure = await openStore({ databaseUrl: 'postgres://me:secret@127.0.0.1:1/cd' }).catch((error: Error) => error)
  expect(String(failure)).toContain(
    "PostgreSQL at 127.0.0.1:1/cd as me can't be used (connect ECONNREFUSED 127.0.0.1:1)",
  )
  expect(String(failure)).not.toContain('secret')
})
