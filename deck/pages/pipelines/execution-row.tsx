import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, memo, Suspense, useState } from 'react'
import { drawnStages, openJudgments } from '../../data/execution.ts'
import type { Execution } from '../../data/shapes.ts'
import { Loading } from '../../ui/states.tsx'
import { Status, stateOf, statusWords } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'
import { ExecutionActions } from '../execution/execution-actions.tsx'
import { Judgments } from '../execution/judgment.tsx'

const ExecutionDetails = lazy(() =>
  import('../execution/execution-details.tsx').then(({ ExecutionDetails }) => ({ default: ExecutionDetails })),
)

/** One execution in the list: status, stages as a bar, who started it and when; opens to everything about it. */
export const ExecutionRow = memo(({ execution, initiallyOpen }: { execution: Execution; initiallyOpen: boolean }) => {
  const [open, setOpen] = useState(initiallyOpen)
  const [stage, setStage] = useState<string>()
  const waiting = openJudgments(execution).length > 0
  const choose = (id: string) => {
    setStage(id)
    setOpen(true)
  }
  return (
    <article className="execution">
      <div className="line">
        <span className="row tight" style={{ flexWrap: 'nowrap' }}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={open}
            aria-label={open ? 'Hide execution' : 'Show execution'}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          </ActionIcon>
          <Status
            status={waiting && execution.status === 'RUNNING' ? 'SUSPENDED' : execution.status}
            words={waiting && execution.status === 'RUNNING' ? 'Needs judgment' : undefined}
          />
        </span>
        <StageBar execution={execution} choose={choose} />
        <Origin execution={execution} />
        <span className="small">
          <Link
            to="/applications/$app/executions/details/$id"
            params={{ app: execution.application, id: execution.id }}
            aria-label="Execution's own page"
          >
            <When at={execution.startTime ?? execution.buildTime} />
          </Link>
          <span className="quiet">
            {' · '}
            <Duration from={execution.startTime} to={execution.endTime} />
          </span>
        </span>
        <ExecutionActions execution={execution} />
      </div>
      {waiting && !open && <Judgments id={execution.id} />}
      {open && (
        <Suspense fallback={<Loading />}>
          <div className="inside" style={{ padding: 'var(--space-3)' }}>
            <ExecutionDetails id={execution.id} stage={stage} choose={setStage} />
          </div>
        </Suspense>
      )}
    </article>
  )
})

const StageBar = ({ execution, choose }: { execution: Execution; choose: (id: string) => void }) => (
  <div className="stages">
    {drawnStages(execution).map((stage) => (
      <button
        type="button"
        key={stage.id}
        data-state={stateOf(stage.status)}
        title={`${stage.name}: ${statusWords(stage.status)}`}
        aria-label={`${stage.name}: ${statusWords(stage.status)}`}
        onClick={() => choose(stage.id)}
      />
    ))}
  </div>
)

const Origin = ({ execution }: { execution: Execution }) => {
  const { type, user, parameters } = execution.trigger as { type?: string; user?: string; parameters?: object }
  const given = Object.entries(parameters ?? {}).map(([name, value]) => `${name}=${String(value)}`)
  return (
    <span className="clip small" title={given.join(', ')}>
      {type ?? 'manual'} <span className="quiet">by</span> {user ?? execution.authentication?.user ?? 'anonymous'}
      {given.length > 0 && <span className="quiet mono"> {given.join(' ')}</span>}
    </span>
  )
}
