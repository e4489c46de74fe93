import { expect, it } from 'vitest'
import { databaseOf } from './database.ts'
import { sharedConfigSchema } from './shared-config.ts'

const of = (sql: object) => databaseOf(sharedConfigSchema.parse({ sql }), 'orca')
const pool = { jdbcUrl: 'jdbc:postgresql://db:5432/orca?sslmode=require', user: 'orca_service', password: 'p@ss/word' }

it.each([
  [{}, undefined],
  [{ connectionPools: { default: pool } }, undefined],
  [
    { enabled: true, 'connection-pools': { other: { jdbcUrl: 'jdbc:postgresql://x/y' }, default: pool } },
    'postgresql://orca_service:p%40ss%2Fword@db:5432/orca?sslmode=require',
  ],
  [
    { enabled: true, connectionPools: { orca: { ...pool, default: true, user: undefined, password: undefined } } },
    'postgresql://db:5432/orca?sslmode=require',
  ],
  [
    { enabled: true, connectionPool: { jdbcUrl: 'jdbc:postgresql://db/orca?user=a&password=b' } },
    'postgresql://a:b@db/orca',
  ],
  [
    { enabled: true, connectionPools: { default: { jdbcUrl: 'postgresql://a:b@db/orca' } } },
    'postgresql://a:b@db/orca',
  ],
])('%j names %s', (sql, url) => {
  expect(of(sql)).toBe(url)
})

it('a database of another kind, or none, is refused with what to do', () => {
  const mysql = { jdbcUrl: 'jdbc:mysql://db/orca?useSSL=false', user: 'u', password: 'secret' }
  expect(() => of({ enabled: true, connectionPools: { default: mysql } })).toThrow(
    /names for orca is a MySQL, which is not supported: give a PostgreSQL/,
  )
  expect(() => of({ enabled: true, connectionPools: { default: { jdbcUrl: 'jdbc:h2:mem:x' } } })).toThrow(
    /jdbc:postgresql/,
  )
  expect(() => of({ enabled: true })).toThrow(/no database is named: set sql\.connectionPools\.default\.jdbcUrl/)
})
