import './execution.css'
import { Button } from '@mantine/core'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { drawnStages, isActive, openJudgments, openNotices } from '../../data/execution.ts'
import { isMissing } from '../../data/gate.ts'
import { useExecution } from '../../data/queries.ts'
import type { Execution } from '../../data/shapes.ts'
import { download } from '../../ui/download.ts'
import { JsonTree } from '../../ui/json-tree.tsx'
import { Judgment } from '../../ui/judgment.tsx'
import { Person } from '../../ui/person.tsx'
import { Empty, Loaded, Loading } from '../../ui/states.tsx'
import { failureOf } from './failure.ts'
import { FailureCard } from './failure-card.tsx'
import { Heading } from './heading.tsx'
import { JudgmentPreview } from './judgment-preview.tsx'
import { useJsonAddress } from './queries.ts'
import { StagePanel } from './stage/stage-panel.tsx'
import { StageList } from './stage-list.tsx'
import { chosenBy, type Place, placeOf } from './stages.ts'

const loadGraph = () => import('./graph/graph.tsx')
const Graph = lazy(() => loadGraph().then(({ Graph }) => ({ default: Graph })))
const Timeline = lazy(() => import('./timeline/timeline.tsx').then(({ Timeline }) => ({ default: Timeline })))
const Comparison = lazy(() => import('./comparison/comparison.tsx').then(({ Comparison }) => ({ default: Comparison })))

const VIEWS = { graph: 'Graph', list: 'List', timeline: 'Time line', compare: 'Compare', json: 'JSON' } as const
type View = keyof typeof VIEWS

/** Where one is in an execution: which stage of it, and how its stages are shown. */
export interface ExecutionPlace extends Place {
  readonly view?: string | undefined
  /** Another run that it is compared with. */
  readonly with?: string | undefined
}

interface DetailsProps {
  id: string
  titled?: boolean
  /** A stage's id, or its position among the drawn stages. */
  stage: string | undefined
  choose: (stageId: string) => void
}

/** Everything about one execution, within a list: where one is in it is kept here, and the list is told of the stage. */
export const ExecutionDetails = ({ id, titled = false, stage, choose }: DetailsProps) => {
  const [place, setPlace] = useState<ExecutionPlace>({})
  return (
    <ExecutionAt
      id={id}
      titled={titled}
      place={{ ...place, stage: stage ?? place.stage }}
      go={(next, stageId) => {
        setPlace((before) => ({ ...before, ...next }))
        if (stageId !== undefined) choose(stageId)
      }}
    />
  )
}

interface AtProps {
  id: string
  titled: boolean
  place: ExecutionPlace
  /** `stageId`: the stage that the change leads to, where it leads to one. */
  go: (change: ExecutionPlace, stageId?: string) => void
}

/** Everything about one execution: what needs a person, why it failed, its stages, and the chosen one in full. */
export const ExecutionAt = ({ id, ...rest }: AtProps) => {
  const query = useExecution(id)
  const isGraph = viewOf(rest.place) === 'graph'
  useEffect(() => {
    // While the execution is read; one that cannot be had is asked for again when it is drawn.
    if (isGraph) loadGraph().catch(() => {})
  }, [isGraph])
  const gone = isGone(query)
  return (
    <Loaded of={gone ? { ...query, error: null } : query} what="The execution">
      {(execution) => <Details execution={execution} gone={gone} {...rest} />}
    </Loaded>
  )
}

/** It was there, and was deleted while somebody looked at it. */
export const isGone = ({ data, error }: Pick<ReturnType<typeof useExecution>, 'data' | 'error'>): boolean =>
  data !== undefined && isMissing(error)

const narrow = (): boolean => matchMedia('(max-width: 800px)').matches

const viewOf = ({ view }: ExecutionPlace): View =>
  view !== undefined && view in VIEWS ? (view as View) : narrow() ? 'list' : 'graph'

interface PartsProps extends Omit<AtProps, 'id'> {
  execution: Execution
  gone: boolean
}

