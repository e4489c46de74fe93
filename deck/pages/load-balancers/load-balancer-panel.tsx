import { Insights } from '../../clouds/any/insights.tsx'
import { DetailLink } from '../../clouds/detail.tsx'
import { counted } from '../../clouds/group.ts'
import { type LoadBalancer, type TargetGroup, useLoadBalancer, useLoadBalancers } from '../../data/networking.ts'
import { Copyable } from '../../ui/copy.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { Json } from '../../ui/json.tsx'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { AttachedLine } from '../infrastructure/network-list.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'

type PanelProps = Record<'app' | 'provider' | 'account' | 'region' | 'name', string>

/** A load balancer: how it is reached, where it sends traffic, and how its members are. */
export const LoadBalancerPanel = ({ app, provider, account, region, name }: PanelProps) => {
  const details = useLoadBalancer(app, provider, account, region, name)
  const known = (useLoadBalancers(app).data ?? []).find(
    (each) => each.name === name && each.account === account && each.region === region,
  )
  return (
    <SidePanel label={`Load balancer ${name}`} title={name}>
      <Place account={account} region={region} />
      <Loaded of={details} what="The load balancer">
        {(found) => {
          if (!found && !known) return <Empty title="There is no such load balancer (any more)" />
          const balancer = { ...found, ...known } as LoadBalancer
          return <Balancer provider={provider} balancer={balancer} details={found ?? balancer} />
        }}
      </Loaded>
    </SidePanel>
  )
}

interface BalancerProps {
  provider: string
  /** With its members, as lists have them. */
  balancer: LoadBalancer
  /** As its cloud has it. */
  details: LoadBalancer
}

const Balancer = ({ provider, balancer, details }: BalancerProps) => {
  const { account, region, name, vpcId = '', serverGroups = [], targetGroups = [] } = balancer
  const address = details.dnsname ?? details.DNSName ?? (details.ipAddress as string | undefined)
  const facts: Fact[] = [
    ['Type', balancer.loadBalancerType],
    ['Address', address && <Copyable key="address" text={address} what="Address" />],
    ['Scheme', details.scheme],
    ['Network', vpcId],
    ['Zones', list(details.availabilityZones)],
    ['Subnets', list(details.subnets)],
    [
      'Firewalls',
      (details.securityGroups ?? []).map((group) => (
        <div key={group}>
          <DetailLink to={{ kind: 'firewall', provider, account, region, vpcId, name: group }}>{group}</DetailLink>
        </div>
      )),
    ],
    ['Health check', healthCheckWords(details.healthCheck)],
  ]
  return (
    <>
      <Facts facts={facts} />
      <Insights of={details} />
      <Listeners listeners={details.listeners ?? balancer.listeners ?? []} />
      {targetGroups.length > 0 && (
        <section aria-label="Target groups">
          <h3>Target groups</h3>
          {targetGroups.map((target) => {
            const targetName = nameOf(target)
            return (
              <div key={targetName} className="row tight">
                <DetailLink
                  to={{ kind: 'targetGroup', provider, account, region, vpcId, loadBalancer: name, name: targetName }}
                >
                  {targetName}
                </DetailLink>{' '}
                <span className="quiet small">{counted(target.serverGroups?.length ?? 0, 'server group')}</span>
              </div>
            )
          })}
        </section>
      )}
      <Members provider={provider} account={account} region={region} groups={serverGroups} />
      <Json title="Load balancer as JSON" value={details} />
    </>
  )
}

const nameOf = ({ name, targetGroupName }: TargetGroup): string => name ?? targetGroupName ?? ''

const list = (values: unknown): string | undefined =>
  Array.isArray(values)
    ? values
        .map((each) => (typeof each === 'string' ? each : String((each as { name?: unknown }).name ?? '')))
        .join(', ')
    : undefined

const healthCheckWords = (check: unknown): string | undefined => {
  if (typeof check === 'string') return check
  const { target, interval, timeout, healthyThreshold, unhealthyThreshold } = (check ?? {}) as Record<string, unknown>
  if (!target) return undefined
  return [
    String(target),
    interval && `every ${interval} s`,
    timeout && `within ${timeout} s`,
    healthyThreshold && `up after ${healthyThreshold}`,
    unhealthyThreshold && `down after ${unhealthyThreshold}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** Clouds tell listeners in different forms: `{port, protocol}`, or with `listener` around it. */
const Listeners = ({ listeners }: { listeners: readonly Record<string, unknown>[] }) => {
  if (listeners.length === 0) return null
  return (
    <section aria-label="Listeners">
      <h3>Listeners</h3>
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th>Rules</th>
          </tr>
        </thead>
        <tbody>
          {listeners.map((each, position) => {
            const listener = (each.listener ?? each) as Record<string, unknown>
            const rules = Array.isArray(each.rules) ? each.rules.length : 0
            const actions = Array.isArray(each.defaultActions) ? (each.defaultActions as Record<string, unknown>[]) : []
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a listener has no name of its own
              <tr key={position}>
                <td>
                  {ends(
                    listener.protocol ?? listener.externalProtocol,
                    listener.loadBalancerPort ?? listener.externalPort ?? listener.port,
                  )}
                </td>
                <td>
                  {actions.length > 0
                    ? actions.map(({ targetGroupName, type }) => String(targetGroupName ?? type ?? '')).join(', ')
                    : ends(
                        listener.instanceProtocol ?? listener.internalProtocol,
                        listener.instancePort ?? listener.internalPort,
                      )}
                </td>
                <td>{rules > 0 ? rules : '–'}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const ends = (protocol: unknown, port: unknown): string => [protocol, port].filter(Boolean).join(' ') || '–'

interface MembersProps {
  provider: string
  account: string
  region: string
  groups: LoadBalancer['serverGroups']
}

const Members = ({ provider, account, region, groups = [] }: MembersProps) => (
  <section aria-label="Server groups">
    <h3>Server groups</h3>
    {groups.length === 0 && <div className="quiet">None: nothing takes its traffic.</div>}
    {groups.map((group) => (
      <AttachedLine key={group.name} group={group} within={{ provider, account, region }} />
    ))}
  </section>
)

/** A target group of a load balancer. */
export const TargetGroupPanel = ({
  app,
  provider,
  account,
  region,
  name,
  loadBalancer,
}: PanelProps & { loadBalancer: string }) => (
  <SidePanel label={`Target group ${name}`} title={name}>
    <Place account={account} region={region} />
    <Loaded of={useLoadBalancers(app)} what="The target group">
      {(all) => {
        const target = all
          .filter((each) => each.account === account && each.region === region && each.name === loadBalancer)
          .flatMap(({ targetGroups = [] }) => targetGroups)
          .find((each) => nameOf(each) === name)
        if (!target) return <Empty title="There is no such target group (any more)" />
        return (
          <>
            <Facts
              facts={[
                [
                  'Load balancer',
                  <DetailLink key="lb" to={{ kind: 'loadBalancer', provider, account, region, name: loadBalancer }}>
                    {loadBalancer}
                  </DetailLink>,
                ],
                ['Sends to', [target.protocol, target.port].filter(Boolean).join(' ')],
                ['Targets', target.targetType],
                ['Health check', target.healthCheckPath],
              ]}
            />
            <Members provider={provider} account={account} region={region} groups={target.serverGroups} />
            <Json title="Target group as JSON" value={target} />
          </>
        )
      }}
    </Loaded>
  </SidePanel>
)
