import './log/log.css'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useAddress } from './address.ts'
import { copyText } from './clipboard.ts'
import { download } from './download.ts'
import { type Piece, piecesOf, plainOf } from './log/ansi.ts'

const LINE = 20

interface LogProps {
  label: string
  lines: readonly string[]
  /** Whether more may come: then the end stays in view unless one has scrolled up. */
  live?: boolean
}

/** A log: colours, search, a link to each line (`?line=`), download; the end is followed while it grows. Only lines in view are drawn. */
export const LogView = ({ label, lines, live = false }: LogProps) => {
  const [{ line: addressed }, change] = useAddress()
  const place = useRef<HTMLDivElement>(null)
  const [follows, setFollows] = useState(live)
  const [words, setWords] = useState('')
  const [found, setFound] = useState(0)
  const pieces = useMemo(() => piecesOf(lines), [lines])
  const plain = useMemo(() => pieces.map(plainOf), [pieces])
  const widest = useMemo(() => plain.reduce((most, each) => Math.max(most, each.length), 0), [plain])
  const sought = words.trim().toLowerCase()
  const hits = useMemo(
    () => (sought ? plain.flatMap((each, at) => (each.toLowerCase().includes(sought) ? [at] : [])) : []),
    [plain, sought],
  )
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => place.current,
    estimateSize: () => LINE,
    overscan: 20,
  })
  const marked = addressed && /^\d{1,7}$/.test(addressed) ? Number(addressed) - 1 : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: only an address that one comes with moves the view
  useEffect(() => {
    if (marked !== undefined && marked < lines.length) rows.scrollToIndex(marked, { align: 'center' })
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines move the view
  useEffect(() => {
    if (live && follows && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [lines.length, live, follows])
  const show = (step: number): void => {
    if (hits.length === 0) return
    const next = (found + step + hits.length) % hits.length
    setFound(next)
    rows.scrollToIndex(hits[next]!, { align: 'center' })
  }
  const seek = (text: string): void => {
    setWords(text)
    setFound(0)
    const first = text.trim() ? plain.findIndex((each) => each.toLowerCase().includes(text.trim().toLowerCase())) : -1
    if (first >= 0) rows.scrollToIndex(first, { align: 'center' })
  }
  return (
    <section className="log" aria-label={label}>
      <div className="row tight">
        <TextInput
          size="xs"
          aria-label={`Search ${label}`}
          placeholder="Search"
          value={words}
          onChange={(event) => seek(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') show(event.shiftKey ? -1 : 1)
          }}
        />
        <span className="quiet small" role="status">
          {sought && (hits.length > 0 ? `${found + 1} of ${hits.length}` : 'not found')}
        </span>
        {hits.length > 1 && (
          <>
            <Button size="compact-xs" variant="default" onClick={() => show(-1)}>
              Previous
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => show(1)}>
              Next
            </Button>
          </>
        )}
        <span className="push row tight">
          {live && (
            <Checkbox
              size="xs"
              label="Follow"
              checked={follows}
              onChange={(event) => setFollows(event.currentTarget.checked)}
            />
          )}
          <Button
            size="compact-xs"
            variant="default"
            disabled={lines.length === 0}
            onClick={() => download(`${label}.log`, `${plain.join('\n')}\n`)}
          >
            Download
          </Button>
        </span>
      </div>
      {lines.length === 0 ? (
        <div className="quiet">{live ? 'Nothing has been said yet.' : 'Nothing was said.'}</div>
      ) : (
        <div
          ref={place}
          className="log-lines mono"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
          role="log"
          aria-label={`Lines of ${label}`}
          aria-live="off"
          onWheel={() => live && setFollows(isAtEnd(place.current))}
        >
          <div style={{ height: rows.getTotalSize(), position: 'relative', minWidth: `calc(${widest}ch + 5em)` }}>
            {rows.getVirtualItems().map(({ index, start }) => (
              <div
                key={index}
                className="log-line"
                data-marked={index === marked || undefined}
                data-found={hits[found] === index || undefined}
                style={{ transform: `translateY(${start}px)` }}
              >
                <button
                  type="button"
                  className="log-number"
                  aria-label={`Link to line ${index + 1}`}
                  tabIndex={-1}
                  onClick={() => {
                    change({ line: String(index + 1) })
                    setTimeout(() => void copyText(location.href, `Link to line ${index + 1}`), 50)
                  }}
                >
                  {index + 1}
                </button>
                <span>
                  {pieces[index]!.map((piece, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                    <Said key={at} piece={piece} sought={sought} />
                  ))}
                </span>
              </div>
            ))}
          </div>
        </div>
      )}
    </section>
  )
}

const isAtEnd = (place: HTMLDivElement | null): boolean =>
  place !== null && place.scrollHeight - place.scrollTop - place.clientHeight < 2 * LINE

const Said = ({ piece, sought }: { piece: Piece; sought: string }) => {
  const style = {
    ...(piece.colour ? { color: `var(--deck-${piece.colour})` } : {}),
    ...(piece.bold ? { fontWeight: 700 } : {}),
  }
  if (!sought) return <span style={style}>{piece.text}</span>
  const at = piece.text.toLowerCase().indexOf(sought)
  if (at < 0) return <span style={style}>{piece.text}</span>
  return (
    <span style={style}>
      {piece.text.slice(0, at)}
      <mark>{piece.text.slice(at, at + sought.length)}</mark>
      {piece.text.slice(at + sought.length)}
    </span>
  )
}
