import './spot.css'
import { ActionButton } from '../../ui/action-menu.tsx'
import { ActionsHeader } from '../../ui/actions-header.tsx'
import { Json } from '../../ui/json.tsx'
import type { GroupProps } from '../cloud.ts'
import { abilitiesOf } from './abilities.ts'
import { spotAction } from './dialog.tsx'
import { actionWords, conditionOf, type Kind, type PlacedPolicy, policiesOf } from './policies.ts'
import { deletePolicyForm, policyForm, resumePolicyForm, suspendPolicyForm } from './policy-forms.ts'
import { usePolicySuspensions } from './queries.ts'
import { deleteScheduledTaskForm, scheduledTaskForm, scheduledTasksOf, taskWords, timeWords } from './schedule-forms.ts'
import { asSpot, at, type SpotGroup, timeOf } from './shapes.ts'

const TITLES: Readonly<Record<Kind, string>> = { up: 'up', down: 'down', target: 'to a target' }

export const Scaling = ({ app, group: given }: GroupProps) => {
  const group = asSpot(given)
  const policies = policiesOf(group)
  const metrics = at(group.group, 'scaling', 'multipleMetrics')
  return (
    <>
      <div className="section">
        <h3>Scaling policies</h3>
        <span className="push">
          <ActionButton action={spotAction('Create scaling policy', policyForm(app, group), 'lg')} />
        </span>
      </div>
      {policies.length === 0 && (
        <div className="quiet">No policies: the group keeps its size until someone changes it.</div>
      )}
      {policies.length > 0 && <Policies app={app} group={group} policies={policies} />}
      {metrics !== undefined && metrics !== null && <Json title="Metrics that policies combine" value={metrics} />}
      <ScheduledTasks app={app} group={group} />
    </>
  )
}

interface PoliciesProps {
  app: string
  group: SpotGroup
  policies: PlacedPolicy[]
}

const Policies = ({ app, group, policies }: PoliciesProps) => {
  const can = abilitiesOf(group).policySuspension
  const address = { app, account: group.account, region: group.region, name: group.name }
  const suspended = usePolicySuspensions(address, can).data
  const suspensionOf = ({ policy }: PlacedPolicy) =>
    suspended?.find(({ policyName }) => policyName === policy.policyName)
  return (
    <div className="scroll">
      <table aria-label="Scaling policies">
        <thead>
          <tr>
            <th>Policy</th>
            <th>Scales</th>
            <ActionsHeader />
          </tr>
        </thead>
        <tbody>
          {policies.map((placed) => (
            <tr key={`${placed.kind} ${placed.index}`}>
              <td>
                {placed.policy.policyName ?? <span className="quiet">without a name</span>}{' '}
                {placed.policy.isEnabled === false && <span className="tag">off</span>}
                {suspensionOf(placed) && <span className="tag">{suspendedWords(suspensionOf(placed)?.expiresAt)}</span>}
                <div className="quiet small">{conditionOf(placed.kind, placed.policy)}</div>
              </td>
              <td>
                {TITLES[placed.kind]}
                <div className="quiet small">{actionWords(placed.kind, placed.policy)}</div>
              </td>
              <td>
                <PolicyActions
                  app={app}
                  group={group}
                  placed={placed}
                  suspended={can ? suspensionOf(placed) !== undefined : undefined}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const suspendedWords = (until: string | number | null | undefined): string => {
  const at = timeOf(until)
  return at === undefined ? 'suspended' : `suspended until ${new Date(at).toLocaleString()}`
}

interface PolicyActionsProps extends Omit<PoliciesProps, 'policies'> {
  placed: PlacedPolicy
  /** Undefined where a policy can't be. */
  suspended: boolean | undefined
}

const PolicyActions = ({ app, group, placed, suspended }: PolicyActionsProps) => {
  const { policyName } = placed.policy
  return (
    <div className="line-actions">
      <ActionButton action={spotAction('Edit', policyForm(app, group, placed), 'lg')} label={`Edit ${policyName}`} />
      {policyName && suspended === false && (
        <ActionButton
          action={spotAction('Suspend', suspendPolicyForm(app, group, policyName))}
          label={`Suspend ${policyName}`}
        />
      )}
      {policyName && suspended && (
        <ActionButton
          action={spotAction('Resume', resumePolicyForm(app, group, policyName))}
          label={`Resume ${policyName}`}
        />
      )}
      <ActionButton
        action={spotAction('Delete', deletePolicyForm(app, group, placed))}
        label={`Delete ${policyName}`}
      />
    </div>
  )
}

const ScheduledTasks = ({ app, group }: { app: string; group: SpotGroup }) => {
  const tasks = scheduledTasksOf(group)
  return (
    <>
      <div className="section">
        <h3>Scheduled tasks</h3>
        <span className="push">
          <ActionButton action={spotAction('Create scheduled task', scheduledTaskForm(app, group), 'lg')} />
        </span>
      </div>
      {tasks.length === 0 ? (
        <div className="quiet">Nothing happens by the clock.</div>
      ) : (
        <div className="scroll">
          <table aria-label="Scheduled tasks">
            <thead>
              <tr>
                <th>What</th>
                <th>When (UTC)</th>
                <ActionsHeader />
              </tr>
            </thead>
            <tbody>
              {tasks.map((task, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: Spot knows a task by its place only
                <tr key={index}>
                  <td>
                    {taskWords(task)} {task.isEnabled === false && <span className="tag">off</span>}
                  </td>
                  <td className="mono">{timeWords(task)}</td>
                  <td>
                    <div className="line-actions">
                      <ActionButton
                        action={spotAction('Edit', scheduledTaskForm(app, group, index), 'lg')}
                        label={`Edit scheduled task ${index + 1}`}
                      />
                      <ActionButton
                        action={spotAction('Delete', deleteScheduledTaskForm(app, group, index))}
                        label={`Delete scheduled task ${index + 1}`}
                      />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
