import type { Accounts } from '../accounts/index.ts'
import type { ClusterView, InstanceView, ServerGroupView } from '../client.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Instance, Resource, ResourceKind, ServerGroup } from '../provider.ts'
import { clusterView } from './clusters.ts'
import { clusterLoadBalancers, clusterTargetGroups, loadBalancerView } from './load-balancers.ts'
import { resourceView } from './resources.ts'
import { securityGroupView } from './security-groups.ts'
import { ownedInstanceView, serverGroupView } from './server-group.ts'

/** The core's detail views, with what each cloud adds to its own. */
export interface DetailViews {
  /** In full; without details its instances are left out. */
  serverGroup(group: ServerGroup, includeDetails?: boolean): ServerGroupView
  /** `expand: false`: server groups without their instances. */
  cluster(groups: readonly [ServerGroup, ...ServerGroup[]], expand: boolean): ClusterView
  instance(group: ServerGroup, instance: Instance): InstanceView
  /** An instance that is in no server group. */
  looseInstance(instance: Resource): object
  loadBalancer(balancer: Resource): object
  securityGroup(firewall: Resource): object
  resource(kind: ResourceKind): (resource: Resource) => object
}

export function detailViews(accounts: Accounts, inventory: Inventory): DetailViews {
  const viewsOf = (provider: string) => accounts.providers.find(({ id }) => id === provider)?.views

  const serverGroup = (group: ServerGroup, includeDetails = true): ServerGroupView => {
    const view = serverGroupView(group, { includeDetails })
    return (viewsOf(group.provider)?.serverGroup?.(view, group, inventory) as ServerGroupView | undefined) ?? view
  }
  const loadBalancer = (balancer: Resource): object => {
    const view = loadBalancerView(inventory, balancer)
    return viewsOf(balancer.provider)?.loadBalancer?.(view, balancer, inventory) ?? view
  }
  const resource = (kind: ResourceKind) => (each: Resource) => {
    const view = resourceView(kind)(each)
    return viewsOf(each.provider)?.resource?.(view, each, inventory) ?? view
  }
  return {
    serverGroup,
    cluster: (groups, expand) =>
      clusterView(groups, {
        serverGroup: (group) => serverGroup(group, expand),
        loadBalancers: (members) => clusterLoadBalancers(inventory, members, loadBalancer),
        targetGroups: (members) => clusterTargetGroups(inventory, members),
      }),
    instance(group, instance) {
      const view = ownedInstanceView(group, instance)
      return (viewsOf(group.provider)?.instance?.(view, instance, group, inventory) as InstanceView | undefined) ?? view
    },
    looseInstance: (each) => ({
      labels: {},
      ...each.attributes,
      name: each.name,
      instanceId: each.id ?? each.name,
      account: each.account,
      region: each.region,
      providerType: each.provider,
      cloudProvider: each.provider,
    }),
    loadBalancer,
    securityGroup(firewall) {
      const view = securityGroupView(firewall)
      return viewsOf(firewall.provider)?.securityGroup?.(view, firewall, inventory) ?? view
    },
    resource,
  }
}
