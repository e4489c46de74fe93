export { applicationView, clusterList, clusterNames, groupedBy } from './clusters.ts'
export { accountView } from './credentials.ts'
export { loadBalancersOf, loadBalancerTree, loadBalancerView } from './load-balancers.ts'
export { type Hit, searchInventory } from './search.ts'
export {
  securityGroupList,
  securityGroupsByAccount,
  securityGroupsByProvider,
  securityGroupsByRegion,
  securityGroupView,
} from './security-groups.ts'
export { clusterView, ownedInstanceView, serverGroupView } from './server-group.ts'
export { summariesText } from './summary.ts'
export { imageSummaryOf, targetServerGroup } from './target.ts'
