import { Button } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Execution } from '../../data/shapes.ts'
import { Empty, Loaded } from '../../ui/states.tsx'
import { useNow } from '../../ui/time.tsx'
import { boundaryOf } from './boundaries.ts'
import { ExecutionRow } from './execution-row.tsx'
import { type Filters, useAllRuns, useRunsOf } from './queries.ts'

interface RunsOfPipelineProps {
  readonly app: string
  readonly id: string
  readonly filters: Filters
  readonly runs: number
  readonly pinned: readonly string[]
  readonly focus: string | undefined
}

const NONE: readonly string[] = []

/** What one pipeline did lately. */
export const RunsOfPipeline = ({ app, id, filters, runs, pinned, focus }: RunsOfPipelineProps) => {
  const [shown, setShown] = useState(20)
  return (
    <Loaded of={useRunsOf(app, id, filters, runs)} what="Executions">
      {({ executions }) =>
        executions.length === 0 ? (
          <div className="quiet pipelines-about">No executions to show.</div>
        ) : (
          <>
            {executions.slice(0, shown).map((execution) => (
              <ExecutionRow key={execution.id} execution={execution} pinned={pinned} focused={execution.id === focus} />
            ))}
            {executions.length > shown && (
              <Button variant="subtle" size="compact-sm" onClick={() => setShown(shown + 40)}>
                {executions.length - shown} more
              </Button>
            )}
          </>
        )
      }
    </Loaded>
  )
}

interface AllRunsProps {
  readonly app: string
  readonly filters: Filters
  readonly runs: number
  readonly byTime: boolean
  readonly focus: string | undefined
}

/** The executions of all pipelines together, the newest first; with headings by day, week and month when `byTime`. */
export const AllRuns = ({ app, filters, runs, byTime, focus }: AllRunsProps) => {
  const query = useAllRuns(app, filters, runs)
  const loaded = useMemo(() => query.data?.pages.flatMap(({ executions }) => executions), [query.data])
  return (
    <Loaded of={{ ...query, data: loaded }} what="Executions">
      {(executions) =>
        executions.length === 0 ? (
          <Empty title="No executions match" />
        ) : (
          <RunWindow
            executions={executions}
            byTime={byTime}
            focus={focus}
            total={query.data?.pages[0]?.total ?? 0}
            more={() => {
              if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
            }}
          />
        )
      }
    </Loaded>
  )
}

interface RunWindowProps {
  readonly executions: readonly Execution[]
  readonly byTime: boolean
  readonly focus: string | undefined
  readonly total: number
  readonly more: () => void
}

const RunWindow = ({ executions, byTime, focus, total, more }: RunWindowProps) => {
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  const today = new Date(useNow()).setHours(0, 0, 0, 0)
  const headings = useMemo(() => {
    const words = executions.map(({ startTime, buildTime }) => boundaryOf(startTime ?? buildTime, today))
    return words.map((each, position) => (byTime && each !== words[position - 1] ? each : undefined))
  }, [executions, byTime, today])
  useLayoutEffect(() => setMargin(list.current?.offsetTop ?? 0), [])
  const rows = useWindowVirtualizer({
    count: executions.length,
    estimateSize: () => 76,
    overscan: 6,
    scrollMargin: margin,
    getItemKey: useCallback((index: number) => executions[index]?.id ?? index, [executions]),
  })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= executions.length - 10 && executions.length < total) more()
  }, [last, executions.length, total, more])
  return (
    <div ref={list} className="pipelines-window" style={{ height: rows.getTotalSize() }}>
      {items.map(({ index, key, start }) => {
        const execution = executions[index]
        return (
          execution && (
            <div key={key} data-index={index} ref={rows.measureElement} style={{ top: start - margin }}>
              {headings[index] && <h2 className="pipelines-boundary">{headings[index]}</h2>}
              <div className="panel">
                <ExecutionRow execution={execution} pinned={NONE} named focused={execution.id === focus} />
              </div>
            </div>
          )
        )
      })}
    </div>
  )
}
