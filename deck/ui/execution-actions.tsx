import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { resumeExecution } from '../data/actions.ts'
import { isActive, restartPoints } from '../data/execution.ts'
import { useApplication } from '../data/queries.ts'
import type { Execution } from '../data/shapes.ts'
import { useAct } from './act.ts'
import { openDialog } from './dialogs.tsx'
import { CancelDialog, DeleteDialog, PauseDialog, RestartDialog } from './execution-dialogs.tsx'

/** Something that can be done to an execution now. `from`: where the focus returns to after its dialog. */
export interface ExecutionAction {
  readonly name: string
  readonly destructive?: boolean
  /** Belongs in view while the execution runs, not in a menu. */
  readonly first?: boolean
  readonly run: (from: HTMLElement | null) => void
}

/**
 * What can be done to an execution as it is now; what could not work is not offered. Running ones may be run again or
 * restarted only where the application allows it (`enableRerunActiveExecutions`, `enableRestartRunningExecutions`).
 */
export const useExecutionActions = (execution: Execution): readonly ExecutionAction[] => {
  const navigate = useNavigate()
  const { attributes = {} } = useApplication(execution.application).data ?? {}
  const resume = useAct('Resuming', () => resumeExecution(execution.id))
  const active = isActive(execution.status)
  const dialog = (render: (close: () => void) => ReactNode) => (from: HTMLElement | null) => openDialog(render, from)
  const rerun = () =>
    void navigate({
      to: '/applications/$app/executions',
      params: { app: execution.application },
      search: { startManualExecution: execution.pipelineConfigId ?? execution.name, rerun: execution.id } as never,
    })
  const actions: (ExecutionAction | false)[] = [
    execution.status === 'RUNNING' && {
      name: 'Pause',
      first: true,
      run: dialog((close) => <PauseDialog execution={execution} close={close} />),
    },
    execution.status === 'PAUSED' && { name: 'Resume', first: true, run: () => resume.mutate() },
    active && {
      name: 'Cancel',
      first: true,
      destructive: true,
      run: dialog((close) => <CancelDialog execution={execution} close={close} />),
    },
    restartPoints(execution).length > 0 &&
      (!active || attributes.enableRestartRunningExecutions === true) && {
        name: 'Restart from failed stage',
        run: dialog((close) => <RestartDialog execution={execution} close={close} />),
      },
    execution.pipelineConfigId !== undefined &&
      (!active || attributes.enableRerunActiveExecutions === true) && { name: 'Re-run', run: rerun },
    !active && {
      name: 'Delete',
      destructive: true,
      run: dialog((close) => <DeleteDialog execution={execution} close={close} />),
    },
  ]
  return actions.filter((each) => each !== false)
}

/** The same as buttons, and a menu for what is wanted less often. */
export const ExecutionActions = ({ execution }: { execution: Execution }) => {
  const actions = useExecutionActions(execution)
  const button = useRef<HTMLButtonElement>(null)
  const rest = actions.filter(({ first }) => !first)
  return (
    <span className="actions">
      {actions
        .filter(({ first }) => first)
        .map(({ name, run }) => (
          <Button key={name} size="compact-xs" variant="default" onClick={(event) => run(event.currentTarget)}>
            {name}
          </Button>
        ))}
      {rest.length > 0 && (
        <Menu position="bottom-end" withinPortal shadow="md" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              ref={button}
              size="compact-xs"
              variant="default"
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              Actions
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ name, destructive, run }) => (
              <Menu.Item
                key={name}
                onClick={() => run(button.current)}
                {...(destructive ? { color: 'var(--deck-failed)' } : {})}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  )
}
