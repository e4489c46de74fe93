import { parseName } from '../../../../lib/moniker/index.ts'
import type { Json } from '../../model.ts'
import { json, text, texts } from '../../values.ts'

/** A place in a cloud, as its server groups are addressed. */
export interface Location {
  readonly type: 'REGION' | 'ZONE' | 'NAMESPACE'
  readonly value: string
}

/** The places of a context: the first kind that is present (orca: Location, AbstractClusterWideClouddriverTask.locationsFromStage). */
export function locationsOf(context: Json): Location[] {
  const of = (type: Location['type'], ...values: unknown[]) =>
    [...new Set(values.flatMap(texts))].map((value) => ({ type, value }))
  const kinds = [
    of('NAMESPACE', context['namespaces'], context['namespace']),
    of('REGION', context['regions'], context['region']),
    of('ZONE', context['zones'], context['zone']),
  ]
  return kinds.find((places) => places.length > 0) ?? []
}

/** The context's field that names a place: `region`, `zone` or `namespace`. */
export function locationField(location: Location): Json {
  return { [location.type.toLowerCase()]: location.value }
}

export function accountOf(context: Json): string | undefined {
  return text(context['account.name']) ?? text(context['account']) ?? text(context['credentials'])
}

export function providerOf(context: Json): string {
  return text(context['cloudProvider']) ?? text(context['provider']) ?? 'aws'
}

/** The cluster's name and application: the moniker's, else as written, else as the server group's name says. */
export function clusterOf(context: Json): { readonly application: string; readonly cluster: string } | undefined {
  const moniker = json(context['moniker'])
  const written = typeof context['cluster'] === 'string' ? text(context['cluster']) : undefined
  const cluster =
    text(moniker['cluster']) ??
    written ??
    parseName(text(context['serverGroupName']) ?? text(context['asgName']) ?? '').cluster
  if (!cluster) return undefined
  const application = text(moniker['app']) ?? parseName(cluster).app ?? text(context['application'])
  return application ? { application, cluster } : undefined
}
