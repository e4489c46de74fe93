import { DetailLink, useInfrastructure } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import { type LoadBalancer, useLoadBalancers } from '../../data/networking.ts'
import { Loaded } from '../../ui/states.tsx'
import { Infrastructure } from '../infrastructure/infrastructure.tsx'
import { cloudOf, type NetworkItem, NetworkList } from '../infrastructure/network-list.tsx'

/** Where an application's traffic comes in. */
export const LoadBalancers = () => {
  const { app } = useInfrastructure()
  return (
    <Infrastructure title="Load balancers">
      <Loaded of={useLoadBalancers(app)} what="Load balancers">
        {(all) => (
          <NetworkList
            items={all.map(itemOf)}
            word="load balancer"
            hint="Those appear here that are named after the application, or that its server groups are attached to."
          />
        )}
      </Loaded>
    </Infrastructure>
  )
}

/** Not where something is in it: one that is attached by several target groups is there once. */
const itemOf = (balancer: LoadBalancer): NetworkItem => {
  const { name, account, region, vpcId = '', loadBalancerType, targetGroups = [], serverGroups = [] } = balancer
  const provider = cloudOf(balancer)
  return {
    key: `${account}/${region}/${vpcId}/${name}`,
    name,
    account,
    region,
    provider,
    stack: balancer.moniker?.stack ?? '',
    detail: balancer.moniker?.detail ?? '',
    words: [loadBalancerType, vpcId, counted(serverGroups.length, 'server group')].filter(Boolean).join(' · '),
    link: { kind: 'loadBalancer', provider, account, region, vpcId, name },
    serverGroups,
    more: targetGroups.map((target) => {
      const targetName = target.name ?? target.targetGroupName ?? ''
      return (
        <div key={targetName} className="row tight infra-attached">
          <DetailLink
            to={{ kind: 'targetGroup', provider, account, region, vpcId, loadBalancer: name, name: targetName }}
          >
            {targetName}
          </DetailLink>
          <span className="quiet small">target group</span>
        </div>
      )
    }),
  }
}
