import type { Inventory } from '../inventory/index.ts'
import type { Resource, ServerGroup } from '../provider.ts'
import { groupedBy } from './clusters.ts'
import { applicationOf, clusterNameOf } from './server-group.ts'

export interface Hit {
  readonly type: string
  readonly provider: string
  readonly name: string
  readonly [field: string]: unknown
}

const kinds: Record<string, (inventory: Inventory) => Hit[]> = {
  applications: (inventory) =>
    inventory.applications().map((application) => ({
      type: 'applications',
      provider: inventory.serverGroupsOf(application)[0]?.provider ?? '',
      name: application,
      application,
      url: `/applications/${application}`,
    })),
  clusters: (inventory) =>
    [...groupedBy(inventory.serverGroups(), clusterKey).values()].map(([group]) => cluster(group)),
  serverGroups: (inventory) => inventory.serverGroups().map(serverGroup),
  instances: (inventory) =>
    inventory.serverGroups().flatMap((group) =>
      group.instances.map(({ name }) => ({
        ...serverGroup(group),
        type: 'instances',
        name,
        instanceId: name,
        url: `/instances/${group.account}/${group.region}/${name}`,
      })),
    ),
  loadBalancers: (inventory) =>
    inventory.resources('loadBalancer').map((each) => ({
      ...resource(each, 'loadBalancers'),
      loadBalancer: each.name,
      url: `/${each.provider}/loadBalancers/${each.name}`,
    })),
  securityGroups: (inventory) =>
    inventory.resources('securityGroup').map((each) => ({
      ...resource(each, 'securityGroups'),
      id: each.attributes['id'] ?? each.name,
      url: `/securityGroups/${each.account}/${each.provider}/${each.name}?region=${each.region}`,
    })),
}

/**
 * What of these types has `q` in its name or its place, ignoring case, narrowed by field values (comma: any of them);
 * earlier hits in the name first. Types that no cloud here has find nothing.
 */
export function searchInventory(
  inventory: Inventory,
  q: string,
  types: readonly string[],
  filters: Readonly<Record<string, string>>,
): Hit[] {
  const wanted = q.toLowerCase()
  const position = ({ name }: Hit) => {
    const at = name.toLowerCase().indexOf(wanted)
    return at < 0 ? Number.MAX_SAFE_INTEGER : at
  }
  const conditions = Object.entries(filters).map(([field, value]) => [field, value.split(',')] as const)
  return types
    .flatMap((type) => (Object.hasOwn(kinds, type) ? (kinds[type]?.(inventory) ?? []) : []))
    .filter((hit) => searchable(hit).includes(wanted))
    .filter((hit) =>
      conditions.every(([field, values]) => hit[field] === undefined || values.includes(String(hit[field]))),
    )
    .toSorted((a, b) => position(a) - position(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

const searchable = (hit: Hit) => [hit.name, hit['cluster'], hit['serverGroup'], hit['id']].join('\n').toLowerCase()

const clusterKey = (group: ServerGroup) => [group.account, group.provider, clusterNameOf(group)].join('\n')

function cluster(group: ServerGroup): Hit {
  const application = applicationOf(group)
  const name = clusterNameOf(group)
  const { account, provider, moniker } = group
  const { stack, detail } = moniker
  return {
    type: 'clusters',
    provider,
    cloudProvider: provider,
    name,
    cluster: name,
    account,
    application,
    stack,
    detail,
    url: `/applications/${application}/clusters/${account}/${name}`,
  }
}

function serverGroup(group: ServerGroup): Hit {
  const { name, region, provider, moniker } = group
  const of = cluster(group)
  return {
    ...of,
    type: 'serverGroups',
    name,
    serverGroup: name,
    region,
    sequence: moniker.sequence,
    url: `${of['url']}/${provider}/serverGroups/${name}?region=${region}`,
  }
}

function resource({ name, account, region, provider, attributes }: Resource, type: string): Hit {
  const moniker = attributes['moniker'] as { app?: string } | undefined
  return { type, provider, cloudProvider: provider, name, account, region, application: moniker?.app }
}
