import type { Tree } from '../../halconfig/index.ts'
import { isElsewhere } from '../../local-paths.ts'
import { releasedServices, type ServiceName } from '../../names.ts'
import { defined } from '../writing.ts'
import type { Rendering } from './rendering.ts'

/**
 * The PostgreSQL that services share, as the original's configuration says it: an address of Java's kind, and who logs in beside it. Only
 * for services of this release: Spinnaker's own keep things in databases of another make.
 */
export function sql({ deployment, writing }: Rendering, service: ServiceName): Tree {
  const { persistentStoreType, sql: store } = deployment.persistentStorage
  if (persistentStoreType !== 'sql' || !store.url || !releasedServices.includes(service)) return {}
  const pool = poolOf(writing.secret(store.url))
  return {
    sql: { enabled: true, connectionPools: { default: { default: true, ...pool } }, migration: pool },
  }
}

function poolOf(url: string): Tree {
  // A reference can't be taken apart here; what it leads to is, by the service.
  if (isElsewhere(url) || !URL.canParse(url)) return { jdbcUrl: url }
  const { username, password, host, pathname, search } = new URL(url)
  return defined({
    jdbcUrl: `jdbc:postgresql://${host}${pathname}${search}`,
    user: username === '' ? undefined : decodeURIComponent(username),
    password: password === '' ? undefined : decodeURIComponent(password),
  })
}
