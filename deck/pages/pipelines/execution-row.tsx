import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react'
import { drawnStages, isActive, needsJudgment, openJudgments } from '../../data/execution.ts'
import type { Execution, Stage } from '../../data/shapes.ts'
import { ExecutionActions } from '../../ui/execution-actions.tsx'
import { Judgments } from '../../ui/judgment.tsx'
import { RunStatus, statusOfRun, wordsOfRun } from '../../ui/run-status.tsx'
import { Loading } from '../../ui/states.tsx'
import { stateOf } from '../../ui/status.tsx'
import { Duration, durationWords, useNow, When } from '../../ui/time.tsx'
import { Given, Origin } from './origin.tsx'

const ExecutionDetails = lazy(() =>
  import('../execution/execution-details.tsx').then(({ ExecutionDetails }) => ({ default: ExecutionDetails })),
)

interface RowProps {
  readonly execution: Execution
  /** Names of parameters that are always shown. */
  readonly pinned: readonly string[]
  /** Named where rows of several pipelines stand together. */
  readonly named?: boolean
  /** Takes the focus when it appears: it was just started. */
  readonly focused?: boolean
}

const NONE: readonly string[] = []

/** One execution in a list: status, stages as a bar, who started it and with what; opens to everything about it. */
export const ExecutionRow = memo(({ execution, pinned = NONE, named = false, focused = false }: RowProps) => {
  const [open, setOpen] = useState(false)
  const [stage, setStage] = useState<string>()
  const toggle = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!focused) return
    toggle.current?.focus()
    toggle.current?.scrollIntoView({ block: 'nearest' })
  }, [focused])
  const waiting = openJudgments(execution).length > 0 && execution.status === 'RUNNING'
  const name = execution.name ?? execution.id
  return (
    <article className="pipelines-run" aria-label={`Execution of ${name}`} data-execution={execution.id}>
      <div className="pipelines-run-line">
        <span className="row tight" style={{ flexWrap: 'nowrap' }}>
          <ActionIcon
            ref={toggle}
            data-row
            variant="subtle"
            color="gray"
            aria-expanded={open}
            aria-label={open ? 'Hide execution' : 'Show execution'}
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          </ActionIcon>
          <RunStatus run={{ status: execution.status, needsJudgment: waiting }} />
        </span>
        <StageBar
          execution={execution}
          choose={(id) => {
            setStage(id)
            setOpen(true)
          }}
        />
        <span style={{ minWidth: 0, display: 'grid' }}>
          {named && <strong className="clip">{name}</strong>}
          <Origin execution={execution} />
        </span>
        <span className="pipelines-when small">
          <Link
            to="/applications/$app/executions/details/$id"
            params={{ app: execution.application, id: execution.id }}
            preload={false}
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
      <Given execution={execution} pinned={pinned} />
      {waiting && !open && (
        <div className="pipelines-judgments">
          <Judgments id={execution.id} compact />
        </div>
      )}
      {open && (
        <Suspense fallback={<Loading />}>
          <div className="pipelines-run-details">
            <ExecutionDetails id={execution.id} stage={stage} choose={setStage} />
          </div>
        </Suspense>
      )}
    </article>
  )
})

const StageBar = ({ execution, choose }: { execution: Execution; choose: (id: string) => void }) => {
  const stages = drawnStages(execution)
  if (stages.length === 0) return <span className="quiet small">No stages</span>
  return (
    <div className="pipelines-stages">
      {stages.map((stage) =>
        isActive(stage.status) && stage.startTime ? (
          <RunningStage key={stage.id} stage={stage} choose={choose} />
        ) : (
          <StagePart key={stage.id} stage={stage} ms={tookMs(stage)} choose={choose} />
        ),
      )}
    </div>
  )
}

const tookMs = ({ startTime, endTime }: Stage): number | undefined =>
  startTime && endTime ? endTime - startTime : undefined

interface PartProps {
  readonly stage: Stage
  readonly choose: (id: string) => void
}

/** Only what runs is drawn again each second. */
const RunningStage = ({ stage, choose }: PartProps) => {
  const now = useNow()
  return <StagePart stage={stage} ms={now - (stage.startTime ?? now)} choose={choose} />
}

const StagePart = ({ stage, ms, choose }: PartProps & { ms: number | undefined }) => {
  const took = ms === undefined ? '' : durationWords(ms)
  const run = { status: stage.status, needsJudgment: needsJudgment(stage) }
  const words = `${stage.name}: ${wordsOfRun(run)}${took && `, ${took}`}`
  return (
    <button
      type="button"
      className="pipelines-stage"
      data-state={stateOf(statusOfRun(run))}
      title={words}
      aria-label={words}
      onClick={() => choose(stage.id)}
    >
      {took}
    </button>
  )
}