const Details = ({ execution, gone, titled, place, go }: PartsProps) => {
  const stages = useMemo(() => drawnStages(execution), [execution])
  const failure = useMemo(() => (execution.status === 'SUCCEEDED' ? undefined : failureOf(execution)), [execution])
  const chosen = chosenBy(execution, place)
  const view = viewOf(place)
  const choose = useCallback(
    (stageId: string) =>
      go(
        {
          step: undefined,
          refId: undefined,
          stageId: undefined,
          subStage: undefined,
          details: undefined,
          ...placeOf(execution, stageId),
        },
        stageId,
      ),
    [execution, go],
  )
  const showLogs = (stageId: string) =>
    go(
      { step: undefined, refId: undefined, stageId: undefined, ...placeOf(execution, stageId), details: 'logs' },
      stageId,
    )
  const pick = { selected: chosen?.stage.id, choose }
  return (
    <div className="stack execution-whole">
      {titled && <Heading execution={execution} gone={gone} />}
      {gone && (
        <div className="notice" data-state="waiting" role="alert">
          <strong>This execution is gone.</strong> It was deleted, or is older than what is kept. You see it as it was
          last.
        </div>
      )}
      <Canceled execution={execution} />
      {openNotices(execution).map((notice) => (
        <div key={notice} className="notice">
          {notice}
        </div>
      ))}
      {failure && (
        <FailureCard
          execution={execution}
          failure={gone ? { ...failure, remedies: [] } : failure}
          choose={choose}
          showLogs={showLogs}
        />
      )}
      {(gone ? [] : openJudgments(execution)).map((each) => (
        <div key={each.id} className="stack">
          <Judgment execution={execution} stage={each} />
          <JudgmentPreview execution={execution} stage={each} />
        </div>
      ))}
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, not fields */}
      <div className="row tight" role="group" aria-label="How it is shown">
        {Object.entries(VIEWS).map(([key, label]) => (
          <Button
            key={key}
            size="compact-xs"
            variant={key === view ? 'filled' : 'default'}
            aria-pressed={key === view}
            onClick={() => go({ view: key })}
          >
            {label}
          </Button>
        ))}
      </div>
      {stages.length === 0 && ['graph', 'list', 'timeline'].includes(view) ? (
        <Empty title="This pipeline has no stages" />
      ) : (
        <Suspense fallback={<Loading />}>
          {view === 'graph' && <Graph stages={stages} {...pick} />}
          {view === 'list' && <StageList stages={stages} {...pick} />}
          {view === 'timeline' && <Timeline execution={execution} {...pick} />}
          {view === 'compare' && (
            <Comparison execution={execution} other={place.with} compareWith={(other) => go({ with: other })} />
          )}
          {view === 'json' && <Whole execution={execution} />}
        </Suspense>
      )}
      {chosen && view !== 'compare' && view !== 'json' && (
        <StagePanel
          execution={execution}
          gone={gone}
          chosen={chosen}
          details={place.details}
          show={(details) => go({ details })}
          choose={choose}
        />
      )}
    </div>
  )
}

/** An execution that had ended may be marked as canceled by the one that ran it: that says nothing. */
const Canceled = ({ execution }: { execution: Execution }) =>
  execution.canceled &&
  (isActive(execution.status) || execution.status === 'CANCELED') && (
    <div className="notice">
      {isActive(execution.status) ? 'Being canceled by ' : 'Canceled by '}
      <Person name={execution.canceledBy} />
      {execution.cancellationReason ? `: ${execution.cancellationReason}` : ''}
    </div>
  )

const Whole = ({ execution }: { execution: Execution }) => {
  const address = useJsonAddress(execution.id)
  return (
    <div className="stack">
      <div className="row">
        {address && (
          <a href={address} target="_blank" rel="noreferrer">
            View as JSON
          </a>
        )}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => download(`${execution.id}.json`, JSON.stringify(execution, null, 2), 'application/json')}
        >
          Download
        </Button>
      </div>
      <JsonTree label="Execution" value={execution} open={['trigger', 'trigger.parameters']} />
    </div>
  )
}
