import type { ServerGroup } from '../provider.ts'
import { countInstances } from './instance-counts.ts'
import { kept } from './kept.ts'
import { clusterNameOf } from './server-group.ts'

/** What of an application's server groups is wanted; the names are those of Deck's addresses. An absent filter lets all through. */
export interface ClusterFilter {
  /** Words that must all occur, and `clusters:a,b`, `cluster:x`, `detail:x`, `vpc:x`, `tag:key=value`, `labels:k=v,k2=v2`. */
  readonly q?: string
  readonly acct?: readonly string[]
  readonly reg?: readonly string[]
  readonly stack?: readonly string[]
  readonly detail?: readonly string[]
  readonly category?: readonly string[]
  readonly status?: readonly string[]
  readonly zone?: readonly string[]
  readonly instanceType?: readonly string[]
  readonly providerType?: readonly string[]
  /** `key=value`, or `key:value`. */
  readonly labels?: readonly string[]
  /** `account:cluster`. */
  readonly clusters?: readonly string[]
  readonly minInstances?: number
  readonly maxInstances?: number
}

/** The filters of which Deck shows the possible values. */
export const facetNames = [
  'acct',
  'reg',
  'stack',
  'detail',
  'category',
  'status',
  'zone',
  'instanceType',
  'providerType',
  'labels',
] as const
export type FacetName = (typeof facetNames)[number]
export type Facets = Readonly<Record<FacetName, readonly { readonly value: string; readonly count: number }[]>>

/** How a stack or a detail that there is not is asked for. */
const none = '(none)'

/** What filters look at, made once for each state of a server group. */
const traitsOf = kept((group: ServerGroup) => {
  const { account, region, name, provider, moniker, instances, extra, loadBalancers, targetGroups = [] } = group
  const counts = countInstances(instances)
  const labels = recordOf(extra['labels'])
  const { category } = extra
  const values: Record<FacetName, readonly string[]> = {
    acct: [account],
    reg: [region],
    stack: [moniker.stack || none],
    detail: [moniker.detail || none],
    category: [typeof category === 'string' ? category : 'serverGroup'],
    status: [
      ...(group.disabled ? ['Disabled'] : []),
      ...(counts.up > 0 ? ['Up'] : []),
      ...(counts.down > 0 ? ['Down'] : []),
      ...(counts.starting > 0 ? ['Starting'] : []),
      ...(counts.outOfService > 0 ? ['OutOfService'] : []),
      ...(counts.unknown > 0 ? ['Unknown'] : []),
    ],
    zone: [...new Set(instances.flatMap(({ zone }) => zone ?? []))],
    instanceType: typesOf(group),
    providerType: [provider],
    labels: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
  }
  const text = [
    region,
    name,
    account,
    buildTextOf(group),
    ...loadBalancers,
    ...targetGroups,
    ...instances.flatMap(({ name: id, displayName }) => [id, displayName ?? '']),
  ]
  return { values, text: text.join(' ').toLowerCase(), total: instances.length }
})

