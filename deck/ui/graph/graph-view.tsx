import './graph.css'
import { Button, TextInput } from '@mantine/core'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { State } from '../status.tsx'
import { Drawing, type Edge, type Place } from './drawing.tsx'
import { BOX, type Box, type Placed, type Point } from './layout.ts'
import { Minimap, minimapScale } from './minimap.tsx'
import { neighbourOf } from './neighbour.ts'
import { useLayout } from './use-layout.ts'
import { useViewport } from './viewport.ts'

export interface GraphHandle {
  /** Moves the focus to a box, as soon as it is drawn. */
  goTo: (key: string) => void
}

interface GraphViewProps<N extends Box> {
  /** What it shows, for readers of screens. */
  label: string
  /** Keys are unique. */
  nodes: readonly N[]
  /** The chosen one: where Tab leads first, and what is kept in view. */
  chosen: string | undefined
  /** A button made with `boxProps`; stays the same function while it draws the same. */
  draw: (node: N, place: Place, found: boolean) => ReactNode
  stateOf: (node: N) => State
  /** What a search looks through. */
  wordsOf: (node: N) => string
  /** What an arrow carries; it is where a pointer may go, and nobody else needs to. */
  onEdge?: (edge: Edge) => ReactNode
  /** Boxes whose arrows to each other stand out. */
  path?: ReadonlySet<string>
  /** An arrow key, Home or End led here. */
  arrived?: (key: string) => void
  /** A key that the graph itself has no use for. */
  pressed?: (pressed: string, key: string) => void
  /** Stand before the search and after it. */
  before?: ReactNode
  tools?: ReactNode
  ref?: Ref<GraphHandle>
}

/** More boxes than these get a small map and a search. */
const MANY = 12
const NO_PATH: ReadonlySet<string> = new Set()

