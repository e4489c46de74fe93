import { Button, TextInput } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { cancelTask } from '../../data/actions.ts'
import { isActive, taskErrors } from '../../data/execution.ts'
import { useTasks } from '../../data/queries.ts'
import type { TaskView } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import { Json } from '../../ui/json.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'

/** What people and clients did to an application outside its pipelines, newest first. */
export const Tasks = () => {
  const { app, id } = useParams({ strict: false }) as { app: string; id?: string }
  const [words, setWords] = useState('')
  const tasks = useTasks(app)
  return (
    <div className="stack">
      <div className="row">
        <TextInput
          aria-label="Search tasks"
          placeholder="Search tasks"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      <Loaded of={tasks} what="Tasks">
        {(all) =>
          all.length === 0 ? (
            <Empty title="No tasks in the last two weeks" />
          ) : (
            <div className="panel">
              {all
                .filter(({ name }) => (name ?? '').toLowerCase().includes(words.toLowerCase()))
                .map((task) => (
                  <TaskRow key={task.id} task={task} initiallyOpen={task.id === id} />
                ))}
            </div>
          )
        }
      </Loaded>
    </div>
  )
}

const TaskRow = ({ task, initiallyOpen }: { task: TaskView; initiallyOpen: boolean }) => {
  const [open, setOpen] = useState(initiallyOpen)
  const cancel = useAct('Canceling the task', () => cancelTask(task.id))
  return (
    <article className="execution">
      <div className="line">
        <Status status={task.status} />
        <button type="button" className="plain clip" aria-expanded={open} onClick={() => setOpen(!open)}>
          {task.name || task.id}
        </button>
        <span className="quiet small">by {task.execution?.authentication?.user ?? 'anonymous'}</span>
        <span className="small">
          <When at={task.startTime ?? task.buildTime} />
          <span className="quiet">
            {' · '}
            <Duration from={task.startTime} to={task.endTime} />
          </span>
        </span>
        <span className="actions">
          {isActive(task.status) && (
            <Button size="compact-xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel
            </Button>
          )}
        </span>
      </div>
      {open && <TaskDetails task={task} />}
    </article>
  )
}

const TaskDetails = ({ task }: { task: TaskView }) => {
  const errors = taskErrors(task.variables ?? [], task.execution?.stages ?? [])
  return (
    <div className="stack" style={{ padding: 'var(--space-3)' }}>
      {errors.length > 0 && (
        <div className="notice" data-state="failed">
          {errors.join('\n')}
        </div>
      )}
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
      <Json title="Task as JSON" value={task} />
    </div>
  )
}