/** The type that the group launches, where it is one; else those that run. Spot writes m5.large as M5_LARGE. */
function typesOf({ extra, instances }: ServerGroup): string[] {
  const own = extra['instanceType'] ?? recordOf(extra['launchConfig'])['instanceType']
  const types = own === undefined ? instances.map((each) => each.extra['instanceType'] ?? each.extra['type']) : [own]
  const texts = types.filter((each): each is string => typeof each === 'string' && each !== '')
  return [...new Set(texts)].map((text) =>
    /^[A-Z0-9]+_[A-Z0-9]+$/.test(text) ? text.toLowerCase().replace('_', '.') : text,
  )
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function buildTextOf({ extra, image }: ServerGroup): string {
  const { jenkins, images, package_name, version } = recordOf(extra['buildInfo'])
  const { name, number } = recordOf(jenkins)
  const said = [name, number && `#${number}`, number, package_name, version, image?.imageId, image?.imageName]
  return [...said, ...(Array.isArray(images) ? images : [])].filter(Boolean).join(' ')
}

type Test = (group: ServerGroup) => boolean

/** Each word of the search: `field:value`, quoted where it has spaces, or anything that must occur. */
const token = /(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi

/** What the text of a search asks for (deck: ClusterFilterService). A prefix that is none of its own is part of the word. */
function searchTests(q: string): Test[] {
  return [...q.matchAll(token)].map(([whole, prefix = '', quoted, plain]): Test => {
    const value = quoted ?? plain ?? ''
    switch (prefix.toLowerCase()) {
      case 'clusters': {
        const names = new Set(value.split(',').map((each) => each.trim()))
        return (group) => names.has(clusterNameOf(group))
      }
      case 'cluster':
        return (group) => clusterNameOf(group) === value
      case 'detail':
        return ({ moniker }) => moniker.detail === value
      case 'vpc':
        return ({ extra }) =>
          [extra['vpcId'], extra['vpcName']].some(
            (vpc) => typeof vpc === 'string' && vpc.toLowerCase().includes(value.toLowerCase()),
          )
      case 'tag':
        return ({ tags = {} }) => isAmong(tags, value)
      case 'labels':
        return ({ extra }) => value.split(',').every((pair) => isAmong(recordOf(extra['labels']), pair.trim()))
      default: {
        const word = (quoted ?? whole).toLowerCase()
        return (group) => traitsOf(group).text.includes(word)
      }
    }
  })
}

/** `key=value`; without a value, whether there is such a key. */
function isAmong(values: Readonly<Record<string, unknown>>, pair: string): boolean {
  const at = pair.search(/[=:]/)
  if (at < 0) return Object.keys(values).some((key) => key.toLowerCase() === pair.toLowerCase())
  const [key, value] = [pair.slice(0, at).toLowerCase(), pair.slice(at + 1).toLowerCase()]
  return Object.entries(values).some(
    ([name, each]) => name.toLowerCase() === key && String(each).toLowerCase() === value,
  )
}

/** As its address says it: `Out of Service` is `OutOfService`, `key:value` is `key=value`. */
const normal = (name: FacetName, value: string): string => {
  if (name === 'status') return value.replaceAll(' ', '').replace(/^outof/i, 'OutOf')
  return name === 'labels' && !value.includes('=') ? value.replace(':', '=') : value
}

/**
 * The server groups that pass, in their order, and for each filter how many would pass for each of its values while the
 * others stay as they are.
 */
export function filtered(
  groups: readonly ServerGroup[],
  filter: ClusterFilter,
): { readonly matched: readonly ServerGroup[]; readonly facets: Facets } {
  const { q, clusters, minInstances, maxInstances } = filter
  const always: Test[] = searchTests(q ?? '')
  if (clusters?.length) {
    const pairs = new Set(clusters)
    always.push((group) => pairs.has(`${group.account}:${clusterNameOf(group)}`))
  }
  if (minInstances !== undefined) always.push((group) => traitsOf(group).total >= minInstances)
  if (maxInstances !== undefined) always.push((group) => traitsOf(group).total <= maxInstances)
  const chosen = facetNames.map((name) => {
    const values = filter[name]
    return { name, values: values?.length ? new Set(values.map((value) => normal(name, value))) : undefined }
  })

  const matched: ServerGroup[] = []
  const counts = new Map(facetNames.map((name) => [name, new Map<string, number>()]))
  for (const group of groups) {
    if (!always.every((test) => test(group))) continue
    const { values } = traitsOf(group)
    const missed = chosen.filter(
      (each) => each.values !== undefined && !values[each.name].some((value) => each.values?.has(value)),
    )
    if (missed.length === 0) matched.push(group)
    // What fails by one filter alone would pass if that filter had its value.
    if (missed.length > 1) continue
    for (const name of missed[0] ? [missed[0].name] : facetNames) {
      const of = counts.get(name)!
      for (const value of values[name]) of.set(value, (of.get(value) ?? 0) + 1)
    }
  }
  // A chosen value stays to be seen when nothing has it any more.
  for (const { name, values } of chosen)
    for (const value of values ?? []) if (!counts.get(name)!.has(value)) counts.get(name)!.set(value, 0)
  const facets = Object.fromEntries(
    [...counts].map(([name, of]) => [
      name,
      [...of].map(([value, count]) => ({ value, count })).sort((a, b) => (a.value < b.value ? -1 : 1)),
    ]),
  ) as unknown as Facets
  return { matched, facets }
}
