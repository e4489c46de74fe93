import { Health } from '../../clouds/any/instances.tsx'
import { DetailLink } from '../../clouds/detail.tsx'
import { providerOf } from '../../clouds/group.ts'
import { type InstanceLine, type ServerGroupRow, useInstanceLines } from '../../data/infrastructure.ts'
import { When } from '../../ui/time.tsx'
import { LINE } from './layout.ts'
import { instanceKey, toggleInstance, useSelection } from './selection.ts'

interface TableProps {
  app: string
  group: ServerGroupRow | undefined
  offset: number
  count: number
  sort: string | undefined
  selecting: boolean
}

/** A part of a server group's instances as a table: the way to each of them without a mouse. */
export const InstanceTable = (props: TableProps) =>
  props.group ? <Lines {...props} group={props.group} /> : <div aria-busy="true" />

const Lines = ({ app, group, offset, count, sort, selecting }: TableProps & { group: ServerGroupRow }) => {
  const { account, region, name } = group
  const found = useInstanceLines(app, { account, region, name, sort, offset, limit: count })
  const { instances: marked } = useSelection(app)
  if (found.error && !found.data) return <div className="quiet small">{found.error.message}</div>
  return (
    <table className="clusters-instances" aria-label={`Instances of ${name}, from ${offset + 1}`}>
      {offset === 0 && (
        <thead>
          <tr style={{ height: LINE }}>
            {selecting && (
              <th>
                <span className="visually-hidden">Select</span>
              </th>
            )}
            <th>Instance</th>
            <th>Health</th>
            <th className="wide">Sources</th>
            <th className="wide">Zone</th>
            <th>Launched</th>
          </tr>
        </thead>
      )}
      <tbody>
        {(found.data?.instances ?? []).map((instance) => (
          <tr key={instance.id} style={{ height: LINE }}>
            {selecting && (
              <td>
                <input
                  type="checkbox"
                  aria-label={`Select ${instance.name}`}
                  checked={marked.has(instanceKey(group, instance.id))}
                  onChange={() => toggleInstance(app, group, instance)}
                />
              </td>
            )}
            <td className="mono clip" title={instance.name}>
              <DetailLink data-row to={{ kind: 'instance', provider: providerOf(group), instanceId: instance.id }}>
                {instance.name}
              </DetailLink>
            </td>
            <td>
              <Health state={instance.healthState} />
            </td>
            <td className="quiet small clip wide">{sourcesOf(instance)}</td>
            <td className="quiet small wide">{instance.zone}</td>
            <td className="quiet small">
              <When at={instance.launchTime} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const sourcesOf = ({ health = [] }: InstanceLine): string =>
  health.map(({ type, state }) => `${type ?? 'health'} ${state ?? 'unknown'}`).join(', ')
