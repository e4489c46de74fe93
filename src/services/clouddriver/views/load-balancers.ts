import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Instance, RelationEnd, Resource, ServerGroup } from '../provider.ts'
import { groupedBy } from './clusters.ts'
import { kept } from './kept.ts'
import { byText } from './order.ts'

const endOf = (kind: 'loadBalancer' | 'targetGroup', { account, region, name }: Resource): RelationEnd => ({
  kind,
  account,
  region,
  id: name,
})

/** The target groups of a load balancer, as far as the inventory has them. */
const targetGroupsOf = (inventory: Inventory, { account, region, relationships }: Resource): Resource[] =>
  (relationships?.['targetGroup'] ?? []).flatMap((id) => inventory.resource('targetGroup', account, region, id) ?? [])

/** A load balancer with its target groups and the server groups behind it, directly or through them. */
export function loadBalancerView(inventory: Inventory, balancer: Resource) {
  const { name, account, region, provider, attributes } = balancer
  const direct = inventory.serverGroupsUsing(endOf('loadBalancer', balancer))
  const targets = targetGroupsOf(inventory, balancer).map((target) => ({
    target,
    groups: inventory.serverGroupsUsing(endOf('targetGroup', target)),
  }))
  const behind = [
    ...direct.map((group) => [group, attached(group, 'loadBalancers', name)] as const),
    ...targets.flatMap(({ target, groups }) =>
      groups.map((group) => [group, attached(group, 'targetGroups', target.name)] as const),
    ),
  ]
  return {
    moniker: deriveMoniker(name),
    labels: {},
    ...attributes,
    name,
    account,
    region,
    type: provider,
    cloudProvider: provider,
    targetGroups:
      targets.length > 0
        ? targets.map(({ target, groups }) => targetGroupView(target, groups))
        : (attributes['targetGroups'] ?? []),
    serverGroups: [...new Map(behind).values()],
  }
}

/** A target group with the server groups in it. */
export function targetGroupView(target: Resource, groups: readonly ServerGroup[]) {
  const { name, account, region, provider, attributes } = target
  const serverGroups = groups.map((group) => attached(group, 'targetGroups', name))
  return {
    targetGroupName: name,
    instances: serverGroups.flatMap(({ instances }) => instances.map(({ id }) => id)),
    ...attributes,
    name,
    account,
    region,
    type: provider,
    cloudProvider: provider,
    serverGroups,
  }
}

function attached(group: ServerGroup, side: 'loadBalancers' | 'targetGroups', of: string) {
  const { name, account, region, provider, disabled, instances } = group
  return {
    name,
    account,
    region,
    cloudProvider: provider,
    isDisabled: disabled,
    detachedInstances: [],
    instances: instances.map((instance) => ({
      id: instance.name,
      name: instance.displayName ?? instance.name,
      zone: instance.zone,
      health: healthIn(instance, side, of),
    })),
  }
}

/** What the load balancer itself says of the instance; else what the cloud says of it, in a load balancer's words. */
function healthIn({ health, healthState }: Instance, side: 'loadBalancers' | 'targetGroups', of: string) {
  const nameKey = side === 'loadBalancers' ? 'loadBalancerName' : 'targetGroupName'
  const said = health
    .flatMap((each) => (Array.isArray(each[side]) ? (each[side] as Record<string, unknown>[]) : []))
    .find((each) => (each[nameKey] ?? each['name']) === of)
  if (said === undefined) return { state: healthState === 'Up' ? 'InService' : 'OutOfService' }
  const { state, reasonCode, description } = said
  return { state, reasonCode, description }
}

/** An application's: those named after it and those that its server groups are attached to, by name. */
export function loadBalancersOf(inventory: Inventory, application: string): readonly Resource[] {
  return balancersWith(
    inventory,
    inventory.serverGroupsOf(application),
    inventory.resourcesOf(application, 'loadBalancer'),
  )
}

