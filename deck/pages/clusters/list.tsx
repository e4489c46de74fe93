import { useWindowVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useInfrastructure } from '../../clouds/detail.tsx'
import { placeOf } from '../../clouds/group.ts'
import {
  type ClusterFilters,
  type ClusterList,
  ROWS_OF_PAGE,
  type RunningWork,
  type ServerGroupRow,
  useRowPages,
  useRunningWork,
} from '../../data/infrastructure.ts'
import { useAddress } from '../../ui/address.ts'
import { usePageActions } from '../../ui/page-actions.ts'
import { ClusterHead, RegionHead } from './cluster-head.tsx'
import { InstanceTable } from './instance-table.tsx'
import { isCompact, type ListItem, type ListLook, layOut, squaresOfLine } from './layout.ts'
import { GroupRow } from './row.tsx'
import { toggleGroup, useSelection } from './selection.ts'

interface ListProps {
  app: string
  list: ClusterList
  search: Readonly<Record<string, string | undefined>>
  filters: ClusterFilters
}

const NOTHING: readonly RunningWork[] = []

/** The list: as long as it is, drawn and read only where somebody looks. */
export const List = ({ app, list, search, filters }: ListProps) => {
  const box = useRef<HTMLDivElement>(null)
  const { width, top } = usePlace(box)
  const instances = search.listInstances === 'true' ? 'list' : search.hideInstances === 'true' ? 'none' : 'squares'
  const look = useMemo<ListLook>(() => ({ width, instances }), [width, instances])
  const items = useMemo(() => layOut(list, look), [list, look])
  const virtualizer = useWindowVirtualizer({
    count: width === 0 ? 0 : items.length,
    estimateSize: (index) => items[index]?.height ?? 40,
    // The same function as long as it says the same: for another one the list is measured anew from its start.
    getItemKey: useCallback((index: number) => keyOf(items[index], index), [items]),
    overscan: 8,
    scrollMargin: top,
  })
  const shown = virtualizer.getVirtualItems()
  useAnchor(virtualizer, shown, items, width)
  const rows = useRows(app, list, filters, shown, items)
  const { groups, instances: marked } = useSelection(app)
  const selecting = search.multiselect === 'true' || groups.size > 0 || marked.size > 0
  const { detail } = useInfrastructure()
  const running = useRunningWork(app).data ?? NOTHING
  useSelectKey(app, rows)

  return (
    <div ref={box} className="clusters-list" data-compact={isCompact(look) || undefined}>
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {shown.map((at) => {
          const item = items[at.index]
          if (!item) return null
          return (
            <div
              key={identityOf(item, rows) ?? at.key}
              className="clusters-item"
              data-kind={item.kind}
              style={{ height: item.height, transform: `translateY(${at.start - virtualizer.options.scrollMargin}px)` }}
            >
              {item.kind === 'cluster' && <ClusterHead app={app} cluster={item.cluster} />}
              {item.kind === 'region' && <RegionHead region={item.region} groups={item.groups} />}
              {item.kind === 'group' && (
                <GroupRow
                  app={app}
                  index={item.index}
                  group={rows(item.index)}
                  lines={item.squares}
                  perLine={squaresOfLine(look)}
                  sort={search.instanceSort}
                  selecting={selecting}
                  selected={groups}
                  active={detail}
                  running={running}
                />
              )}
              {item.kind === 'instances' && (
                <InstanceTable
                  app={app}
                  group={rows(item.index)}
                  offset={item.offset}
                  count={item.count}
                  sort={search.instanceSort}
                  selecting={selecting}
                />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** A row that moves because others come or go stays the same row, with its focus. */
const identityOf = (item: ListItem, rows: (index: number) => ServerGroupRow | undefined): string | undefined => {
  const group = 'index' in item ? rows(item.index) : undefined
  if (!group) return undefined
  return item.kind === 'instances' ? `${placeOf(group)} from ${item.offset}` : placeOf(group)
}

/**
 * Heights are what the layout says: when it changes, what was remembered of the one before does not hold. When it is the
 * width that changed, as when a panel opens, the row at the top of the window stays there.
 */
const useAnchor = (
  virtualizer: Virtualizer<Window, Element>,
  shown: readonly VirtualItem[],
  items: readonly ListItem[],
  width: number,
): void => {
  const before = useRef<{ width: number; shown: readonly VirtualItem[] }>({ width, shown })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the items that change the heights
  useLayoutEffect(() => {
    const { shown: were, width: was } = before.current
    const at = window.scrollY
    const first = at > virtualizer.options.scrollMargin ? were.find(({ end }) => end > at + BAR) : undefined
    virtualizer.measure()
    if (was === width || was === 0 || !first) return
    let start = virtualizer.options.scrollMargin
    for (let index = 0; index < first.index; index += 1) start += items[index]?.height ?? 0
    window.scrollTo(0, at + start - first.start)
  }, [items, virtualizer])
  useLayoutEffect(() => {
    before.current = { width, shown }
  })
}

/** The bar at the top of the window covers that much of the page. */
const BAR = 44

const keyOf = (item: ListItem | undefined, index: number): string => {
  switch (item?.kind) {
    case 'cluster':
      return `${item.cluster.account}/${item.cluster.name}`
    case 'region':
      return `${item.cluster.account}/${item.cluster.name}/${item.region}`
    case 'group':
      return `group ${item.index}`
    case 'instances':
      return `instances ${item.index} ${item.offset}`
    default:
      return String(index)
  }
}

/** How wide the list is, and where on the page it begins. */
const usePlace = (box: RefObject<HTMLDivElement | null>) => {
  const [place, setPlace] = useState({ width: 0, top: 0 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      const { width, top } = element.getBoundingClientRect()
      // Hidden behind a panel it has no width; what it had will be right again.
      if (width === 0) return
      const next = { width: Math.floor(width), top: Math.round(top + window.scrollY) }
      setPlace((now) => (now.width === next.width && now.top === next.top ? now : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return place
}

/** A row by its place in the list; undefined while it is read. */
const useRows = (
  app: string,
  list: ClusterList,
  filters: ClusterFilters,
  shown: readonly VirtualItem[],
  items: readonly ListItem[],
) => {
  const wanted = new Set<number>()
  for (const { index } of shown) {
    const item = items[index]
    if (item && 'index' in item) wanted.add(Math.floor(item.index / ROWS_OF_PAGE))
  }
  wanted.delete(0)
  const pages = useRowPages(app, filters, [...wanted])
  return (index: number): ServerGroupRow | undefined => {
    const page = Math.floor(index / ROWS_OF_PAGE)
    return (page === 0 ? list.serverGroups : pages.get(page))?.[index % ROWS_OF_PAGE]
  }
}

/** `x` marks the row that has the focus. */
const useSelectKey = (app: string, rows: (index: number) => ServerGroupRow | undefined): void => {
  const [search, change] = useAddress()
  usePageActions([
    {
      name: 'Select the server group',
      keys: 'x',
      run: () => {
        const at = document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset.index
        const group = at === undefined ? undefined : rows(Number(at))
        if (!group) return
        toggleGroup(app, group)
        if (search.multiselect !== 'true') change({ multiselect: 'true' })
      },
    },
  ])
}
