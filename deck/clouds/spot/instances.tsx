import './spot.css'
import { ActionButton } from '../../ui/action-menu.tsx'
import { ActionsHeader } from '../../ui/actions-header.tsx'
import { Instances } from '../any/instances.tsx'
import type { GroupProps } from '../cloud.ts'
import { spotAction } from './dialog.tsx'
import { Freshness } from './freshness.tsx'
import { type StatefulOperation, statefulForm } from './instance-forms.ts'
import { asSpot, asSpotInstance, instanceType, lifecycleWords, type StatefulInstance, wordsOf } from './shapes.ts'

export const SpotInstances = ({ app, group }: GroupProps) => {
  const stateful = asSpot(group).statefulInstances ?? []
  return (
    <>
      <Freshness {...asSpot(group)} />
      <Instances
        app={app}
        group={group}
        columns={[
          {
            title: 'Lifecycle',
            cell: (instance) => {
              const { lifecycle, lockStatus, standby } = asSpotInstance(instance)
              return (
                <>
                  {lifecycleWords(lifecycle)}
                  {lockStatus === 'locked' && <div className="quiet small">locked</div>}
                  {standby && <div className="quiet small">standby</div>}
                </>
              )
            },
          },
          { title: 'Type', spare: true, cell: (instance) => instanceType(asSpotInstance(instance).type) ?? '–' },
        ]}
      />
      {stateful.length > 0 && <Stateful app={app} group={group} instances={stateful} />}
    </>
  )
}

/** What may be done in which state; in the states between, nothing. */
const OPERATIONS: Readonly<Record<string, readonly (readonly [string, StatefulOperation])[]>> = {
  ACTIVE: [
    ['Pause', 'pauseStatefulInstance'],
    ['Recycle', 'recycleStatefulInstance'],
    ['Deallocate', 'deallocateStatefulInstance'],
  ],
  PAUSED: [
    ['Resume', 'resumeStatefulInstance'],
    ['Deallocate', 'deallocateStatefulInstance'],
  ],
  ERROR: [['Deallocate', 'deallocateStatefulInstance']],
}

const Stateful = ({ app, group, instances }: GroupProps & { instances: StatefulInstance[] }) => (
  <>
    <h3 className="section">Stateful instances</h3>
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>Id</th>
            <th>State</th>
            <th>Machine</th>
            <ActionsHeader />
          </tr>
        </thead>
        <tbody>
          {instances.map((each) => (
            <tr key={each.id}>
              <td className="mono">{each.id}</td>
              <td>{wordsOf(each.state ?? 'unknown')}</td>
              <td>
                <span className="mono">{each.instanceId ?? '–'}</span>
                <div className="quiet small">{each.privateIp}</div>
              </td>
              <td>
                <div className="line-actions">
                  {(OPERATIONS[(each.state ?? '').toUpperCase()] ?? []).map(([name, operation]) => (
                    <ActionButton
                      key={operation}
                      action={spotAction(name, statefulForm({ app, group }, each, operation))}
                      label={`${name} ${each.id}`}
                    />
                  ))}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </>
)
