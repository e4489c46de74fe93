import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { restartStage } from '../../data/actions.ts'
import { isActive, isRestartable } from '../../data/execution.ts'
import { useExecution } from '../../data/queries.ts'
import type { Execution } from '../../data/shapes.ts'
import { useAct } from '../../ui/act.ts'
import { Status } from '../../ui/status.tsx'
import { ExecutionLink, WebLink } from './execution-links.tsx'
import { type Failure, failureOf, type Remedy } from './failure.ts'
import { openRollback } from './rollback.tsx'

interface CardProps {
  execution: Execution
  failure: Failure
  choose: (stageId: string) => void
  showLogs: (stageId: string) => void
}

/** Why an execution failed, on one screen, and what to do about it. */
export const FailureCard = ({ execution, failure, choose, showLogs }: CardProps) => {
  const { stage, at, task, messages, causes, links, child, advice, others } = failure
  const didNotEnd = stage.status === 'FAILED_CONTINUE'
  return (
    <section
      className="execution-failure"
      data-state={didNotEnd ? 'waiting' : 'failed'}
      role="alert"
      aria-label="Why it failed"
    >
      <div className="row tight">
        <Status status={stage.status} words={didNotEnd ? 'Failed, and the pipeline went on:' : 'Failed:'} />
        <button type="button" className="plain execution-failure-stage" onClick={() => choose(at.id)}>
          {stage.name}
          {at.id !== stage.id && ` › ${at.name}`}
        </button>
        {task !== undefined && <span className="tag mono">{task}</span>}
      </div>
      <div className="execution-failure-said">
        {messages.map((message) => (
          <div key={message}>{message}</div>
        ))}
        {messages.length === 0 && !child && (
          <div>The stage recorded no reason; its tasks and logs show how far it came.</div>
        )}
      </div>
      {child && <ChildFailure app={child.application} id={child.id} />}
      {causes.length > 0 && (
        <details>
          <summary>What else is known</summary>
          <dl className="facts">
            {causes.map(([what, value]) => (
              <div key={what} style={{ display: 'contents' }}>
                <dt>{what}</dt>
                <dd className="mono">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <div className="quiet">{advice}</div>
      <div className="row tight">
        <Remedies execution={execution} failure={failure} showLogs={showLogs} />
        {links.map(([words, url]) => (
          <WebLink key={url} url={url}>
            {words}
          </WebLink>
        ))}
      </div>
      {others.length > 0 && (
        <div className="small row tight">
          <span className="quiet">Failed too:</span>
          {others.map((each) => (
            <button
              key={each.id}
              type="button"
              className="plain execution-failure-other"
              onClick={() => choose(each.id)}
            >
              {each.name}
            </button>
          ))}
        </div>
      )}
    </section>
  )
}

/** Why the pipeline that the stage ran failed, in its own words. */
const ChildFailure = ({ app, id }: { app: string; id: string }) => {
  const { data: child } = useExecution(id)
  const failure = child && failureOf(child)
  return (
    <div>
      <ExecutionLink app={app} id={id}>
        {child?.name ?? id}
      </ExecutionLink>
      {failure && (
        <>
          {' failed at '}
          <ExecutionLink app={app} id={id} stageId={failure.at.id}>
            {failure.at.name}
          </ExecutionLink>
          {failure.messages.length > 0 && `: ${failure.messages.join(' ')}`}
        </>
      )}
    </div>
  )
}

const Remedies = ({ execution, failure, showLogs }: Omit<CardProps, 'choose'>) => {
  const { stage, at, child, remedies } = failure
  const navigate = useNavigate()
  const retry = useAct('Restarting the stage', () => restartStage(execution.id, stage.id))
  const configured = execution.pipelineConfigId
  const rerun = () =>
    void navigate({
      to: '/applications/$app/executions',
      params: { app: execution.application },
      search: { startManualExecution: configured, rerun: execution.id } as never,
    })
  const buttons: Record<Remedy, { words: string; run: (from: HTMLElement) => void } | undefined> = {
    child: child && {
      words: 'Open the failed pipeline',
      run: () =>
        void navigate({
          to: '/applications/$app/executions/details/$id',
          params: { app: child.application, id: child.id },
        }),
    },
    retry:
      isActive(execution.status) || !isRestartable(stage)
        ? undefined
        : { words: 'Retry stage', run: () => retry.mutate() },
    rerun: configured === undefined || isActive(execution.status) ? undefined : { words: 'Run again…', run: rerun },
    rollback: { words: 'Roll back…', run: (from) => openRollback(execution, from) },
    logs: { words: 'Open logs', run: () => showLogs(at.id) },
    edit: undefined,
  }
  return (
    <>
      {remedies.map((remedy, position) => {
        if (remedy === 'edit')
          return (
            configured !== undefined && (
              <Link
                key={remedy}
                to={'/applications/$app/executions/configure/$pipelineId' as never}
                params={{ app: execution.application, pipelineId: configured } as never}
                search={{ stage: stage.refId, executionId: execution.id } as never}
              >
                Edit stage
              </Link>
            )
          )
        const button = buttons[remedy]
        return (
          button && (
            <Button
              key={remedy}
              size="compact-sm"
              variant={position === 0 ? 'filled' : 'default'}
              loading={remedy === 'retry' && retry.isPending}
              onClick={(event) => button.run(event.currentTarget)}
            >
              {button.words}
            </Button>
          )
        )
      })}
    </>
  )
}
