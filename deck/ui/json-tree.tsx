import './json-tree/json-tree.css'
import { Button, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { copyText } from './clipboard.ts'
import { foundRows, type JsonRow, jsonRows, previewOf } from './json-tree/rows.ts'

const LINE = 24

interface TreeProps {
  label: string
  value: unknown
  /** Paths that are open at first. */
  open?: readonly string[]
}

/** A JSON value that can be looked through: folded, searched, and copied from. Only the lines in view are drawn. */
export const JsonTree = ({ label, value, open = [] }: TreeProps) => {
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set(open))
  const [words, setWords] = useState('')
  const [current, setCurrent] = useState<string>()
  const place = useRef<HTMLDivElement>(null)
  const sought = words.trim()
  const rows = useMemo(() => (sought ? foundRows(value, sought) : jsonRows(value, opened)), [value, opened, sought])
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => LINE,
    overscan: 12,
  })
  const chosen = rows.find(({ path }) => path === current)
  const toggle = ({ path, open: isOpen }: JsonRow, wanted = !isOpen): void => {
    if (isOpen === undefined || sought) return
    const next = new Set(opened)
    if (wanted) next.add(path)
    else next.delete(path)
    setOpened(next)
  }
  const goTo = (at: number): void => {
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)]
    if (!row) return
    setCurrent(row.path)
    lines.scrollToIndex(rows.indexOf(row))
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>('[data-current]')?.focus())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex(({ path }) => path === current)
    const row = rows[at]
    if (event.key === 'ArrowDown') goTo(at + 1)
    else if (event.key === 'ArrowUp') goTo(at - 1)
    else if (event.key === 'Home') goTo(0)
    else if (event.key === 'End') goTo(rows.length - 1)
    else if (event.key === 'Enter' && row) toggle(row)
    else if (event.key === 'ArrowRight' && row) row.open === false ? toggle(row) : goTo(at + 1)
    else if (event.key === 'ArrowLeft' && row)
      row.open ? toggle(row) : goTo(rows.findLastIndex(({ level }, i) => i < at && level < row.level))
    else return
    event.preventDefault()
  }
  return (
    <div className="json-tree">
      <div className="row tight">
        <TextInput
          size="xs"
          aria-label={`Search ${label}`}
          placeholder="Search keys and values"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <span className="quiet small" role="status">
          {sought && `${rows.filter(({ matches }) => matches).length} found`}
        </span>
        <span className="push row tight">
          <Button
            size="compact-xs"
            variant="default"
            disabled={!chosen}
            onClick={() => chosen && void copyText(chosen.path, 'Path')}
          >
            Copy path
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => void copyText(textOf(chosen ? chosen.value : value), chosen ? 'Value' : label)}
          >
            {chosen ? 'Copy value' : 'Copy all'}
          </Button>
        </span>
      </div>
      {rows.length === 0 ? (
        <div className="quiet">{sought ? 'Nothing in it says that.' : 'Nothing is in it.'}</div>
      ) : (
        <div ref={place} className="json-tree-lines" role="tree" aria-label={label} onKeyDown={onKeyDown} tabIndex={-1}>
          <div style={{ height: lines.getTotalSize(), position: 'relative' }} role="none">
            {lines.getVirtualItems().map(({ index, start }) => {
              const row = rows[index]!
              const isCurrent = row.path === current || (chosen === undefined && index === 0)
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the tree answers the keys
                <div
                  key={row.path}
                  role="treeitem"
                  aria-level={row.level}
                  aria-selected={row.path === current}
                  {...(row.open === undefined ? {} : { 'aria-expanded': row.open })}
                  tabIndex={isCurrent ? 0 : -1}
                  data-current={isCurrent || undefined}
                  data-match={row.matches || undefined}
                  className="json-tree-line mono"
                  style={{ transform: `translateY(${start}px)`, paddingLeft: `${row.level * 16 - 12}px` }}
                  title={row.path}
                  onFocus={() => setCurrent(row.path)}
                  onClick={() => {
                    setCurrent(row.path)
                    toggle(row)
                  }}
                >
                  <span className="json-tree-fold" aria-hidden="true">
                    {row.open === true && <IconChevronDown size={14} />}
                    {row.open === false && <IconChevronRight size={14} />}
                  </span>
                  <span className="json-tree-key">{row.key}</span>
                  <span className={row.open === undefined ? '' : 'quiet'}>{previewOf(row.value)}</span>
                </div>
              )
            })}
          </div>
        </div>
      )}
    </div>
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''))
