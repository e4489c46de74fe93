import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, lazy, Suspense, useEffect, useState } from 'react'
import { editStage, restartStage } from '../../../data/actions.ts'
import { errorsOf, isActive, isRestartable } from '../../../data/execution.ts'
import { useApplication } from '../../../data/queries.ts'
import type { Execution, Stage } from '../../../data/shapes.ts'
import { useAct } from '../../../ui/act.ts'
import { JsonTree } from '../../../ui/json-tree.tsx'
import { Person } from '../../../ui/person.tsx'
import { StageStatus } from '../../../ui/stage-status.tsx'
import { Loading } from '../../../ui/states.tsx'
import { Duration, When } from '../../../ui/time.tsx'
import { WebLink } from '../execution-links.tsx'
import { linksOf } from '../failure.ts'
import type { Chosen } from '../stages.ts'
import { artifactPart, partsOf } from './contents/index.ts'
import { SkipWait } from './contents/waits.tsx'
import { deliveriesOf } from './delivery.ts'
import { Evaluate } from './evaluate.tsx'
import { Stepper } from './stepper.tsx'
import { TaskTable } from './task-table.tsx'
import { object, objects, text } from './values.ts'

const StageLogs = lazy(() => import('./stage-logs.tsx').then(({ StageLogs }) => ({ default: StageLogs })))

interface PanelProps {
  execution: Execution
  /** It was deleted: nothing can be done to it any more. */
  gone: boolean
  chosen: Chosen
  /** Which tab; a key of the stock deck's. */
  details: string | undefined
  show: (details: string) => void
  choose: (stageId: string) => void
}

/** One stage: its steps, and of the chosen one all that is known. */
export const StagePanel = ({ execution, gone, chosen, details, show, choose }: PanelProps) => {
  const { stage, steps, step } = chosen
  const deliveries = deliveriesOf(execution, stage)
  return (
    <section className="panel execution-panel" aria-label={`Stage ${stage.name}`}>
      <div className="top">
        <h3>{stage.name}</h3>
        <span className="tag">{stage.type}</span>
        <StageStatus stage={stage} />
        <span className="quiet small">
          <When at={stage.startTime} /> · <Duration from={stage.startTime} to={stage.endTime} />
        </span>
        {!gone && <StageActions execution={execution} stage={stage} step={step} />}
      </div>
      <div className="inside stack">
        <Notes stage={stage} />
        {deliveries.map((delivery) => (
          <Stepper key={delivery.stage.id} execution={execution} delivery={delivery} choose={choose} />
        ))}
        <div className={steps.length > 1 ? 'execution-panel-sides' : ''}>
          {steps.length > 1 && (
            <ol className="execution-step-list" aria-label={`Steps of ${stage.name}`}>
              {steps.map((each) => (
                <li key={each.id}>
                  <button type="button" aria-pressed={each.id === step.id} onClick={() => choose(each.id)}>
                    <span>{each.name}</span>
                    <span className="small row tight">
                      <StageStatus stage={each} />
                      <span className="quiet">
                        <Duration from={each.startTime} to={each.endTime} />
                      </span>
                    </span>
                  </button>
                </li>
              ))}
            </ol>
          )}
          <StepPanel key={step.id} execution={execution} gone={gone} step={step} details={details} show={show} />
        </div>
      </div>
    </section>
  )
}

const StageActions = ({ execution, stage, step }: { execution: Execution; stage: Stage; step: Stage }) => {
  const { attributes = {} } = useApplication(execution.application).data ?? {}
  const restart = useAct('Restarting the stage', () => restartStage(execution.id, stage.id))
  const skip = useAct('Skipping the stage', () =>
    editStage(execution.id, stage.id, { manualSkip: true, reason: 'Skipped by hand' }),
  )
  const mayRestart =
    isRestartable(stage) && (!isActive(execution.status) || attributes.enableRestartRunningExecutions === true)
  return (
    <span className="push row tight">
      <SkipWait execution={execution} stage={step} />
      {stage.status === 'RUNNING' && stage.context?.canManuallySkip === true && (
        <Button size="compact-xs" variant="default" loading={skip.isPending} onClick={() => skip.mutate()}>
          Skip stage
        </Button>
      )}
      {mayRestart && (
        <Button size="compact-xs" variant="default" loading={restart.isPending} onClick={() => restart.mutate()}>
          Restart stage
        </Button>
      )}
      {execution.pipelineConfigId !== undefined && (
        <Link
          className="small"
          to={'/applications/$app/executions/configure/$pipelineId' as never}
          params={{ app: execution.application, pipelineId: execution.pipelineConfigId } as never}
          search={{ stage: stage.refId, executionId: execution.id } as never}
        >
          Edit stage
        </Link>
      )}
    </span>
  )
}

