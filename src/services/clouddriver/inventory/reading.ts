import { createHash } from 'node:crypto'
import type { InventorySnapshot } from '../provider.ts'
import type { ReadResource, ResourceKind, ResourceRow } from '../store/index.ts'

/** A snapshot as rows to store. */
export function resourcesOf(snapshot: InventorySnapshot): ReadResource[] {
  const rows = (kind: ResourceKind, resources: readonly { readonly region: string; readonly name: string }[] = []) =>
    resources.map((resource) => {
      const body = JSON.stringify(resource)
      const hash = createHash('sha1').update(body).digest('base64url')
      return { kind, region: resource.region, name: resource.name, body, hash }
    })
  return [
    ...rows('serverGroup', snapshot.serverGroups),
    ...rows('loadBalancer', snapshot.loadBalancers),
    ...rows('securityGroup', snapshot.securityGroups),
  ]
}

/** Whose views changed: what is published. Resources that belong to no application are announced under ''. */
export interface Change {
  readonly application: string
  readonly account: string
  readonly provider: string
  readonly names: readonly string[]
}

/** Changed rows by application, account and provider; `bodyOf` tells what a row that is gone was. */
export function changesOf(rows: readonly ResourceRow[], bodyOf: (row: ResourceRow) => unknown): Change[] {
  const changes = new Map<string, Change & { names: string[] }>()
  for (const row of rows) {
    const body = (row.body === null ? bodyOf(row) : JSON.parse(row.body)) as
      | { account: string; provider: string; moniker?: { app?: string } }
      | undefined
    if (!body) continue
    const { account, provider } = body
    const application = body.moniker?.app ?? ''
    const key = [application, account, provider].join('\n')
    const change = changes.get(key) ?? { application, account, provider, names: [] }
    change.names.push(row.name)
    changes.set(key, change)
  }
  return [...changes.values()]
}
