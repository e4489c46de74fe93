import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { drawnStages, isActive } from '../../../data/execution.ts'
import type { Execution } from '../../../data/shapes.ts'
import { stateOf, statusWords } from '../../../ui/status.tsx'
import { durationWords, useNow } from '../../../ui/time.tsx'
import { criticalPath } from '../graph/critical-path.ts'
import { type TimelineRow, ticksOf, timelineRows } from './rows.ts'

const LINE = 30

interface TimelineProps {
  execution: Execution
  selected: string | undefined
  choose: (stageId: string) => void
}

/** When each stage ran, how long it waited for its turn, and which of them made the whole take as long as it did. */
export const Timeline = ({ execution, selected, choose }: TimelineProps) => {
  const present = useNow()
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState<string>()
  const place = useRef<HTMLDivElement>(null)
  const start = execution.startTime ?? execution.buildTime
  const end = execution.endTime ?? (isActive(execution.status) ? present : latestEnd(execution, start))
  const span = Math.max(1, end - start)
  const critical = useMemo(
    () => new Set(criticalPath(drawnStages(execution), execution.endTime ?? Date.now())),
    [execution],
  )
  const rows = useMemo(() => timelineRows(execution, opened, critical), [execution, opened, critical])
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => LINE,
    overscan: 10,
  })
  const chosen = current ?? selected
  const here = Math.max(
    0,
    rows.findIndex(({ id }) => id === chosen),
  )
  const goTo = (at: number): void => {
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)]
    if (!row) return
    setCurrent(row.id)
    lines.scrollToIndex(rows.indexOf(row))
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>('[data-current]')?.focus())
  }
  const toggle = ({ id, open }: TimelineRow): void => {
    if (open === undefined) return
    const next = new Set(opened)
    if (open) next.delete(id)
    else next.add(id)
    setOpened(next)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[here]
    if (event.key === 'ArrowDown') goTo(here + 1)
    else if (event.key === 'ArrowUp') goTo(here - 1)
    else if (event.key === 'Home') goTo(0)
    else if (event.key === 'End') goTo(rows.length - 1)
    else if (event.key === 'ArrowRight' && row?.open === false) toggle(row)
    else if (event.key === 'ArrowLeft' && row?.open) toggle(row)
    else if (event.key === 'ArrowLeft' && row) goTo(rows.findLastIndex(({ level }, i) => i < here && level < row.level))
    else if (event.key === 'Enter' && row) choose(row.stageId)
    else return
    event.preventDefault()
  }
  const share = (time: number): string => `${(100 * Math.max(0, Math.min(span, time - start))) / span}%`
  return (
    <div className="execution-timeline">
      <div className="execution-timeline-head small quiet" aria-hidden="true">
        <span>Stage</span>
        <span className="execution-timeline-lane">
          {ticksOf(span, 5).map((tick) => (
            <span key={tick} className="execution-timeline-tick" style={{ left: share(start + tick) }}>
              {durationWords(tick)}
            </span>
          ))}
        </span>
      </div>
      <div
        ref={place}
        className="execution-timeline-lines"
        role="tree"
        tabIndex={-1}
        aria-label="Time line of the stages"
        onKeyDown={onKeyDown}
      >
        <div style={{ height: lines.getTotalSize(), position: 'relative' }} role="none">
          {lines.getVirtualItems().map(({ index, start: top }) => {
            const row = rows[index]!
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree answers the keys
              <div
                key={row.id}
                role="treeitem"
                className="execution-timeline-line"
                aria-level={row.level}
                aria-selected={row.stageId === selected}
                {...(row.open === undefined ? {} : { 'aria-expanded': row.open })}
                aria-label={wordsOf(row, start, present)}
                data-current={index === here || undefined}
                data-state={stateOf(row.status)}
                data-critical={row.critical || undefined}
                tabIndex={index === here ? 0 : -1}
                style={{ transform: `translateY(${top}px)` }}
                onFocus={() => setCurrent(row.id)}
                onClick={() => {
                  setCurrent(row.id)
                  choose(row.stageId)
                }}
              >
                <span className="execution-timeline-name clip" style={{ paddingLeft: `${(row.level - 1) * 14}px` }}>
                  <button
                    type="button"
                    className="execution-timeline-fold"
                    tabIndex={-1}
                    aria-hidden="true"
                    disabled={row.open === undefined}
                    onClick={(event) => {
                      event.stopPropagation()
                      toggle(row)
                    }}
                  >
                    {row.open === undefined ? '' : row.open ? '▾' : '▸'}
                  </button>
                  <span className="clip" title={row.name}>
                    {row.name}
                  </span>
                </span>
                <span className="execution-timeline-lane">
                  {row.readyAt !== undefined && row.from !== undefined && row.from - row.readyAt > span / 500 && (
                    <span
                      className="execution-timeline-wait"
                      title={`waited ${durationWords(row.from - row.readyAt)} for its turn`}
                      style={{ left: share(row.readyAt), width: width(row.readyAt, row.from, span) }}
                    />
                  )}
                  {row.from !== undefined && (
                    <span
                      className="execution-timeline-bar"
                      data-waits={row.waits || undefined}
                      style={{ left: share(row.from), width: width(row.from, row.to ?? end, span) }}
                    />
                  )}
                  {row.from !== undefined && (
                    <span
                      className="execution-timeline-took small"
                      style={
                        (row.to ?? end) - start > span * 0.8
                          ? { right: `calc(100% - ${share(row.from)} + 6px)` }
                          : { left: `calc(${share(row.to ?? end)} + 6px)` }
                      }
                    >
                      {durationWords((row.to ?? present) - row.from)}
                    </span>
                  )}
                </span>
              </div>
            )
          })}
        </div>
      </div>
      <div className="small quiet row">
        <span>
          <i className="execution-timeline-key" data-kind="critical" /> critical path
        </span>
        <span>
          <i className="execution-timeline-key" data-kind="waits" /> waits for a person, a time or its turn
        </span>
      </div>
    </div>
  )
}

const width = (from: number, to: number, span: number): string => `max(3px, ${(100 * Math.max(0, to - from)) / span}%)`

const latestEnd = ({ stages }: Execution, start: number): number =>
  (stages ?? []).reduce((latest, { endTime }) => Math.max(latest, endTime ?? 0), start)

const wordsOf = (row: TimelineRow, start: number, present: number): string => {
  const begun = row.from === undefined ? '' : `, began after ${durationWords(row.from - start)}`
  const took = row.from === undefined ? '' : `, took ${durationWords((row.to ?? present) - row.from)}`
  return `${row.name}: ${statusWords(row.status)}${begun}${took}${row.critical ? ', on the critical path' : ''}`
}
