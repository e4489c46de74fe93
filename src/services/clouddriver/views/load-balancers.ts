import { deriveMoniker } from '../../../lib/moniker/index.ts'
import type { Resource, ServerGroup } from '../provider.ts'
import { groupedBy } from './clusters.ts'

/** A load balancer with the server groups behind it. */
export function loadBalancerView(balancer: Resource, groups: readonly ServerGroup[]) {
  const { name, account, region, provider, attributes } = balancer
  return {
    targetGroups: [],
    moniker: deriveMoniker(name),
    ...attributes,
    name,
    account,
    region,
    type: provider,
    cloudProvider: provider,
    serverGroups: groups.filter((group) => isBehind(group, balancer)).map(attached),
  }
}

const isBehind = (group: ServerGroup, { name, account, region }: Resource) =>
  group.account === account && group.region === region && group.loadBalancers.includes(name)

function attached({ name, account, region, provider, disabled, instances }: ServerGroup) {
  return {
    name,
    account,
    region,
    cloudProvider: provider,
    isDisabled: disabled,
    detachedInstances: [],
    instances: instances.map((instance) => ({
      id: instance.name,
      name: instance.name,
      zone: instance.zone,
      health: { state: instance.healthState === 'Up' ? 'InService' : 'OutOfService' },
    })),
  }
}

/** An application's: those named after it and those that its server groups are attached to. */
export function loadBalancersOf(application: string, balancers: readonly Resource[], groups: readonly ServerGroup[]) {
  return balancers
    .filter((balancer) => {
      const moniker = (balancer.attributes['moniker'] ?? deriveMoniker(balancer.name)) as { app?: string }
      return (
        moniker.app?.toLowerCase() === application.toLowerCase() || groups.some((group) => isBehind(group, balancer))
      )
    })
    .map((balancer) => loadBalancerView(balancer, groups))
}

/** `[{name, accounts: [{name, regions: [{name, loadBalancers: […]}]}]}]`. */
export function loadBalancerTree(balancers: readonly Resource[]) {
  const nest = <T>(items: readonly Resource[], key: (item: Resource) => string, then: (members: Resource[]) => T) =>
    [...groupedBy(items, key)].map(([name, members]) => ({ name, ...then(members) }))
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
            (inRegion) => ({
              loadBalancers: inRegion.map(({ attributes, provider, ...place }) => ({
                ...attributes,
                ...place,
                type: provider,
              })),
            }),
          ),
        }),
      ),
    }),
  )
}
