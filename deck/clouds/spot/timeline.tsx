import './spot.css'
import { NativeSelect, TextInput } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Empty, Loaded } from '../../ui/states.tsx'
import type { State } from '../../ui/status.tsx'
import { When } from '../../ui/time.tsx'
import type { ClusterProps, GroupProps } from '../cloud.ts'
import { clusterOf, counted } from '../group.ts'
import { usePeriod } from './money.tsx'
import {
  type GroupAddress,
  LOG_PERIODS,
  LOG_SEVERITIES,
  type TimelineEntry,
  type TimelineView,
  useClusterTimeline,
  useElastilog,
  useTimeline,
} from './queries.ts'
import { asSpot, timeOf } from './shapes.ts'

/** Of one, and of several. */
const KINDS: Readonly<Record<string, readonly [one: string, several: string]>> = {
  interruption: ['Interruption', 'Interruptions'],
  replacement: ['Replacement', 'Replacements'],
  launch: ['Launch', 'Launches'],
  scale: ['Scaling', 'Scaling'],
  roll: ['Roll', 'Rolls'],
  suspension: ['Suspension', 'Suspensions'],
  health: ['Health', 'Health'],
  update: ['Update', 'Updates'],
  log: ['Other', 'Other'],
}

const SEVERITIES: Readonly<Record<string, State>> = { ERROR: 'failed', WARN: 'waiting', INFO: 'running', DEBUG: 'idle' }

/** What happened to a server group: interruptions, replacements, scaling and rolls as one, and Spot's log as it is. */
export const GroupTimeline = ({ app, group }: GroupProps) => {
  const address: GroupAddress = { app, account: group.account, region: group.region, name: group.name }
  const [asLog, setAsLog] = useState(false)
  return (
    <>
      <fieldset className="chips">
        <legend className="visually-hidden">View</legend>
        <button type="button" aria-pressed={!asLog} onClick={() => setAsLog(false)}>
          Timeline
        </button>
        <button type="button" aria-pressed={asLog} onClick={() => setAsLog(true)}>
          Elastilog
        </button>
      </fieldset>
      {asLog ? (
        <Elastilog address={address} cluster={clusterOf(group)} elastigroupId={asSpot(group).cloudId ?? ''} />
      ) : (
        <OfGroup address={address} />
      )}
    </>
  )
}

const OfGroup = ({ address }: { address: GroupAddress }) => {
  const { from, choice } = usePeriod('7')
  return (
    <Timeline
      app={address.app}
      of={useTimeline(address, from)}
      choice={choice}
      empty={`Nothing happened to ${address.name}`}
    />
  )
}

export const ClusterTimeline = ({ app, account, cluster }: ClusterProps) => {
  const { from, choice } = usePeriod('7')
  const timeline = useClusterTimeline(app, account, cluster, from)
  return <Timeline app={app} of={timeline} choice={choice} empty={`Nothing happened to ${cluster}`} />
}

interface TimelineProps {
  app: string
  of: ReturnType<typeof useTimeline>
  choice: ReactNode
  empty: string
}

const Timeline = ({ app, of, choice, empty }: TimelineProps) => {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const { instance: asked = '' } = useSearch({ strict: false }) as { instance?: string }
  const [instance, setInstance] = useState(asked)
  const toggle = (kind: string) => {
    const next = new Set(hidden)
    if (!next.delete(kind)) next.add(kind)
    setHidden(next)
  }
  return (
    <>
      <div className="row tight">
        {choice}
        <TextInput
          aria-label="Instance"
          placeholder="Instance"
          size="xs"
          value={instance}
          onChange={(event) => setInstance(event.currentTarget.value.trim())}
        />
      </div>
      <Loaded of={of} what="The timeline">
        {(view) => (
          <>
            <Kinds view={view} hidden={hidden} toggle={toggle} />
            <Entries
              app={app}
              view={view}
              empty={empty}
              shown={({ kind, instanceIds = [] }) =>
                !hidden.has(kind) && (instance === '' || instanceIds.some((id) => id.includes(instance)))
              }
            />
          </>
        )}
      </Loaded>
    </>
  )
}

interface KindsProps {
  view: TimelineView
  hidden: ReadonlySet<string>
  toggle: (kind: string) => void
}

