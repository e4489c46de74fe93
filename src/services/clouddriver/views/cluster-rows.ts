import type { InstanceCounts } from '../client.ts'
import type { HealthState, Instance, ServerGroup } from '../provider.ts'
import type { Facets } from './cluster-filter.ts'
import { countInstances } from './instance-counts.ts'
import { kept } from './kept.ts'
import { clusterNameOf, monikerOf } from './server-group.ts'

/** A letter for each state, so that fifty healthy instances are `50U`. */
const letters: Readonly<Record<HealthState, string>> = {
  Up: 'U',
  Down: 'D',
  Starting: 'S',
  OutOfService: 'O',
  Unknown: 'N',
  Draining: 'R',
}

export const instanceSorts = ['launchTime', '-launchTime', 'id', '-id', 'zone', '-zone'] as const
export type InstanceSort = (typeof instanceSorts)[number]

const keysOf: Readonly<Record<string, (instance: Instance) => string | number>> = {
  launchTime: ({ launchTime = 0 }) => launchTime,
  id: ({ name }) => name,
  zone: ({ zone = '' }) => zone,
}

/** A server group's instances in an order that everybody who asks for the same one gets, so that the n-th is the same one. */
export function sortedInstances({ instances }: ServerGroup, sort: InstanceSort = 'launchTime'): readonly Instance[] {
  const key = keysOf[sort.replace('-', '')]!
  const turn = sort.startsWith('-') ? -1 : 1
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)
  return instances.toSorted((a, b) => turn * compare(key(a), key(b)) || compare(a.name, b.name))
}

/** `48U2D`: how many in a row are in which state, in the order of their instances. */
export function statesOf(instances: readonly Instance[]): string {
  let text = ''
  let run = 0
  instances.forEach(({ healthState }, position) => {
    run += 1
    if (instances[position + 1]?.healthState === healthState) return
    text += `${run}${letters[healthState] ?? 'N'}`
    run = 0
  })
  return text
}

const record = (value: unknown) => (typeof value === 'object' && value !== null ? (value as object) : {})

/** A server group as a line of the list: what is shown of it and what an action needs, without its instances. */
function rowOf(group: ServerGroup, sort: InstanceSort) {
  const { name, account, region, provider, capacity, extra, image, disabled } = group
  const { images, jenkins, package_name, version } = record(extra['buildInfo']) as Record<string, unknown>
  const { instanceType } = record(extra['launchConfig']) as { instanceType?: unknown }
  const { host, name: job, number } = record(jenkins) as Record<string, unknown>
  return {
    name,
    account,
    region,
    type: provider,
    cloudProvider: provider,
    cluster: clusterNameOf(group),
    moniker: monikerOf(group),
    createdTime: group.createdTime,
    isDisabled: disabled,
    capacity,
    instanceCounts: countInstances(group.instances),
    states: statesOf(sortedInstances(group, sort)),
    instanceType: extra['instanceType'] ?? instanceType,
    image: image && { imageId: image.imageId, name: image.imageName },
    buildInfo:
      extra['buildInfo'] === undefined
        ? undefined
        : { images, package_name, version, jenkins: jenkins && { host, name: job, number } },
    loadBalancers: group.loadBalancers,
    targetGroups: group.targetGroups ?? [],
    serverGroupManagers: extra['serverGroupManagers'] ?? [],
    vpcId: extra['vpcId'],
    cloudId: group.cloudId,
    // Of a provider that stands on several clouds: what can be done depends on it.
    cloud: extra['cloud'],
  }
}

/** Made once for each state of a server group: a page of the list is joined, not rendered. */
const rowTexts = new Map(
  instanceSorts.map((sort) => [sort, kept((group: ServerGroup) => JSON.stringify(rowOf(group, sort)))]),
)

/** Account › cluster › region › newest first; the same array until the inventory's changes. */
export const inListOrder = kept((groups: readonly ServerGroup[]): readonly ServerGroup[] => {
  const keyed = groups.map((group) => [`${group.account}\n${clusterNameOf(group)}\n${group.region}`, group] as const)
  return keyed
    .sort(
      ([a, one], [b, other]) =>
        (a < b ? -1 : a > b ? 1 : 0) || other.createdTime - one.createdTime || (other.name < one.name ? -1 : 1),
    )
    .map(([, group]) => group)
})

const counted = kept(({ instances }: ServerGroup) => countInstances(instances))

interface ClusterOutline {
  readonly account: string
  readonly name: string
  readonly provider: string
  readonly counts: InstanceCounts
  readonly enabled: number
  /** For each region how many instances each of its server groups has, in the order of the rows. */
  readonly regions: { readonly region: string; readonly sizes: number[] }[]
}

const none: InstanceCounts = { total: 0, up: 0, down: 0, unknown: 0, outOfService: 0, starting: 0 }

const added = (a: InstanceCounts, b: InstanceCounts): InstanceCounts => ({
  total: a.total + b.total,
  up: a.up + b.up,
  down: a.down + b.down,
  unknown: a.unknown + b.unknown,
  outOfService: a.outOfService + b.outOfService,
  starting: a.starting + b.starting,
})

/** What is in the list, without its rows: enough to lay all of it out and to fetch rows where somebody looks. */
export function clusterOutline(
  matched: readonly ServerGroup[],
  { all, facets }: { readonly all: readonly ServerGroup[]; readonly facets: Facets },
) {
  const clusters: (ClusterOutline & { counts: InstanceCounts; enabled: number })[] = []
  let counts = none
  for (const group of matched) {
    const name = clusterNameOf(group)
    let cluster = clusters.at(-1)
    if (cluster?.account !== group.account || cluster.name !== name) {
      cluster = { account: group.account, name, provider: group.provider, counts: none, enabled: 0, regions: [] }
      clusters.push(cluster)
    }
    let region = cluster.regions.at(-1)
    if (region?.region !== group.region) {
      region = { region: group.region, sizes: [] }
      cluster.regions.push(region)
    }
    region.sizes.push(group.instances.length)
    cluster.counts = added(cluster.counts, counted(group))
    if (!group.disabled) cluster.enabled += 1
    counts = added(counts, counted(group))
  }
  const instances = all.reduce((sum, group) => sum + group.instances.length, 0)
  return {
    all: { serverGroups: all.length, instances },
    matched: { serverGroups: matched.length, instances: counts.total, counts },
    facets,
    clusters,
  }
}

/** The rows of these server groups as one JSON array. */
export const rowsText = (groups: readonly ServerGroup[], sort: InstanceSort): string =>
  `[${groups.map(rowTexts.get(sort)!).join(',')}]`
