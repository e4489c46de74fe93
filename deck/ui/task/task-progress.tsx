import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { isActive, isFailed, taskErrors } from '../../data/execution.ts'
import { useTask } from '../../data/queries.ts'
import type { TaskView } from '../../data/shapes.ts'
import { Loaded } from '../states.tsx'
import { Status } from '../status.tsx'
import { Duration } from '../time.tsx'

export interface NextStep {
  readonly label: string
  readonly go: (task: TaskView) => void
}

interface ProgressProps {
  app: string
  id: string
  close: () => void
  /** Back to the form, as it was filled in; for after a failure. */
  again: () => void
  next?: NextStep
}

/** A task while it runs and how it ended: its steps, what the cloud said, and a failure's words in full. */
export const TaskProgress = ({ app, id, ...rest }: ProgressProps) => (
  <div className="stack">
    <Loaded of={useTask(app, id)} what="The task">
      {(task) => <Progress task={task} />}
    </Loaded>
    <Ending app={app} id={id} {...rest} />
  </div>
)

const Ending = ({ app, id, close, again, next }: ProgressProps) => {
  const queries = useQueryClient()
  const task = useTask(app, id).data
  const status = task?.status
  const ended = status !== undefined && !isActive(status)
  // What the task did is on screen behind the dialog.
  useEffect(() => {
    if (ended) void queries.invalidateQueries()
  }, [ended, queries])
  return (
    <Group justify="space-between">
      <Link to="/applications/$app/tasks/$id" params={{ app, id }} onClick={close}>
        Open in Tasks
      </Link>
      <Group>
        {ended && status !== 'SUCCEEDED' && (
          <Button variant="default" onClick={again}>
            Try again
          </Button>
        )}
        {next && task && status === 'SUCCEEDED' && <Button onClick={() => next.go(task)}>{next.label}</Button>}
        <Button variant={ended && !next ? 'filled' : 'default'} onClick={close}>
          {ended ? 'Close' : 'Close, it goes on'}
        </Button>
      </Group>
    </Group>
  )
}

const Progress = ({ task }: { task: TaskView }) => {
  const errors = taskErrors(task.variables ?? [], task.execution?.stages ?? [])
  const lines = cloudLines(task)
  return (
    <>
      <div className="row" role="status">
        <Status status={task.status} />
        <span className="quiet small">
          <Duration from={task.startTime} to={task.endTime} />
        </span>
      </div>
      {errors.length > 0 && (
        <div className="notice" data-state="failed" role="alert">
          {errors.map((error) => (
            <div key={error}>{error}</div>
          ))}
        </div>
      )}
      {isFailed(task.status) && errors.length === 0 && (
        <div className="notice" data-state="failed" role="alert">
          The task recorded no reason; its steps below show how far it came.
        </div>
      )}
      <ol className="steps" aria-label="Steps">
        {(task.steps ?? []).map((step, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of several stages share ids
          <li key={position}>
            <Status status={step.status} words={labelOfStep(step.name)} />
            <span className="quiet small">
              <Duration from={step.startTime} to={step.endTime} />
            </span>
          </li>
        ))}
      </ol>
      {lines.length > 0 && (
        <details open={isActive(task.status)}>
          <summary>What the cloud was asked</summary>
          <ul className="cloud-lines small">
            {lines.map((line, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same line may be said twice
              <li key={position}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

/** `monitorServerGroup` → `Monitor server group`. */
const labelOfStep = (name: string): string => {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What Clouddriver's tasks said, in order. */
const cloudLines = ({ variables = [] }: TaskView): string[] => {
  const tasks = variables.findLast(({ key }) => key === 'kato.tasks')?.value
  if (!Array.isArray(tasks)) return []
  return tasks.flatMap(({ history }: { history?: { status?: string }[] }) =>
    (history ?? []).flatMap(({ status }) => (status ? [status] : [])),
  )
}
