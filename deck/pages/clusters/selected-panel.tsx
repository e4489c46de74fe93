import { DetailLink } from '../../clouds/detail.tsx'
import { counted, isDisabled, placeOf, providerOf, sizeOf } from '../../clouds/group.ts'
import { sumOf, upOf } from '../../clouds/preview.ts'
import { Empty } from '../../ui/states.tsx'
import { SidePanel } from '../infrastructure/side-panel.tsx'
import { GroupBulkActions, InstanceBulkActions } from './bulk-actions.tsx'
import { instanceKey, toggleGroup, toggleInstance, useSelection } from './selection.ts'

const Nothing = () => (
  <Empty title="Nothing is selected">Press “Select” above the list, or x on a row, and mark what you mean.</Empty>
)

/** The server groups that are marked, together. */
export const SelectedGroups = ({ app }: { app: string }) => {
  const groups = [...useSelection(app).groups.values()]
  return (
    <SidePanel
      label="Selected server groups"
      title={groups.length === 0 ? 'Selection' : counted(groups.length, 'server group')}
    >
      {groups.length === 0 ? (
        <Nothing />
      ) : (
        <>
          <div className="quiet">
            {sumOf(groups, upOf)} of {counted(sumOf(groups), 'instance')} up
          </div>
          <div className="row tight">
            <GroupBulkActions app={app} groups={groups} />
          </div>
          <table aria-label="Selected server groups">
            <tbody>
              {groups.map((group) => (
                <tr key={placeOf(group)}>
                  <td>
                    <input
                      type="checkbox"
                      checked
                      aria-label={`Select ${group.name}`}
                      onChange={() => toggleGroup(app, group)}
                    />
                  </td>
                  <td>
                    <DetailLink
                      to={{
                        kind: 'serverGroup',
                        provider: providerOf(group),
                        account: group.account,
                        region: group.region,
                        name: group.name,
                      }}
                    >
                      {group.name}
                    </DetailLink>
                    <div className="quiet small">
                      {group.account} · {group.region}
                      {isDisabled(group) && ' · disabled'}
                    </div>
                  </td>
                  <td>
                    {upOf(group)} of {sizeOf(group)} up
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </SidePanel>
  )
}

/** The instances that are marked, together. */
export const SelectedInstances = ({ app }: { app: string }) => {
  const selected = [...useSelection(app).instances.values()]
  return (
    <SidePanel
      label="Selected instances"
      title={selected.length === 0 ? 'Selection' : counted(selected.length, 'instance')}
    >
      {selected.length === 0 ? (
        <Nothing />
      ) : (
        <>
          <div className="row tight">
            <InstanceBulkActions app={app} selected={selected} />
          </div>
          <table aria-label="Selected instances">
            <tbody>
              {selected.map(({ group, instance }) => (
                <tr key={instanceKey(group, instance.id)}>
                  <td>
                    <input
                      type="checkbox"
                      checked
                      aria-label={`Select ${instance.name}`}
                      onChange={() => toggleInstance(app, group, instance)}
                    />
                  </td>
                  <td className="mono">
                    <DetailLink to={{ kind: 'instance', provider: providerOf(group), instanceId: instance.id }}>
                      {instance.name}
                    </DetailLink>
                  </td>
                  <td>{group.name}</td>
                  <td>{instance.healthState}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </SidePanel>
  )
}
