import './task.css'
import { Button, Group, Modal } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { submitTask } from '../../data/actions.ts'
import { isActive, taskErrors } from '../../data/execution.ts'
import { useTask } from '../../data/queries.ts'
import type { Values } from '../form/schema.ts'
import { Status } from '../status.tsx'
import { Duration } from '../time.tsx'
import { Asking, withReason } from './task-dialog.tsx'
import type { Basis, BulkForm } from './task-form.ts'

interface Sent {
  readonly label: string
  /** The task, or why there is none. */
  readonly id?: string
  readonly refused?: string
}

interface BulkProps {
  form: BulkForm
  close: () => void
  basis?: Basis
  /** Once the tasks are on their way. */
  sent?: () => void
}

/** Asks once, submits a task for each thing at the same time, and shows how all of them go. */
export const BulkDialog = ({ form, close, basis, sent: begun }: BulkProps) => {
  const [sent, setSent] = useState<readonly Sent[]>()
  const send = async (values: Values, reason: string): Promise<readonly Sent[]> => {
    const tasks = form.tasks(values)
    const answers = await Promise.allSettled(
      tasks.map(({ description, job }) =>
        submitTask({ application: form.app, description, job: withReason(job, reason) }),
      ),
    )
    const failures = answers.filter((answer) => answer.status === 'rejected')
    // Nothing was begun: the form is still the place to be.
    if (failures.length === answers.length && failures[0]) throw failures[0].reason
    return answers.map((answer, position) => {
      const label = tasks[position]?.label ?? ''
      return answer.status === 'fulfilled'
        ? { label, id: answer.value }
        : { label, refused: String(answer.reason.message) }
    })
  }
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={form.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
    >
      {sent ? (
        <Progress app={form.app} sent={sent} close={close} />
      ) : (
        <Asking
          form={form}
          close={close}
          basis={basis}
          send={send}
          sent={(tasks) => {
            setSent(tasks)
            basis?.hold?.(true)
            begun?.()
          }}
        />
      )}
    </Modal>
  )
}

const Progress = ({ app, sent, close }: { app: string; sent: readonly Sent[]; close: () => void }) => {
  const [ended, setEnded] = useState<Readonly<Record<string, boolean>>>({})
  const queries = useQueryClient()
  const begun = sent.filter(({ id }) => id !== undefined)
  const done = begun.filter(({ id }) => ended[id ?? ''] !== undefined).length
  const failed = sent.length - begun.length + Object.values(ended).filter((well) => !well).length
  const allDone = done === begun.length
  useEffect(() => {
    if (allDone) void queries.invalidateQueries()
  }, [allDone, queries])
  return (
    <div className="stack">
      <div role="status">
        {done} of {begun.length} ended{failed > 0 && `, ${failed} failed`}
      </div>
      <ol className="steps" aria-label="Tasks">
        {sent.map(({ label, id, refused }) => (
          <li key={label} className="bulk-task">
            {id === undefined ? (
              <>
                <Status status="TERMINAL" words={label} />
                <span className="small">{refused}</span>
              </>
            ) : (
              <One app={app} id={id} label={label} over={(well) => setEnded((now) => ({ ...now, [id]: well }))} />
            )}
          </li>
        ))}
      </ol>
      <Group justify="flex-end">
        <Button variant={allDone ? 'filled' : 'default'} onClick={close}>
          {allDone ? 'Close' : 'Close, they go on'}
        </Button>
      </Group>
    </div>
  )
}

interface OneProps {
  app: string
  id: string
  label: string
  over: (well: boolean) => void
}

const One = ({ app, id, label, over }: OneProps) => {
  const task = useTask(app, id).data
  const status = task?.status ?? 'NOT_STARTED'
  const isOver = task !== undefined && !isActive(task.status)
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it ends
  useEffect(() => {
    if (isOver) over(status === 'SUCCEEDED')
  }, [isOver])
  const step = task?.steps?.find((each) => each.status === 'RUNNING')?.name
  const errors = task ? taskErrors(task.variables ?? [], task.execution?.stages ?? []) : []
  return (
    <>
      <span>
        <Status status={status} /> <strong>{label}</strong>{' '}
        <span className="quiet small">
          {step} <Duration from={task?.startTime} to={task?.endTime} />
        </span>
        {errors.map((error) => (
          <div key={error} className="notice" data-state="failed" role="alert">
            {error}
          </div>
        ))}
      </span>
      <Link className="small" to="/applications/$app/tasks/$id" params={{ app, id }}>
        Task
      </Link>
    </>
  )
}