const Kinds = ({ view: { entries, counters }, hidden, toggle }: KindsProps) => {
  const counts = new Map<string, number>()
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return (
    <>
      {counters !== undefined && (
        <div className="quiet small">
          {counted(counters.interruptions ?? 0, 'interruption')}, {counted(counters.replacements ?? 0, 'replacement')},{' '}
          {counted(counters.onDemandFallbacks ?? 0, 'on-demand instance')} in place of Spot
        </div>
      )}
      <fieldset className="chips">
        <legend className="visually-hidden">Kinds shown</legend>
        {Object.entries(KINDS)
          .filter(([kind]) => counts.has(kind))
          .map(([kind, [, several]]) => (
            <button key={kind} type="button" aria-pressed={!hidden.has(kind)} onClick={() => toggle(kind)}>
              {several} {counts.get(kind)}
            </button>
          ))}
      </fieldset>
    </>
  )
}

interface EntriesProps {
  app: string
  view: TimelineView
  empty: string
  shown: (entry: TimelineEntry) => boolean
}

const Entries = ({ app, view: { entries, truncated }, empty, shown }: EntriesProps) => {
  const found = entries.filter(shown)
  if (found.length === 0) return <Empty title={entries.length === 0 ? `${empty} in this period` : 'Nothing matches'} />
  return (
    <>
      <ul className="entries" aria-label="Timeline">
        {found.map((entry, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two things may happen at once, in the same words
          <li key={position}>
            <span className="quiet small">
              <When at={entry.at} />
            </span>
            <span className="status small" data-state={SEVERITIES[entry.severity?.toUpperCase() ?? ''] ?? 'idle'}>
              {KINDS[entry.kind]?.[0] ?? entry.kind}
            </span>
            <span>
              {entry.message}
              <Origin app={app} entry={entry} />
            </span>
          </li>
        ))}
      </ul>
      {truncated && <div className="quiet">There is more: choose a shorter period to see the rest of it.</div>}
    </>
  )
}

const Origin = ({ app, entry }: { app: string; entry: TimelineEntry }) => {
  const { executionId, executionName, executionType, serverGroup, fallback } = entry
  const words = executionName ?? (executionType === 'ORCHESTRATION' ? 'a task' : 'a pipeline')
  return (
    <span className="small row tight">
      {serverGroup && <span className="quiet">{serverGroup}</span>}
      {fallback && <span className="tag">on-demand fallback</span>}
      {executionId &&
        (executionType === 'ORCHESTRATION' ? (
          <Link to="/applications/$app/tasks/$id" params={{ app, id: executionId }}>
            by {words}
          </Link>
        ) : (
          <Link to="/applications/$app/executions/details/$id" params={{ app, id: executionId }}>
            by {words}
          </Link>
        ))}
    </span>
  )
}

interface ElastilogProps {
  address: GroupAddress
  cluster: string
  elastigroupId: string
}

const Elastilog = ({ address, cluster, elastigroupId }: ElastilogProps) => {
  const [period, setPeriod] = useState('ONE_DAY')
  const [severity, setSeverity] = useState('ALL')
  const log = useElastilog(address, { cluster, elastigroupId, period, severity })
  return (
    <>
      <div className="row tight">
        <NativeSelect
          aria-label="Period"
          size="xs"
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value)}
          data={Object.entries(LOG_PERIODS).map(([value, label]) => ({ value, label }))}
        />
        <NativeSelect
          aria-label="Severity"
          size="xs"
          value={severity}
          onChange={(event) => setSeverity(event.currentTarget.value)}
          data={LOG_SEVERITIES.map((value) => ({ value, label: value === 'ALL' ? 'Every severity' : value }))}
        />
      </div>
      <Loaded of={log} what="The Elastilog">
        {(entries) =>
          entries.length === 0 ? (
            <Empty title="No log entries in this period" />
          ) : (
            <ul className="entries" aria-label="Elastilog">
              {entries.map((entry, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same line may be logged twice
                <li key={position}>
                  <span className="quiet small">
                    <When at={timeOf(entry.createdAt)} />
                  </span>
                  <span className="status small" data-state={SEVERITIES[entry.severity.toUpperCase()] ?? 'idle'}>
                    {entry.severity}
                  </span>
                  <span>{entry.message}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
