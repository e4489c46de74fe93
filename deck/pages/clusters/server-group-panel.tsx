import { Link } from '@tanstack/react-router'
import { useServerGroup } from '../../data/queries.ts'
import type { Instance, ServerGroup } from '../../data/shapes.ts'
import { Json } from '../../ui/json.tsx'
import { Place } from '../../ui/place.tsx'
import { Loaded } from '../../ui/states.tsx'
import { healthState } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import { imagesOf } from './images.ts'

interface PanelProps {
  app: string
  account: string
  region: string
  name: string
}

/** A server group's facts, its instances, and all that its cloud says of it. */
export const ServerGroupPanel = ({ app, account, region, name }: PanelProps) => (
  <aside className="panel" aria-label={`Server group ${name}`}>
    <div className="top">
      <h2>{name}</h2>
      <Link className="push" to="/applications/$app/clusters" params={{ app }}>
        Close
      </Link>
    </div>
    <div className="inside stack">
      <Place account={account} region={region} />
      <Loaded of={useServerGroup(app, account, region, name)} what="The server group">
        {(group) => <Facts group={group} />}
      </Loaded>
    </div>
  </aside>
)

const Facts = ({ group }: { group: ServerGroup }) => {
  const { min, max, desired } = group.capacity ?? {}
  const facts: [string, string | undefined][] = [
    ['State', group.isDisabled ? 'Disabled' : 'Enabled'],
    ['Capacity', `${desired ?? '–'} wanted, ${min ?? '–'} to ${max ?? '–'}`],
    ['Image', imagesOf(group).join(', ')],
    ['Instance type', group.instanceType],
    ['Load balancers', (group.loadBalancers ?? []).join(', ')],
    ['Target groups', (group.targetGroups ?? []).join(', ')],
    ['Firewalls', (group.securityGroups ?? []).join(', ')],
  ]
  return (
    <>
      <dl className="facts">
        {facts
          .filter(([, value]) => value)
          .map(([title, value]) => (
            <div key={title} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <dt>Created</dt>
        <dd>
          <When at={group.createdTime} />
        </dd>
      </dl>
      <Instances instances={group.instances ?? []} />
      <Json title="Server group as JSON" value={group} />
    </>
  )
}

const Instances = ({ instances }: { instances: Instance[] }) => {
  if (instances.length === 0) return <div className="quiet">No instances.</div>
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>Instance</th>
            <th>Health</th>
            <th>Launched</th>
          </tr>
        </thead>
        <tbody>
          {instances.map((instance) => (
            <tr key={instance.id ?? instance.name}>
              <td>
                <span className="mono">{instance.name}</span>
                <div className="quiet small">{instance.availabilityZone ?? instance.zone}</div>
              </td>
              <td>
                <span className="status" data-state={healthState(instance.healthState)}>
                  {instance.healthState ?? 'Unknown'}
                </span>
              </td>
              <td>
                <When at={instance.launchTime} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
