import { Button, Group, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { cancelTask, submitTask } from '../../data/actions.ts'
import { isActive, taskErrors } from '../../data/execution.ts'
import { useTask } from '../../data/queries.ts'
import type { Json as JsonObject, TaskView } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import { openDialog } from '../../ui/dialogs.tsx'
import { Json } from '../../ui/json.tsx'
import { Failed, Loaded } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration } from '../../ui/time.tsx'

/** A task whole: its steps, why it failed, what was asked, and what can be done about it. */
export const TaskDetails = ({ app, id }: { app: string; id: string }) => (
  <Loaded of={useTask(app, id)} what="The task">
    {(task) => <Details app={app} task={task} />}
  </Loaded>
)

const Details = ({ app, task }: { app: string; task: TaskView }) => {
  const stages = task.execution?.stages ?? []
  const errors = taskErrors(task.variables ?? [], stages)
  const reason = stages.map(({ context }) => context?.reason).find((each) => typeof each === 'string' && each !== '')
  return (
    <div className="stack">
      {errors.length > 0 && (
        <div className="notice" data-state="failed">
          {errors.join('\n')}
        </div>
      )}
      {reason !== undefined && <div className="notice">Reason: {String(reason)}</div>}
      <div className="row tight">
        <Link to="/applications/$app/tasks/$id" params={{ app, id: task.id }}>
          Permalink
        </Link>
        <span className="mono quiet">{task.id}</span>
        {isActive(task.status) && (
          <Button
            className="push"
            size="compact-sm"
            variant="default"
            onClick={(event) => openDialog((close) => <CancelDialog task={task} close={close} />, event.currentTarget)}
          >
            Cancel task
          </Button>
        )}
        {isRepeatable(task) && (
          <Button
            className="push"
            size="compact-sm"
            variant="default"
            onClick={(event) => openDialog((close) => <RetryDialog task={task} close={close} />, event.currentTarget)}
          >
            Retry
          </Button>
        )}
      </div>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>Step</th>
              <th>Status</th>
              <th>Took</th>
            </tr>
          </thead>
          <tbody>
            {(task.steps ?? []).map((step, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps of several stages share ids
              <tr key={position}>
                <td>{step.name}</td>
                <td>
                  <Status status={step.status} />
                </td>
                <td>
                  <Duration from={step.startTime} to={step.endTime} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Json title="Task as JSON" value={task} />
    </div>
  )
}

/** What ended without success may be asked for again. */
const isRepeatable = ({ status, execution }: TaskView): boolean =>
  ['TERMINAL', 'CANCELED', 'STOPPED'].includes(status) && jobsOf(execution?.stages ?? []).length > 0

/** The jobs that were asked for: what the engine and the cloud wrote into a stage's context is not part of them. */
const jobsOf = (stages: NonNullable<TaskView['execution']>['stages']): JsonObject[] =>
  stages
    .filter(({ parentStageId }) => !parentStageId)
    .map(({ type, context }) => {
      const asked = Object.entries(context ?? {}).filter(
        ([key]) => !key.includes('.') && !['exception', 'failureMessage', 'notification'].includes(key),
      )
      return { ...Object.fromEntries(asked), type }
    })

interface DialogProps {
  task: TaskView
  close: () => void
}

const CancelDialog = ({ task, close }: DialogProps) => {
  const cancel = useAct('Canceling the task', () => cancelTask(task.id), close)
  return (
    <Modal opened onClose={close} title="Cancel task" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        <p>“{task.name}” stops after the step that it is at. What it has already asked of the cloud is not undone.</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Keep it running
          </Button>
          <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel task
          </Button>
        </Group>
      </div>
    </Modal>
  )
}

const RetryDialog = ({ task, close }: DialogProps) => {
  const job = jobsOf(task.execution?.stages ?? [])
  const retry = useAct(
    'Trying the task again',
    () => submitTask({ application: task.application, description: task.name, job }),
    close,
  )
  return (
    <Modal opened onClose={close} size="lg" title="Retry task" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="stack">
        <p>A new task “{task.name}” is started with the same jobs:</p>
        <Json title="Jobs" value={job} />
        {retry.error && <Failed what="The task could not be started." error={retry.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button loading={retry.isPending} onClick={() => retry.mutate()}>
            Retry
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