/** Stages and what each waits for: moved by dragging and scrolling, zoomed, searched, and gone through by arrow keys. */
export const GraphView = <N extends Box>(props: GraphViewProps<N>) => {
  const { label, nodes, chosen, draw, stateOf, wordsOf, onEdge, path = NO_PATH, arrived, pressed } = props
  const [focused, setFocused] = useState<string>()
  const [hits, setHits] = useState<ReadonlySet<string>>(NO_PATH)
  const frame = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const small = useRef<HTMLDivElement>(null)
  const awaited = useRef<string>(undefined)
  const placed = useLayout(nodes)
  const shown = useMemo(() => nodes.filter(({ key }) => placed?.at.has(key)), [nodes, placed])
  const states = useMemo(() => new Map(nodes.map((node) => [node.key, stateOf(node)])), [nodes, stateOf])
  const isThere = (key: string | undefined): key is string => key !== undefined && placed?.at.has(key) === true
  const current = isThere(focused) ? focused : isThere(chosen) ? chosen : nodes[0]?.key
  const middleOf = (key: string): Point => {
    const { x, y } = placed?.at.get(key) ?? { x: 0, y: 0 }
    return { x: x + BOX.width / 2, y: y + BOX.height / 2 }
  }
  const first = current === undefined ? undefined : middleOf(current)
  const { watch, fitAll, zoomBy, centreOn, drag } = useViewport(frame, layer, placed, first, ({ x, y, zoom }) => {
    if (!small.current || !frame.current || !placed) return
    const scale = minimapScale(placed) / zoom
    small.current.style.transform = `translate(${-x * scale}px, ${-y * scale}px)`
    small.current.style.width = `${frame.current.clientWidth * scale}px`
    small.current.style.height = `${frame.current.clientHeight * scale}px`
  })
  const arrive = (): void => {
    const key = awaited.current
    if (!isThere(key)) return
    centreOn(middleOf(key), true)
    const box = frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
    if (!box) return
    awaited.current = undefined
    box.focus({ preventScroll: true })
  }
  // What is drawn takes the focus at once, as the next key may follow within the same frame; the rest when it is drawn.
  useLayoutEffect(arrive)
  const goTo = (key: string): void => {
    awaited.current = key
    setFocused(key)
    arrive()
  }
  useImperativeHandle(props.ref, () => ({ goTo }))
  const isChosenThere = isThere(chosen)
  const known = useRef(chosen)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what somebody moved stays where it is until another is chosen
  useEffect(() => {
    if (!isChosenThere || known.current === chosen) return
    known.current = chosen
    setFocused(chosen)
    centreOn(middleOf(chosen), true)
  }, [chosen, isChosenThere])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (current === undefined || !placed || !(event.target instanceof HTMLElement) || !event.target.dataset.key) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = neighbourOf(event.key, current, nodes, placed)
    if (event.key === '+' || event.key === '=') zoomBy(1.25)
    else if (event.key === '-') zoomBy(0.8)
    else if (event.key === '0') fitAll()
    else if (next !== undefined) {
      goTo(next)
      arrived?.(next)
    } else if (!event.key.startsWith('Arrow')) {
      pressed?.(event.key, current)
      return
    }
    event.preventDefault()
  }
  return (
    <div className="graph">
      <div className="row tight">
        {props.before}
        {nodes.length > MANY && (
          <Search nodes={shown} wordsOf={wordsOf} found={setHits} show={(key) => centreOn(middleOf(key))} />
        )}
        {props.tools}
        <span className="push row tight">
          <Button size="compact-xs" variant="default" aria-label="Zoom out" onClick={() => zoomBy(0.8)}>
            −
          </Button>
          <Button size="compact-xs" variant="default" aria-label="Zoom in" onClick={() => zoomBy(1.25)}>
            +
          </Button>
          <Button size="compact-xs" variant="default" onClick={fitAll}>
            Fit
          </Button>
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no set of fields */}
      <div
        ref={frame}
        className="graph-frame"
        role="group"
        aria-label={`${label}. Arrow keys go along the arrows, Enter opens.`}
        style={{ height: heightFor(placed) }}
        onPointerDown={drag}
        onKeyDown={onKeyDown}
      >
        <div ref={layer} className="graph-layer">
          {placed && (
            <Drawing
              placed={placed}
              watch={watch}
              nodes={shown}
              current={current}
              path={path}
              found={hits}
              draw={draw}
              onEdge={onEdge}
              focus={setFocused}
            />
          )}
        </div>
        {placed && nodes.length > MANY && <Minimap placed={placed} states={states} frame={small} go={centreOn} />}
      </div>
    </div>
  )
}

const heightFor = (placed: Placed | undefined): number => Math.min(420, Math.max(130, (placed?.height ?? 260) + 48))

interface SearchProps<N extends Box> {
  nodes: readonly N[]
  wordsOf: (node: N) => string
  found: (keys: ReadonlySet<string>) => void
  show: (key: string) => void
}

/** Marks the boxes that say some words, and shows one after another with Enter. */
const Search = <N extends Box>({ nodes, wordsOf, found, show }: SearchProps<N>) => {
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const sought = words.trim().toLowerCase()
  const hitsOf = (wanted: string) =>
    wanted ? nodes.filter((node) => wordsOf(node).toLowerCase().includes(wanted)).map(({ key }) => key) : []
  const hits = hitsOf(sought)
  const go = (to: number, all: readonly string[]): void => {
    const position = all.length > 0 ? (to + all.length) % all.length : 0
    const key = all[position]
    setAt(position)
    if (key !== undefined) show(key)
  }
  return (
    <>
      <TextInput
        size="xs"
        aria-label="Find a stage"
        placeholder="Find a stage"
        value={words}
        onChange={(event) => {
          const text = event.currentTarget.value
          const all = hitsOf(text.trim().toLowerCase())
          setWords(text)
          found(new Set(all))
          go(0, all)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(at + (event.shiftKey ? -1 : 1), hits)
        }}
      />
      <span className="quiet small" role="status">
        {sought && (hits.length > 0 ? `${at + 1} of ${hits.length}` : 'no such stage')}
      </span>
    </>
  )
}
