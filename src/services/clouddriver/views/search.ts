import { parseName } from '../../../lib/moniker/index.ts'
import { type Inventory, kindOf } from '../inventory/index.ts'
import type { Resource, ServerGroup } from '../provider.ts'
import { groupedBy } from './clusters.ts'
import { globFinder } from './glob.ts'
import { kept } from './kept.ts'
import { applicationOf, clusterNameOf } from './server-group.ts'

export interface Hit {
  readonly type: string
  readonly provider: string
  readonly [field: string]: unknown
}

/** What can be found: the text that is searched, as Spinnaker's caches spell it, and what it is, made only when found. */
interface Candidate {
  readonly text: string
  hit(): Hit
}

export interface SearchQuery {
  /** `*` stands for anything. */
  readonly q: string
  readonly types: readonly string[]
  /** Field values of the hits, by name; a comma means any of them. */
  readonly filters: Readonly<Record<string, string>>
}

/**
 * Everything of these types that has `q` in its name or place, ignoring case, narrowed by field values; where it comes
 * earlier first, then by the alphabet (clouddriver: CatsSearchProvider). Types that no cloud here has find nothing.
 */
export function searchInventory(inventory: Inventory, { q, types, filters }: SearchQuery): Hit[] {
  const conditions = Object.entries(filters).map(([field, value]) => [field, value.split(',')] as const)
  // Without a word the first condition is searched for, so that only its places are looked at.
  const wanted = (q === '' ? (conditions[0]?.[1].length === 1 ? conditions[0][1][0] : '') : q)?.toLowerCase() ?? ''
  const indexIn = globFinder(wanted)
  const found: { readonly at: number; readonly key: string; readonly hit: Hit }[] = []
  for (const type of new Set(types)) {
    for (const candidate of candidates(inventory, type)) {
      const text = candidate.text.toLowerCase()
      const at = indexIn(text)
      if (at < 0) continue
      const hit = candidate.hit()
      if (!conditions.every(([field, values]) => fits(hit, field, values))) continue
      found.push({ at: type.length + at, key: `${type.toLowerCase()}:${text}`, hit })
    }
  }
  return found.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ hit }) => hit)
}

const fits = (hit: Hit, field: string, values: readonly string[]) =>
  values.includes(String(field === 'cloudProvider' ? hit.provider : hit[field]))

function candidates(inventory: Inventory, type: string): Iterable<Candidate> {
  switch (type) {
    case 'clusters':
      return clusterCandidates(inventory.serverGroups())
    case 'serverGroups':
      return inventory.serverGroups().map(serverGroupCandidate)
    case 'instances':
      return instanceCandidates(inventory)
    default: {
      const kind = kindOf(type)
      return kind === undefined ? [] : inventory.resources(kind).map((each) => resourceCandidate(type, kind, each))
    }
  }
}

const joined = (...parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined).join(':')

const clusterCandidates = kept((groups: readonly ServerGroup[]): Candidate[] =>
  [
    ...groupedBy(groups, ({ account, provider, ...group }) =>
      joined(account, provider, clusterNameOf({ account, provider, ...group })),
    ).values(),
  ].map(([group]) => ({
    text: joined(applicationOf(group), group.account, clusterNameOf(group)),
    hit: () => clusterHit(group),
  })),
)

const serverGroupCandidate = kept((group: ServerGroup): Candidate => {
  const { account, region, name } = group
  return {
    text: joined(clusterNameOf(group), account, region, name),
    hit: () => serverGroupHit(group),
  }
})

function* instanceCandidates(inventory: Inventory): Iterable<Candidate> {
  for (const group of inventory.serverGroups()) {
    const { provider, account, region, name: serverGroup } = group
    const start = joined(account, region)
    for (const { name, displayName } of group.instances) {
      yield {
        text: displayName === undefined ? `${start}:${name}` : `${start}:${name}:${displayName}`,
        hit: () => ({
          ...instanceHit(provider, account, region, name),
          name: displayName ?? name,
          application: applicationOf(group),
          cluster: clusterNameOf(group),
          serverGroup,
        }),
      }
    }
  }
  for (const { provider, account, region, name, id } of inventory.resources('instance')) {
    yield {
      text: joined(account, region, id ?? name),
      hit: () => ({ ...instanceHit(provider, account, region, id ?? name), name }),
    }
  }
}

const instanceHit = (provider: string, account: string, region: string, instanceId: string): Hit => ({
  type: 'instances',
  provider,
  account,
  region,
  id: instanceId,
  instanceId,
  url: `/instances/${account}/${region}/${instanceId}`,
})

function clusterHit(group: ServerGroup): Hit {
  const application = applicationOf(group)
  const name = clusterNameOf(group)
  const { account, provider, moniker } = group
  const { stack, detail } = moniker
  return {
    type: 'clusters',
    provider,
    name,
    cluster: name,
    account,
    application,
    stack,
    detail,
    url: `/applications/${application}/clusters/${account}/${name}`,
  }
}

function serverGroupHit(group: ServerGroup): Hit {
  const { name, region, provider, moniker } = group
  const of = clusterHit(group)
  return {
    ...of,
    type: 'serverGroups',
    name,
    serverGroup: name,
    region,
    sequence: moniker.sequence === undefined ? undefined : String(moniker.sequence),
    url: `${of['url']}/${provider}/serverGroups/${name}?region=${region}`,
  }
}

function resourceCandidate(type: string, kind: string, resource: Resource): Candidate {
  const { account, region, name, id, attributes } = resource
  const vpcId = typeof attributes['vpcId'] === 'string' ? attributes['vpcId'] : undefined
  const own =
    type === 'securityGroups'
      ? joined(name, id ?? name, region, account, vpcId)
      : joined(account, region, name, id === name ? undefined : id, vpcId)
  return { text: own, hit: () => resourceHit(type, kind, resource) }
}

function resourceHit(
  type: string,
  kind: string,
  { provider, account, region, name, id, application, attributes }: Resource,
): Hit {
  const { vpcId, moniker } = attributes as {
    vpcId?: unknown
    moniker?: { app?: string; stack?: string; detail?: string }
  }
  const { app, stack, detail } = moniker ?? parseName(name)
  const url: Record<string, string> = {
    loadBalancers: `/${provider}/loadBalancers/${name}`,
    securityGroups: `/securityGroups/${account}/${provider}/${name}?region=${region}`,
  }
  return {
    type,
    provider,
    account,
    region,
    name,
    id: id ?? name,
    vpcId,
    application: application ?? app,
    stack,
    detail,
    // Deck reads the name under the kind, e.g. `loadBalancer`.
    [kind]: name,
    ...(attributes['loadBalancerType'] === undefined ? {} : { loadBalancerType: attributes['loadBalancerType'] }),
    url: url[type],
  }
}
