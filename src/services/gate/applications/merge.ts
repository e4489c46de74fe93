import { callJson, path } from '../../../platform/clients/index.ts'
import { problem } from '../../../platform/errors/index.ts'
import type { Backends } from '../backends.ts'

type Attributes = Record<string, unknown>

interface InventoryApplication {
  readonly name: string
  readonly attributes?: Attributes
  readonly clusters?: Readonly<Record<string, readonly unknown[]>>
  readonly clusterNames?: Readonly<Record<string, readonly string[]>>
}

/**
 * Front50's applications with what the inventory adds; flat attribute maps. Applications that merely appear in a cloud
 * are not listed. An inventory that does not answer costs its part, not the list.
 */
export async function listApplications(
  backends: Backends,
  filter: { account?: string; owner?: string },
): Promise<Attributes[]> {
  const [stored, seen] = await Promise.all([
    backends.front50.listApplications({ restricted: false }),
    callJson<InventoryApplication[]>(backends.clouddriver, {
      method: 'GET',
      path: '/applications',
      query: { expand: true, restricted: false },
    }).catch(() => []),
  ])
  const byName = joinedByName(seen)
  return stored
    .map((application) => merge(application, byName.get(application.name.toLowerCase())))
    .filter((application) => matches(application, filter))
    .sort((a, b) => String(a.name).localeCompare(String(b.name)))
}

/** The inventory has an entry for each cloud that knows an application. */
function joinedByName(seen: readonly InventoryApplication[]): Map<string, InventoryApplication> {
  const byName = new Map<string, InventoryApplication>()
  for (const each of seen) {
    const name = each.name.toLowerCase()
    const known = byName.get(name)
    byName.set(name, { ...known, ...each, clusterNames: { ...known?.clusterNames, ...each.clusterNames } })
  }
  return byName
}

/** One application as `{name, attributes, clusters}`; 404 when Front50 does not know it. */
export async function findApplication(backends: Backends, name: string, expand: boolean) {
  const [stored, seen] = await Promise.all([
    backends.front50.findApplication(name),
    expand
      ? callJson<InventoryApplication>(backends.clouddriver, {
          method: 'GET',
          path: path`/applications/${name}`,
        }).catch(() => undefined)
      : undefined,
  ])
  if (!stored) throw problem('notFound', `Application not found (id: ${name})`)
  const attributes = merge(stored, seen)
  return { attributes, clusters: seen?.clusters ?? {}, name: String(attributes.name) }
}

function merge(stored: Attributes, seen: InventoryApplication | undefined): Attributes {
  const attributes: Attributes = { ...seen?.attributes }
  for (const [key, value] of Object.entries(stored)) if (value !== null && value !== undefined) attributes[key] = value
  attributes.name = String(stored.name).toLowerCase()
  if (Array.isArray(attributes.cloudProviders)) attributes.cloudProviders = attributes.cloudProviders.join(',')
  const accounts = Object.keys(seen?.clusters ?? seen?.clusterNames ?? {})
  if (accounts.length > 0) attributes.accounts = accounts.sort().join(',')
  return attributes
}

function matches(application: Attributes, { account, owner }: { account?: string; owner?: string }): boolean {
  const same = (a: unknown, b: string) => String(a ?? '').toLowerCase() === b.toLowerCase()
  const accounts = String(application.accounts ?? '').split(',')
  return (
    (account === undefined || accounts.some((name) => same(name.trim(), account))) &&
    (owner === undefined || same(application.email, owner))
  )
}
