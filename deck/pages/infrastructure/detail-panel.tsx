import type { Detail } from '../../clouds/detail.tsx'
import { ClusterPanel } from '../clusters/cluster-panel.tsx'
import { InstancePanel } from '../clusters/instance-panel.tsx'
import { ManagerPanel } from '../clusters/manager-panel.tsx'
import { SelectedGroups, SelectedInstances } from '../clusters/selected-panel.tsx'
import { ServerGroupPanel } from '../clusters/server-group-panel.tsx'
import { FirewallPanel } from '../firewalls/firewall-panel.tsx'
import { FunctionPanel } from '../functions/function-panel.tsx'
import { LoadBalancerPanel, TargetGroupPanel } from '../load-balancers/load-balancer-panel.tsx'

/** The panel of what the address names. */
export const DetailPanel = ({ app, detail }: { app: string; detail: Detail }) => {
  const { provider = '', account = '', region = '', name = '', vpcId = '' } = detail
  const place = { app, provider, account, region, name }
  switch (detail.kind) {
    case 'serverGroup':
      return <ServerGroupPanel {...place} />
    case 'serverGroupManager':
      return <ManagerPanel {...place} />
    case 'cluster':
      return <ClusterPanel app={app} provider={provider} account={account} cluster={detail.cluster ?? ''} />
    case 'instance':
      return <InstancePanel app={app} id={detail.instanceId ?? ''} />
    case 'serverGroups':
      return <SelectedGroups app={app} />
    case 'instances':
      return <SelectedInstances app={app} />
    case 'loadBalancer':
      return <LoadBalancerPanel {...place} />
    case 'targetGroup':
      return <TargetGroupPanel {...place} loadBalancer={detail.loadBalancer ?? ''} />
    case 'firewall':
      return <FirewallPanel {...place} vpcId={vpcId} />
    case 'function':
      return <FunctionPanel {...place} />
  }
}
