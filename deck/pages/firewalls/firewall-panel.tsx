import { DetailLink } from '../../clouds/detail.tsx'
import { type FirewallDetails, type Rule, useFirewall, useFirewalls } from '../../data/networking.ts'
import { Copyable } from '../../ui/copy.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Json } from '../../ui/json.tsx'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { AttachedLine } from '../infrastructure/network-list.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'

export type FirewallAt = Record<'provider' | 'account' | 'region' | 'name' | 'vpcId', string>

export const FirewallPanel = ({ app, ...at }: FirewallAt & { app: string }) => (
  <SidePanel label={`Firewall ${at.name}`} title={at.name}>
    <Place account={at.account} region={at.region} />
    <FirewallFacts at={at} />
    <Usage app={app} at={at} />
  </SidePanel>
)

/** A firewall with its rules, wherever it is looked at. */
export const FirewallFacts = ({ at }: { at: FirewallAt }) => (
  <Loaded of={useFirewall(at)} what="The firewall">
    {(found) => {
      // Gate answers with an empty object where there is none.
      if (!found?.name) return <Empty title="There is no such firewall (any more)" />
      const { id, description, vpcId } = found
      return (
        <>
          <Facts
            facts={[
              ['Id', id && <Copyable key="id" text={id} what="Id" />],
              ['Description', description],
              ['Network', vpcId],
            ]}
          />
          <Rules title="Inbound rules" rules={found.inboundRules} at={at} />
          <Rules title="Outbound rules" rules={found.outboundRules} at={at} />
          <Json title="Firewall as JSON" value={found} />
        </>
      )
    }}
  </Loaded>
)

interface RulesProps {
  title: string
  rules: FirewallDetails['inboundRules']
  at: FirewallAt
}

const Rules = ({ title, rules = [], at }: RulesProps) => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {rules.length === 0 ? (
      <div className="quiet">None.</div>
    ) : (
      <table>
        <thead>
          <tr>
            <th>What</th>
            <th>Protocol</th>
            <th>Ports</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no name of its own
            <tr key={position}>
              <td>
                <Source rule={rule} at={at} />
              </td>
              <td>{rule.protocol === '-1' ? 'any' : rule.protocol}</td>
              <td>{(rule.portRanges ?? []).map(portsOf).join(', ') || 'all'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
)

const portsOf = ({ startPort, endPort }: { startPort?: number; endPort?: number }): string =>
  startPort === endPort ? String(startPort ?? 'all') : `${startPort}–${endPort}`

const Source = ({ rule: { range, securityGroup }, at }: { rule: Rule; at: FirewallAt }) => {
  if (range) return <span className="mono">{`${range.ip ?? ''}${range.cidr ?? ''}`}</span>
  const name = securityGroup?.name ?? securityGroup?.id
  if (!name) return <span className="quiet">unknown</span>
  return (
    <DetailLink
      to={{
        kind: 'firewall',
        provider: at.provider,
        account: securityGroup?.accountName ?? at.account,
        region: securityGroup?.region ?? at.region,
        vpcId: securityGroup?.vpcId ?? at.vpcId,
        name,
      }}
    >
      {name}
    </DetailLink>
  )
}

const Usage = ({ app, at }: { app: string; at: FirewallAt }) => {
  const found = (useFirewalls(app).data ?? []).find(
    ({ account, region, name, id }) => account === at.account && region === at.region && [name, id].includes(at.name),
  )
  if (!found) return null
  return (
    <section aria-label="Used by">
      <h3>Used by</h3>
      {found.serverGroups.length + found.loadBalancers.length === 0 && (
        <div className="quiet">Nothing of this application.</div>
      )}
      {found.serverGroups.map((group) => (
        <AttachedLine key={group.name} group={group} within={at} />
      ))}
      {found.loadBalancers.map((name) => (
        <div key={name}>
          <DetailLink to={{ ...at, kind: 'loadBalancer', name }}>{name}</DetailLink>
        </div>
      ))}
    </section>
  )
}