/** Those that these server groups are attached to, directly or through target groups, after those of `own`. */
export function balancersWith(
  inventory: Inventory,
  groups: readonly ServerGroup[],
  own: readonly Resource[] = [],
): readonly Resource[] {
  const named = groups.flatMap(({ account, region, loadBalancers, targetGroups = [] }) => [
    ...loadBalancers.flatMap((name) => inventory.resourcesNamed('loadBalancer', account, region, name)),
    ...targetGroups
      .flatMap((name) => inventory.resourcesNamed('targetGroup', account, region, name))
      .flatMap(({ id, name }) =>
        inventory.related('loadBalancer', { kind: 'targetGroup', account, region, id: id ?? name }),
      ),
  ])
  return byText([...new Set([...own, ...named])], ({ name }) => name)
}

/** Load balancers as a cluster names them: in full where the inventory has them, else by their names. */
export function clusterLoadBalancers(
  inventory: Inventory,
  groups: readonly ServerGroup[],
  view: (of: Resource) => object,
) {
  const names = new Map(
    groups.flatMap((group) =>
      group.loadBalancers.map((name) => [`${group.account}\n${group.region}\n${name}`, { group, name }] as const),
    ),
  )
  const missing = [...names.values()].filter(
    ({ group: { account, region }, name }) =>
      inventory.resourcesNamed('loadBalancer', account, region, name).length === 0,
  )
  const bare = new Map(
    missing.map(({ group: { account, provider }, name }) => [name, { name, account, type: provider }]),
  )
  return [...balancersWith(inventory, groups).map((balancer) => ({ ...view(balancer) })), ...bare.values()]
}

/** Likewise the target groups. */
export function clusterTargetGroups(inventory: Inventory, groups: readonly ServerGroup[]) {
  const found = groups.flatMap(({ account, region, targetGroups = [] }) =>
    targetGroups.flatMap((name) => inventory.resourcesNamed('targetGroup', account, region, name)),
  )
  return [...new Set(found)].map((target) =>
    targetGroupView(target, inventory.serverGroupsUsing(endOf('targetGroup', target))),
  )
}

/** Attributes as the cloud has them, of each load balancer of that name. */
export function rawLoadBalancer(inventory: Inventory, balancer: Resource) {
  const { name, account, region, provider, attributes } = balancer
  const targets = targetGroupsOf(inventory, balancer)
  return {
    loadBalancerName: name,
    ...attributes,
    name,
    account,
    region,
    type: provider,
    cloudProvider: provider,
    ...(targets.length > 0 && { targetGroups: targets.map((target) => ({ name: target.name, ...target.attributes })) }),
  }
}

const nest = <T>(items: readonly Resource[], key: (item: Resource) => string, then: (members: Resource[]) => T) =>
  [...groupedBy(items, key)].map(([name, members]) => ({ name, ...then(members) }))

/** `[{name, accounts: [{name, regions: [{name, loadBalancers: […]}]}]}]`. */
export function loadBalancerTree(inventory: Inventory, balancers: readonly Resource[]) {
  const leaf = (balancer: Resource) => {
    const { name, account, region, provider, attributes } = balancer
    const targets = targetGroupsOf(inventory, balancer)
    return {
      ...attributes,
      account,
      region,
      name,
      type: provider,
      ...(targets.length > 0 && {
        targetGroups: targets.map((target) => ({ name: target.name, targetType: target.attributes['targetType'] })),
      }),
    }
  }
  return nest(
    balancers,
    ({ name }) => name,
    (named) => ({
      accounts: nest(
        named,
        ({ account }) => account,
        (ofAccount) => ({
          regions: nest(
            ofAccount,
            ({ region }) => region,
            (inRegion) => ({ loadBalancers: inRegion.map(leaf) }),
          ),
        }),
      ),
    }),
  )
}

/** Load balancers by name: asked for one by one while a form is open. */
export const balancersByName = kept((balancers: readonly Resource[]) => groupedBy(balancers, ({ name }) => name))
