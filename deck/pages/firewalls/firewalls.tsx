import { DetailLink, useInfrastructure } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import { type Firewall, useFirewalls } from '../../data/networking.ts'
import { useAddress } from '../../ui/address.ts'
import { Loaded } from '../../ui/states.tsx'
import { Infrastructure } from '../infrastructure/infrastructure.tsx'
import { type NetworkItem, NetworkList } from '../infrastructure/network-list.tsx'

/** What may reach an application: the firewalls (security groups) that are named after it or that it uses. */
export const Firewalls = () => {
  const { app } = useInfrastructure()
  const [search] = useAddress()
  return (
    <Infrastructure title="Firewalls">
      <Loaded of={useFirewalls(app)} what="Firewalls">
        {(all) => (
          <NetworkList
            items={all.map((each) => itemOf(each, search.hideLoadBalancers !== 'true'))}
            word="firewall"
            hint="Those appear here that are named after the application, or that its server groups use."
          />
        )}
      </Loaded>
    </Infrastructure>
  )
}

const itemOf = (firewall: Firewall, balancersShown: boolean): NetworkItem => {
  const { id, name, account, region, cloudProvider: provider, vpcId = '', serverGroups, loadBalancers } = firewall
  return {
    key: `${account}/${region}/${id}`,
    name,
    account,
    region,
    provider,
    stack: firewall.moniker?.stack ?? '',
    detail: firewall.moniker?.detail ?? '',
    words: [id === name ? '' : id, vpcId, counted(serverGroups.length, 'server group')].filter(Boolean).join(' · '),
    link: { kind: 'firewall', provider, account, region, vpcId, name },
    serverGroups,
    more:
      balancersShown &&
      loadBalancers.map((balancer) => (
        <div key={balancer} className="row tight infra-attached">
          <DetailLink to={{ kind: 'loadBalancer', provider, account, region, vpcId, name: balancer }}>
            {balancer}
          </DetailLink>
          <span className="quiet small">load balancer</span>
        </div>
      )),
  }
}
