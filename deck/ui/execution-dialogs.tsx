import { Checkbox, Radio, TextInput } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { cancelExecution, deleteExecution, pauseExecution, restartStage } from '../data/actions.ts'
import { restartPoints } from '../data/execution.ts'
import type { Execution } from '../data/shapes.ts'
import { useAct } from './act.ts'
import { Asked } from './asked.tsx'
import { Status } from './status.tsx'

interface DialogProps {
  execution: Execution
  close: () => void
}

const nameOf = ({ name, id }: Execution): string => name ?? id

/** Ends an execution, with a reason that everybody will read. */
export const CancelDialog = ({ execution, close }: DialogProps) => {
  const [reason, setReason] = useState('')
  const [force, setForce] = useState(false)
  const cancel = useAct('Canceling', () => cancelExecution(execution.id, reason.trim(), force), close)
  return (
    <Asked
      title={`Cancel ${nameOf(execution)}`}
      close={close}
      does="Cancel execution"
      leaves="Keep running"
      pending={cancel.isPending}
      destructive
      act={() => cancel.mutate()}
    >
      <TextInput
        label="Reason"
        placeholder="Optional, kept with the execution"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox
        label="Force"
        description="Ends it at once, without waiting for its tasks. What they are doing to a cloud may go on."
        checked={force}
        onChange={(event) => setForce(event.currentTarget.checked)}
      />
    </Asked>
  )
}

/** Holds an execution after the tasks that run now. */
export const PauseDialog = ({ execution, close }: DialogProps) => {
  const pause = useAct('Pausing', () => pauseExecution(execution.id), close)
  return (
    <Asked
      title={`Pause ${nameOf(execution)}`}
      close={close}
      does="Pause"
      leaves="Keep running"
      pending={pause.isPending}
      act={() => pause.mutate()}
    >
      <div>
        Tasks that have begun go on to their end. Nothing after them starts until somebody resumes the execution.
      </div>
    </Asked>
  )
}

/** Takes an ended execution out of the history. */
export const DeleteDialog = ({ execution, close }: DialogProps) => {
  const navigate = useNavigate()
  const isShown = useLocation().pathname.endsWith(execution.id)
  const remove = useAct(
    'Deleting',
    () => deleteExecution(execution.id),
    () => {
      close()
      if (isShown) void navigate({ to: '/applications/$app/executions', params: { app: execution.application } })
    },
  )
  return (
    <Asked
      title={`Delete ${nameOf(execution)}`}
      close={close}
      does="Delete execution"
      leaves="Keep it"
      pending={remove.isPending}
      destructive
      act={() => remove.mutate()}
    >
      <div>
        The record of this execution is deleted and does not come back. What it deployed stays. Its id is{' '}
        <span className="mono">{execution.id}</span>.
      </div>
    </Asked>
  )
}

/** Takes an execution up again at a stage that stopped it; all that came after that stage runs again too. */
export const RestartDialog = ({ execution, close }: DialogProps) => {
  const points = restartPoints(execution)
  const [chosen, setChosen] = useState(points[0]?.id ?? '')
  const restart = useAct('Restarting', () => restartStage(execution.id, chosen), close)
  return (
    <Asked
      title={`Restart ${nameOf(execution)}`}
      close={close}
      does="Restart stage"
      leaves="Leave it"
      pending={restart.isPending}
      act={() => restart.mutate()}
    >
      <div>The stage runs again with the same parameters and artifacts, and after it all that follows.</div>
      <Radio.Group label="From" value={chosen} onChange={setChosen}>
        <div className="stack" style={{ marginTop: 'var(--space-2)' }}>
          {points.map(({ id, name, status }) => (
            <Radio
              key={id}
              value={id}
              label={
                <span className="row tight">
                  {name} <Status status={status} />
                </span>
              }
            />
          ))}
        </div>
      </Radio.Group>
    </Asked>
  )
}
