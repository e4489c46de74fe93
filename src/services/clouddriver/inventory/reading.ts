import { createHash } from 'node:crypto'
import type { InventorySnapshot, Resource, ResourceKind, ServerGroup } from '../provider.ts'
import type { ReadResource, ResourceRow } from '../store/index.ts'

/** A resource that was read, with what it was made of and when that was. */
export interface Read extends ReadResource {
  readonly resource: ServerGroup | Resource
  readonly readAt: number
}

type Place = Pick<Read, 'kind' | 'region' | 'name'>

/** A snapshot as rows to store. What `isKnown` says to be the very object that is stored already is not rendered again. */
export function resourcesOf(
  { serverGroups, resources = {} }: InventorySnapshot,
  startedAt: number,
  isKnown: (place: Place, resource: ServerGroup | Resource) => boolean = () => false,
): Read[] {
  const row = (kind: ResourceKind, name: string, resource: ServerGroup | Resource): Read => {
    const place = { kind, region: resource.region, name }
    // When it was read is no change.
    const { readAt = startedAt, ...rest } = resource as ServerGroup
    if (isKnown(place, resource)) return { ...place, resource, readAt }
    const body = JSON.stringify(rest)
    const hash = createHash('sha1').update(body).digest('base64url')
    return { ...place, resource, readAt, content: { body, hash } }
  }
  return [
    ...serverGroups.map((group) => row('serverGroup', group.name, group)),
    ...Object.entries(resources).flatMap(([kind, members = []]) =>
      members.map((resource) => row(kind, resource.id ?? resource.name, resource)),
    ),
  ]
}

/** Whose views changed: what is published. Resources that belong to no application are announced under ''. */
export interface Change {
  readonly application: string
  readonly account: string
  readonly provider: string
  readonly names: readonly string[]
}

/** Changed rows by application, account and provider; `resourceOf` tells what a row is, or was when it is gone. */
export function changesOf(
  rows: readonly ResourceRow[],
  resourceOf: (row: ResourceRow) => ServerGroup | Resource | undefined,
): Change[] {
  const changes = new Map<string, Change & { names: string[] }>()
  for (const row of rows) {
    const resource = resourceOf(row)
    if (!resource) continue
    const { account, provider } = resource
    const application = ownerOf(resource) ?? ''
    const key = [application, account, provider].join('\n')
    const change = changes.get(key) ?? { application, account, provider, names: [] }
    change.names.push(row.name)
    changes.set(key, change)
  }
  return [...changes.values()]
}

const ownerOf = (resource: ServerGroup | Resource) =>
  (resource as Partial<ServerGroup>).moniker?.app ?? (resource as Partial<Resource>).application
