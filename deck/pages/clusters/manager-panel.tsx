import { DetailLink } from '../../clouds/detail.tsx'
import { get, path } from '../../data/gate.ts'
import { useGate } from '../../data/queries.ts'
import { Facts } from '../../ui/facts.tsx'
import { Json } from '../../ui/json.tsx'
import { Place } from '../../ui/place.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'

interface Manager {
  name: string
  account: string
  region: string
  kind?: string
  cloudProvider?: string
  labels?: Record<string, string>
  serverGroups?: { name: string; account: string; region: string }[]
}

type PanelProps = Record<'app' | 'provider' | 'account' | 'region' | 'name', string>

/** What makes and replaces server groups by itself, e.g. a Deployment of Kubernetes. */
export const ManagerPanel = ({ app, provider, account, region, name }: PanelProps) => {
  const managers = useGate(['serverGroups', app, 'managers'], (signal) =>
    get<Manager[]>(path('applications', app, 'serverGroupManagers'), undefined, signal),
  )
  return (
    <SidePanel label={`Server group manager ${name}`} title={name}>
      <Loaded of={managers} what="Server group managers">
        {(all) => {
          const found = all.find((each) => each.account === account && each.region === region && each.name === name)
          if (!found) return <Empty title="There is no such server group manager (any more)" />
          return (
            <>
              <Place account={account} region={region} />
              <Facts
                facts={[
                  ['Kind', found.kind],
                  [
                    'Labels',
                    Object.entries(found.labels ?? {})
                      .map(([key, value]) => `${key}=${value}`)
                      .join(', '),
                  ],
                ]}
              />
              <h3>Server groups</h3>
              <ul className="changes">
                {(found.serverGroups ?? []).map((group) => (
                  <li key={group.name}>
                    <DetailLink to={{ kind: 'serverGroup', provider, ...group }}>{group.name}</DetailLink>
                  </li>
                ))}
              </ul>
              <Json title="Server group manager as JSON" value={found} />
            </>
          )
        }}
      </Loaded>
    </SidePanel>
  )
}
