import { lazy, Suspense } from 'react'
import { drawnStages, errorsOf, isFailed, openJudgments, openNotices, withSynthetic } from '../../data/execution.ts'
import { useExecution } from '../../data/queries.ts'
import type { Execution, Stage } from '../../data/shapes.ts'
import { Json } from '../../ui/json.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'
import { ExecutionActions } from './execution-actions.tsx'
import { Judgment } from './judgment.tsx'
import { StageDetails } from './stage-details.tsx'

const Graph = lazy(() => import('./graph.tsx').then(({ Graph }) => ({ default: Graph })))

interface DetailsProps {
  id: string
  titled?: boolean
  /** A stage's id, or its position among the drawn stages. */
  stage: string | undefined
  choose: (stageId: string) => void
}

/** Everything about one execution: what needs a person, why it failed, its graph, and the chosen stage. */
export const ExecutionDetails = ({ id, titled = false, stage, choose }: DetailsProps) => (
  <Loaded of={useExecution(id)} what="The execution">
    {(execution) => <Details execution={execution} titled={titled} stage={stage} choose={choose} />}
  </Loaded>
)

const chosenStage = (stages: Stage[], chosen: string | undefined): Stage | undefined =>
  stages.find(({ id }) => id === chosen) ??
  (chosen && /^\d+$/.test(chosen) ? stages[Number(chosen)] : undefined) ??
  stages.find(({ status }) => isFailed(status)) ??
  stages.find(({ status }) => status === 'RUNNING') ??
  stages[0]

const Details = ({ execution, titled, stage, choose }: Omit<DetailsProps, 'id'> & { execution: Execution }) => {
  const stages = drawnStages(execution)
  const selected = chosenStage(stages, stage)
  return (
    <div className="stack">
      {titled && <Heading execution={execution} />}
      {execution.canceled && (
        <div className="notice">
          Canceled by {execution.canceledBy ?? 'someone'}
          {execution.cancellationReason ? `: ${execution.cancellationReason}` : ''}
        </div>
      )}
      {openNotices(execution).map((notice) => (
        <div key={notice} className="notice">
          {notice}
        </div>
      ))}
      <Failures execution={execution} stages={stages} />
      {openJudgments(execution).map((each) => (
        <Judgment key={each.id} id={execution.id} stage={each} />
      ))}
      {stages.length === 0 ? (
        <Empty title="This pipeline has no stages" />
      ) : (
        <>
          <Suspense fallback={<div className="graph" />}>
            <Graph stages={stages} selected={selected?.id} choose={choose} />
          </Suspense>
          <ul className="stage-list" aria-label="Stages">
            {stages.map((each) => (
              <li key={each.id}>
                <button
                  type="button"
                  className="plain"
                  aria-pressed={each.id === selected?.id}
                  onClick={() => choose(each.id)}
                >
                  <span className="row tight">
                    {each.name} <Status status={each.status} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {selected && <StageDetails execution={execution} stage={selected} />}
        </>
      )}
      <Json title="Trigger and parameters" value={execution.trigger} />
      <Json title="Execution as JSON" value={execution} />
    </div>
  )
}

const Heading = ({ execution }: { execution: Execution }) => (
  <div className="row">
    <h2>{execution.name ?? execution.description ?? execution.id}</h2>
    <Status status={execution.status} />
    <span className="quiet">
      <When at={execution.startTime ?? execution.buildTime} /> ·{' '}
      <Duration from={execution.startTime} to={execution.endTime} /> · by{' '}
      {execution.authentication?.user ?? 'anonymous'}
    </span>
    <span className="mono quiet">{execution.id}</span>
    <span className="push">
      <ExecutionActions execution={execution} />
    </span>
  </div>
)

const Failures = ({ execution, stages }: { execution: Execution; stages: Stage[] }) => {
  const failed = stages.filter(({ status }) => isFailed(status))
  return failed.map((stage) => {
    const errors = [...new Set(withSynthetic(execution, stage).flatMap(errorsOf))]
    return (
      <div key={stage.id} className="notice" data-state="failed" role="alert">
        <strong>{stage.name} failed</strong>
        {errors.map((error) => (
          <div key={error}>{error}</div>
        ))}
        {errors.length === 0 && <div>The stage recorded no reason; its tasks below show how far it came.</div>}
      </div>
    )
  })
}
