import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import { cancelExecution, pauseExecution, resumeExecution } from '../../data/actions.ts'
import { isActive } from '../../data/execution.ts'
import type { Execution } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'

/** Pause, resume and cancel, as far as the execution's status allows. */
export const ExecutionActions = ({ execution }: { execution: Execution }) => {
  const [canceling, setCanceling] = useState(false)
  const [reason, setReason] = useState('')
  const pause = useAct('Pausing', () => pauseExecution(execution.id))
  const resume = useAct('Resuming', () => resumeExecution(execution.id))
  const cancel = useAct(
    'Canceling',
    () => cancelExecution(execution.id, reason),
    () => setCanceling(false),
  )
  if (!isActive(execution.status)) return <span className="actions" />
  return (
    <span className="actions">
      {execution.status === 'RUNNING' && (
        <Button size="compact-xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
          Pause
        </Button>
      )}
      {execution.status === 'PAUSED' && (
        <Button size="compact-xs" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={() => setCanceling(true)}>
        Cancel
      </Button>
      <Modal
        opened={canceling}
        onClose={() => setCanceling(false)}
        title={`Cancel ${execution.name ?? 'execution'}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            cancel.mutate()
          }}
        >
          <TextInput
            label="Reason"
            placeholder="Optional"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setCanceling(false)}>
              Keep running
            </Button>
            <Button type="submit" color="red" loading={cancel.isPending}>
              Cancel execution
            </Button>
          </Group>
        </form>
      </Modal>
    </span>
  )
}
