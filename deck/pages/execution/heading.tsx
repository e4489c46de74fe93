import { Button } from '@mantine/core'
import { openJudgments } from '../../data/execution.ts'
import type { Execution, Json } from '../../data/shapes.ts'
import { copyText } from '../../ui/clipboard.ts'
import { ExecutionActions } from '../../ui/execution-actions.tsx'
import { Person } from '../../ui/person.tsx'
import { Status } from '../../ui/status.tsx'
import { Duration, When } from '../../ui/time.tsx'
import { deployedBy } from './deployed.ts'
import { ExecutionLink, WebLink } from './execution-links.tsx'
import { isWeb } from './failure.ts'
import { usePipelineConfig, useStatuses } from './queries.ts'
import { openRollback } from './rollback.tsx'
import { object, objects, text } from './stage/values.ts'

const MOST_ANCESTORS = 3

interface Ancestor {
  readonly id: string
  readonly application: string
  readonly name: string
  /** The stage of it that ran the next. */
  readonly stageId: string | undefined
}

/** The executions that led to this one, the outermost first; more than three are said to be there, and no more. */
const ancestorsOf = (trigger: Json, depth = 0): Ancestor[] => {
  const parent = object(trigger.parentExecution)
  const id = text(parent.id)
  if (id === undefined || depth >= MOST_ANCESTORS) return []
  return [
    ...ancestorsOf(object(parent.trigger), depth + 1),
    {
      id,
      application: text(parent.application) ?? '',
      name: text(parent.name) ?? id,
      stageId: text(trigger.parentPipelineStageId),
    },
  ]
}

/** What an execution is: which pipeline, how it stands, who started it by what and when, and from what; what can be done to it, unless it is gone. */
export const Heading = ({ execution, gone }: { execution: Execution; gone: boolean }) => {
  const trigger = object(execution.trigger)
  const user = text(trigger.user) ?? execution.authentication?.user
  const link = trigger.link ?? object(trigger.buildInfo).url
  const ancestors = ancestorsOf(trigger)
  // What the trigger recorded of them is how they stood when they started this one.
  const statuses = useStatuses(
    ancestors[0]?.application ?? execution.application,
    ancestors.map(({ id }) => id),
  ).data
  return (
    <header className="execution-heading stack">
      {ancestors.length > 0 && (
        <nav aria-label="Started by" className="row tight small">
          {ancestors.map(({ id, application, name, stageId }) => (
            <span key={id} className="row tight">
              <ExecutionLink app={application} id={id} stageId={stageId}>
                {name}
              </ExecutionLink>
              {statuses?.[id] !== undefined && <Status status={statuses[id]} />}
              <span className="quiet" aria-hidden="true">
                ›
              </span>
            </span>
          ))}
          <span className="quiet">this execution</span>
        </nav>
      )}
      <div className="row">
        <h2>{execution.name ?? execution.description ?? execution.id}</h2>
        {openJudgments(execution).length > 0 ? (
          <Status status="SUSPENDED" words="Needs judgment" />
        ) : (
          <Status status={execution.status} />
        )}
        {trigger.dryRun === true && <span className="tag">dry run</span>}
        {!gone && (
          <span className="push row tight">
            {deployedBy(execution).length > 0 && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={(event) => openRollback(execution, event.currentTarget)}
              >
                Roll back
              </Button>
            )}
            <ExecutionActions execution={execution} />
          </span>
        )}
      </div>
      <div className="row tight small">
        <span>
          {text(trigger.type) ?? 'manual'} by <Person name={user ?? 'anonymous'} />
        </span>
        {isWeb(link) && <WebLink url={link}>{text(trigger.linkText) ?? 'what triggered it'}</WebLink>}
        <span className="quiet">·</span>
        <When at={execution.startTime ?? execution.buildTime} />
        <span className="quiet">·</span>
        <Duration from={execution.startTime} to={execution.endTime} />
        <button
          type="button"
          className="plain mono quiet"
          title="Copy the id"
          aria-label={`Copy the id ${execution.id}`}
          onClick={() => void copyText(execution.id, 'Id')}
        >
          {execution.id}
        </button>
        <button
          type="button"
          className="plain execution-permalink"
          onClick={() => void copyText(permalink(execution), 'Link')}
        >
          Copy link
        </button>
      </div>
      <Given execution={execution} />
    </header>
  )
}

const permalink = ({ application, id }: Execution): string => {
  const base = location.href.split('#')[0] ?? ''
  return `${base}#/applications/${encodeURIComponent(application)}/executions/details/${id}`
}

const LONG = 200
const FEW = 8

/** Parameters, those that are pinned first, and artifacts. */
const Given = ({ execution }: { execution: Execution }) => {
  const trigger = object(execution.trigger)
  const parameters = Object.entries(object(trigger.parameters))
  const config = usePipelineConfig(execution.application, parameters.length > 0 ? execution.name : undefined).data
  const pinned = new Set(
    (config?.parameterConfig ?? [])
      .filter((each) => (each as { pinned?: unknown }).pinned === true)
      .map(({ name }) => name),
  )
  const inOrder = parameters.toSorted(([a], [b]) => Number(pinned.has(b)) - Number(pinned.has(a)))
  const artifacts = artifactsOf(trigger)
  if (inOrder.length === 0 && artifacts.length === 0) return null
  const shown = inOrder.slice(0, FEW)
  const rest = inOrder.slice(FEW)
  return (
    <div className="execution-given">
      {shown.map(([name, value]) => (
        <Parameter key={name} name={name} value={value} pinned={pinned.has(name)} />
      ))}
      {artifacts.map((each) => (
        <span key={each} className="tag mono clip" title={each}>
          {each}
        </span>
      ))}
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more parameters</summary>
          <div className="execution-given">
            {rest.map(([name, value]) => (
              <Parameter key={name} name={name} value={value} pinned={false} />
            ))}
          </div>
        </details>
      )}
    </div>
  )
}

const Parameter = ({ name, value, pinned }: { name: string; value: unknown; pinned: boolean }) => {
  const words = text(value) ?? (value === undefined || value === null || value === '' ? '' : JSON.stringify(value))
  return (
    <span className="execution-parameter small" data-pinned={pinned || undefined} title={words}>
      <span className="quiet">{name}</span>{' '}
      <span className="mono">{words.length > LONG ? `${words.slice(0, LONG)}…` : words || '–'}</span>
    </span>
  )
}

const artifactsOf = (trigger: Json): string[] => {
  const bound = objects(trigger.resolvedExpectedArtifacts).map((each) => object(each.boundArtifact))
  const all = [...objects(trigger.artifacts), ...bound].flatMap(
    (each) => text(each.reference) ?? ([text(each.name), text(each.version)].filter(Boolean).join(':') || []),
  )
  return [...new Set(all)]
}
