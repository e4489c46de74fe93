import { Button } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { PipelineRow } from './pipeline-row.tsx'
import { type Filters, isFiltered, type ListedPipeline, MOST_BARS, PAGE, usePipelinePages } from './queries.ts'

interface PipelineListProps {
  readonly app: string
  readonly filters: Filters
  readonly runs: number
  readonly opened: ReadonlySet<string>
  readonly started: { readonly pipeline: string; readonly execution: string } | undefined
  readonly toggle: (id: string) => void
  readonly start: (id: string) => void
  readonly clear: () => void
  /** What to do where there are no pipelines at all. */
  readonly none: ReactNode
}

const pagesOf = (from: number, to: number): number[] =>
  Array.from(
    { length: Math.floor(to / PAGE) - Math.floor(from / PAGE) + 1 },
    (_, index) => Math.floor(from / PAGE) + index,
  )

/** What a closed row takes, by the width of the window. */
const estimateSize = (): number => (window.innerWidth > 800 ? 70 : 117)

/** An application's pipelines, however many: pages are read as one comes to them, and only what is seen is drawn. */
export const PipelineList = (props: PipelineListProps) => {
  const { app, filters, runs, opened, started, toggle, start, clear, none } = props
  const list = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  const [pages, setPages] = useState<readonly number[]>([0])
  const wanted = useMemo(() => [...new Set([0, ...pages])], [pages])
  const { first, pipelines } = usePipelinePages(app, filters, Math.min(runs, MOST_BARS), wanted)
  const total = first.data?.total ?? 0
  const rowAt = useCallback(
    (index: number): ListedPipeline | undefined => {
      const page = Math.floor(index / PAGE)
      return pipelines.get(page)?.[index - page * PAGE]
    },
    [pipelines],
  )
  // The same function as long as it says the same: for another one the list is measured anew from its start.
  const keyAt = useCallback((index: number) => rowAt(index)?.id ?? `at ${index}`, [rowAt])
  const rows = useWindowVirtualizer({
    count: total,
    estimateSize,
    overscan: 8,
    scrollMargin: margin,
    getItemKey: keyAt,
  })
  const items = rows.getVirtualItems()
  const seen = pagesOf(items[0]?.index ?? 0, items.at(-1)?.index ?? 0).join(',')
  useEffect(() => setPages(seen.split(',').map(Number)), [seen])
  const shown = first.data !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is there once there is an answer
  useLayoutEffect(() => setMargin(list.current?.offsetTop ?? 0), [shown])

  if (first.data === undefined && first.error === null) return <Loading />
  if (first.data === undefined)
    return (
      <Failed what="Pipelines could not be read." error={first.error as Error} retry={() => void first.refetch()} />
    )
  if (total === 0)
    return isFiltered(filters) ? (
      <Empty title="No pipelines match">
        <Button variant="default" size="compact-sm" onClick={clear}>
          Clear filters
        </Button>
      </Empty>
    ) : (
      none
    )
  return (
    <>
      <div className="visually-hidden" role="status">
        {total} pipelines
      </div>
      <div ref={list} className="pipelines-window" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, key, start: top }) => {
          const pipeline = rowAt(index)
          return (
            <div key={key} data-index={index} ref={rows.measureElement} style={{ top: top - margin }}>
              {pipeline ? (
                <PipelineRow
                  app={app}
                  pipeline={pipeline}
                  filters={filters}
                  runs={runs}
                  open={opened.has(pipeline.id)}
                  focus={started?.pipeline === pipeline.id ? started.execution : undefined}
                  toggle={toggle}
                  start={start}
                />
              ) : (
                <div className="panel pipelines-line" aria-hidden="true" />
              )}
            </div>
          )
        })}
      </div>
    </>
  )
}
