import { problem } from '../platform/errors/index.ts'
import type { SharedConfig } from './shared-config.ts'

/**
 * The PostgreSQL that a service's `sql` section names, as a URL (it may be written as one, too); undefined where it names none. One that is for another kind of
 * database is an error: state that silently went elsewhere would be missed.
 */
export function databaseOf({ sql }: SharedConfig, service: string): string | undefined {
  if (!sql.enabled) return undefined
  const pools = Object.values(sql.connectionPools)
  const pool = pools.find((each) => each.default) ?? sql.connectionPools.default ?? sql.connectionPool ?? pools[0]
  if (pool?.jdbcUrl === undefined)
    throw problem(
      'invalid',
      `sql.enabled is true for ${service}, but no database is named: set sql.connectionPools.default.jdbcUrl to jdbc:postgresql://…, or leave sql.enabled out`,
    )
  const kind = /^(?:jdbc:(?:tc:|aws-wrapper:)?)?([a-z0-9]+):/i.exec(pool.jdbcUrl)?.[1]?.toLowerCase()
  if (kind !== 'postgresql' && kind !== 'postgres') throw problem('invalid', refusal(kind, service))
  const url = new URL(pool.jdbcUrl.replace(/^jdbc:[a-z:-]*?(?=postgres)/i, ''))
  if (pool.user !== undefined) url.username = encodeURIComponent(pool.user)
  if (pool.password !== undefined) url.password = encodeURIComponent(pool.password)
  for (const [name, replaced] of [
    ['user', 'username'],
    ['password', 'password'],
  ] as const) {
    const given = url.searchParams.get(name)
    if (given !== null && url[replaced] === '') url[replaced] = encodeURIComponent(given)
    url.searchParams.delete(name)
  }
  return url.href
}

function refusal(kind: string | undefined, service: string): string {
  const named = `The database that sql.connectionPools names for ${service}`
  if (kind === 'mysql' || kind === 'mariadb')
    return `${named} is a MySQL, which is not supported: give a PostgreSQL (jdbc:postgresql://host:5432/database), or leave sql.enabled out and state is kept in the embedded database`
  return `${named} is not understood: its jdbcUrl must begin with jdbc:postgresql://`
}