/** What people said about a stage, and what they did to it. */
const Notes = ({ stage }: { stage: Stage }) => {
  const { comments, restartDetails, manualSkip, reason } = stage.context ?? {}
  const { restartedBy, restartTime } = object(restartDetails)
  return (
    <>
      {text(comments) && <div className="notice">{text(comments)}</div>}
      {restartTime !== undefined && (
        <div className="quiet small">
          Restarted by <Person name={text(restartedBy)} /> <When at={Number(restartTime)} />
        </div>
      )}
      {manualSkip === true && (
        <div className="quiet small">
          Skipped by <Person name={stage.lastModified?.user} />
          {text(reason) && `: ${text(reason)}`}
        </div>
      )}
    </>
  )
}

interface StepProps {
  execution: Execution
  gone: boolean
  step: Stage
  details: string | undefined
  show: (details: string) => void
}

const StepPanel = ({ execution, gone, step, details, show }: StepProps) => {
  const errors = errorsOf(step)
  const parts = partsOf(step)
  const artifacts = objects(step.outputs?.artifacts).length > 0 ? [artifactPart] : []
  const tabs = [
    ...parts.map(({ key, label }) => ({ key, label })),
    { key: 'taskStatus', label: 'Tasks' },
    ...artifacts.filter(({ key }) => !parts.some((each) => each.key === key)),
    { key: 'logs', label: 'Logs' },
    { key: 'context', label: 'Context' },
    ...(gone ? [] : [{ key: 'evaluate', label: 'Evaluate' }]),
  ]
  const key = tabs.find((each) => each.key === details)?.key ?? tabs[0]!.key
  const Part = [...parts, ...artifacts].find((each) => each.key === key)?.Content
  return (
    <div className="stack execution-step-panel">
      {errors.length > 0 && (
        <div className="notice" data-state={step.status === 'RUNNING' ? 'waiting' : 'failed'}>
          {errors.map((error) => (
            <div key={error}>{error}</div>
          ))}
          {linksOf(step).map(([words, url]) => (
            <div key={url}>
              <WebLink url={url}>{words}</WebLink>
            </div>
          ))}
        </div>
      )}
      <PanelTabs label={`About ${step.name}`} tabs={tabs} chosen={key} show={show} />
      <div role="tabpanel" id="stage-part" aria-labelledby={`stage-tab-${key}`} className="stack">
        {Part && <Part execution={execution} stage={step} />}
        {key === 'taskStatus' && <TaskTable stage={step} />}
        {key === 'logs' && (
          <Suspense fallback={<Loading />}>
            <StageLogs execution={execution} stage={step} />
          </Suspense>
        )}
        {key === 'context' && <Contexts step={step} />}
        {key === 'evaluate' && <Evaluate execution={execution} stage={step} />}
      </div>
    </div>
  )
}

const Contexts = ({ step }: { step: Stage }) => {
  const [which, setWhich] = useState<'context' | 'outputs'>('context')
  const hasOutputs = Object.keys(step.outputs ?? {}).length > 0
  return (
    <>
      {hasOutputs && (
        <div className="row tight">
          {(['context', 'outputs'] as const).map((each) => (
            <Button
              key={each}
              size="compact-xs"
              variant={each === which ? 'filled' : 'default'}
              aria-pressed={each === which}
              onClick={() => setWhich(each)}
            >
              {each === 'context' ? 'Context' : 'Outputs'}
            </Button>
          ))}
        </div>
      )}
      <JsonTree key={which} label={which === 'context' ? 'Context' : 'Outputs'} value={step[which] ?? {}} />
    </>
  )
}

interface TabsProps {
  label: string
  tabs: readonly { readonly key: string; readonly label: string }[]
  chosen: string
  show: (key: string) => void
}

const PanelTabs = ({ label, tabs, chosen, show }: TabsProps) => {
  useEffect(() => {
    const tab = document.getElementById(`stage-tab-${chosen}`)
    const list = tab?.parentElement
    if (!tab || !list) return
    // Sideways only: the page stays where it is.
    const hidden = tab.offsetLeft + tab.offsetWidth - list.scrollLeft - list.clientWidth
    if (hidden > 0) list.scrollLeft += hidden
    else if (tab.offsetLeft < list.scrollLeft) list.scrollLeft = tab.offsetLeft
  }, [chosen])
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    const next = tabs[(tabs.findIndex(({ key }) => key === chosen) + step + tabs.length) % tabs.length]
    if (!next) return
    event.preventDefault()
    show(next.key)
    document.getElementById(`stage-tab-${next.key}`)?.focus()
  }
  return (
    <div className="tabs execution-tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((each) => (
        <button
          key={each.key}
          type="button"
          role="tab"
          id={`stage-tab-${each.key}`}
          aria-selected={each.key === chosen}
          aria-controls="stage-part"
          tabIndex={each.key === chosen ? 0 : -1}
          onClick={() => show(each.key)}
        >
          {each.label}
        </button>
      ))}
    </div>
  )
}
