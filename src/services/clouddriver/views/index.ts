export { type ClusterFilter, filtered } from './cluster-filter.ts'
export { clusterOutline, inListOrder, instanceSorts, rowsText, sortedInstances } from './cluster-rows.ts'
export { applicationList, applicationView, clusterList, clusterNames, groupedBy } from './clusters.ts'
export { accountDefinition, accountView } from './credentials.ts'
export { type DetailViews, detailViews } from './detail.ts'
export { globMatcher } from './glob.ts'
export { balancersByName, balancersWith, loadBalancersOf, loadBalancerTree, rawLoadBalancer } from './load-balancers.ts'
export { projectClusters, projectSchema } from './project-clusters.ts'
export { networkList, networksByProvider, serverGroupManagerView } from './resources.ts'
export { type Hit, searchInventory } from './search.ts'
export {
  firewallsOf,
  securityGroupList,
  securityGroupsByAccount,
  securityGroupsByProvider,
  securityGroupsByRegion,
} from './security-groups.ts'
export { applicationOf, clusterNameOf } from './server-group.ts'
export { summariesText } from './summary.ts'
export { imageSummaryOf, targetServerGroup } from './target.ts'
export { unreadAccounts } from './unread-accounts.ts'
