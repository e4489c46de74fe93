import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Execution } from '../../data/shapes.ts'

/** Longer values are cut until somebody wants to read them. */
const CUT = 200

interface Trigger {
  readonly type?: string
  readonly user?: string
  readonly dryRun?: boolean
  readonly parameters?: Record<string, unknown>
  readonly artifacts?: readonly Artifact[]
  readonly resolvedExpectedArtifacts?: readonly { boundArtifact?: Artifact }[]
  readonly buildInfo?: { url?: string; number?: unknown; name?: string }
  readonly parentExecution?: { id?: string; name?: string; application?: string }
  readonly parentPipelineName?: string
  readonly link?: string
  readonly linkText?: string
  readonly repository?: string
  readonly branch?: string
  readonly tag?: string
}
interface Artifact {
  readonly type?: string
  readonly name?: string
  readonly version?: string
  readonly reference?: string
}

const triggerOf = (execution: Execution): Trigger => (execution.trigger ?? {}) as Trigger

/** What started an execution, and who. */
export const Origin = ({ execution }: { execution: Execution }) => {
  const trigger = triggerOf(execution)
  const starter = trigger.user ?? execution.authentication?.user ?? 'anonymous'
  const runsAs = execution.authentication?.user
  const { parentExecution: parent, buildInfo } = trigger
  return (
    <span className="pipelines-origin clip small">
      {trigger.dryRun && <span className="tag">dry run</span>} {trigger.type ?? 'manual'}{' '}
      {parent?.id ? (
        <a href={`#/applications/${encodeURIComponent(parent.application ?? '')}/executions/details/${parent.id}`}>
          {parent.name ?? trigger.parentPipelineName ?? 'parent'}
        </a>
      ) : (
        <Source trigger={trigger} />
      )}
      {isWebLink(buildInfo?.url) && (
        <a href={buildInfo?.url} target="_blank" rel="noreferrer noopener">
          {' '}
          {buildInfo?.name ?? 'build'} {String(buildInfo?.number ?? '')}
        </a>
      )}{' '}
      <span className="quiet">by</span> {starter}
      {runsAs && runsAs !== starter && <span className="quiet"> ({runsAs})</span>}
    </span>
  )
}

/** Addresses come from whoever triggers; only the web's are followed. */
const isWebLink = (url: string | undefined): boolean => url !== undefined && /^https?:\/\//i.test(url)

const Source = ({ trigger }: { trigger: Trigger }) => {
  const words = trigger.linkText ?? [trigger.repository, trigger.branch ?? trigger.tag].filter(Boolean).join(':')
  if (isWebLink(trigger.link))
    return (
      <a href={trigger.link} target="_blank" rel="noreferrer noopener">
        {words || 'link'}
      </a>
    )
  return words ? <span className="mono">{words}</span> : null
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const artifactsOf = ({ resolvedExpectedArtifacts, artifacts }: Trigger): Artifact[] => {
  const bound = (resolvedExpectedArtifacts ?? []).flatMap(({ boundArtifact }) => boundArtifact ?? [])
  return bound.length > 0 ? bound : [...(artifacts ?? [])]
}

/** Parameters and artifacts: the pinned ones always, the rest on demand; long values are cut. */
export const Given = ({ execution, pinned }: { execution: Execution; pinned: readonly string[] }) => {
  const [all, setAll] = useState(false)
  const trigger = triggerOf(execution)
  const parameters = Object.entries(trigger.parameters ?? {}).sort(
    ([a], [b]) => Number(pinned.includes(b)) - Number(pinned.includes(a)),
  )
  const artifacts = artifactsOf(trigger)
  // Without pinned ones a few say enough; with them these are what its author wants seen.
  const first = pinned.length > 0 ? parameters.filter(([name]) => pinned.includes(name)) : parameters.slice(0, 3)
  const hidden = parameters.length - first.length + artifacts.length
  const canceled = execution.canceled && `Canceled by ${execution.canceledBy ?? 'somebody'}`
  if (parameters.length + artifacts.length === 0 && !canceled) return null
  return (
    <div className="pipelines-run-more small">
      {canceled && (
        <span>
          {canceled}
          {execution.cancellationReason && `: ${execution.cancellationReason.slice(0, CUT)}`}
        </span>
      )}
      {(all ? parameters : first).map(([name, value]) => (
        <span key={name}>
          <span className="quiet">{name}</span> <Value text={textOf(value)} />
        </span>
      ))}
      {all &&
        artifacts.map((artifact, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: artifacts have no identity of their own
          <span key={position}>
            <span className="quiet">{artifact.type ?? 'artifact'}</span>{' '}
            <Value text={artifact.reference ?? [artifact.name, artifact.version].filter(Boolean).join(':') ?? ''} />
          </span>
        ))}
      {hidden > 0 && (
        <Button size="compact-xs" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Less' : `${hidden} more`}
        </Button>
      )}
    </div>
  )
}

const Value = ({ text }: { text: string }) => {
  const [whole, setWhole] = useState(false)
  if (text === '') return <span className="quiet">empty</span>
  return (
    <span className="mono">
      {whole ? text : text.slice(0, CUT)}
      {text.length > CUT && (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(!whole)}>
          {whole ? 'Less' : `… ${text.length - CUT} more characters`}
        </Button>
      )}
    </span>
  )
}
