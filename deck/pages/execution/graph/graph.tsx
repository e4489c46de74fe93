import { Button, Checkbox, TextInput } from '@mantine/core'
import { type KeyboardEvent, memo, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { keyOf } from '../../../data/execution.ts'
import type { Stage } from '../../../data/shapes.ts'
import { Status, stateOf, statusWords } from '../../../ui/status.tsx'
import { Duration } from '../../../ui/time.tsx'
import { criticalPath } from './critical-path.ts'
import { BOX, type Placed, type Point } from './layout.ts'
import { Minimap, minimapScale } from './minimap.tsx'
import { type Node, nameOf, shapeOf, statusOf } from './shape.ts'
import { useLayout } from './use-layout.ts'
import { NOTHING, type Seen, useViewport } from './viewport.ts'

interface GraphProps {
  /** The drawn stages. */
  stages: readonly Stage[]
  selected: string | undefined
  choose: (stageId: string) => void
}

/** Boxes more than these get a small map. */
const MANY = 16

/** An execution's stages and what each waits for. */
export const Graph = ({ stages, selected, choose }: GraphProps) => {
  const [hideSkipped, setHideSkipped] = useState(false)
  const [showsPath, setShowsPath] = useState(false)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [words, setWords] = useState('')
  const [hit, setHit] = useState(0)
  const [focused, setFocused] = useState<string>()
  const frame = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const small = useRef<HTMLDivElement>(null)
  const nodes = useMemo(() => shapeOf(stages, { hideSkipped, opened }), [stages, hideSkipped, opened])
  const placed = useLayout(nodes)
  const shown = useMemo(() => nodes.filter(({ key }) => placed?.at.has(key)), [nodes, placed])
  const states = useMemo(() => new Map(nodes.map((node) => [node.key, stateOf(statusOf(node.stages))])), [nodes])
  const path = useMemo(
    () => new Set(showsPath ? nodesOf(nodes, criticalPath(stages, Date.now())) : []),
    [showsPath, nodes, stages],
  )
  const selectedKey = nodes.find((node) => node.stages.some(({ id }) => id === selected))?.key
  const current = focused !== undefined && placed?.at.has(focused) ? focused : (selectedKey ?? nodes[0]?.key)
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
  const goTo = (key: string | undefined): void => {
    if (key === undefined || !placed?.at.has(key)) return
    setFocused(key)
    centreOn(middleOf(key), true)
    // What is drawn takes the focus at once: the next key may follow within the same frame.
    if (!focusBox(frame.current, key)) requestAnimationFrame(() => focusBox(frame.current, key))
  }
  const sought = words.trim().toLowerCase()
  const hits = useMemo(() => (sought ? shown.filter((node) => saysIn(node, sought)) : []), [shown, sought])
  const seek = (at: number, all: readonly Node[]): void => {
    const next = all[(at + all.length) % Math.max(1, all.length)]
    setHit(all.length > 0 ? (at + all.length) % all.length : 0)
    if (next) centreOn(middleOf(next.key))
  }
  const open = useCallback(
    (node: Node) => {
      if (!node.folded) return choose(node.stages[0].id)
      setOpened((before) => new Set([...before, node.group ?? '']))
      setFocused(keyOf(node.stages[0]))
    },
    [choose],
  )
  const onKeyDown = (event: KeyboardEvent): void => {
    if (current === undefined || !placed || !(event.target instanceof HTMLElement) || !event.target.dataset.key) return
    const next = neighbour(event.key, current, nodes, placed)
    if (event.key === '+' || event.key === '=') zoomBy(1.25)
    else if (event.key === '-') zoomBy(0.8)
    else if (event.key === '0') fitAll()
    else if (next === undefined) return
    event.preventDefault()
    goTo(next)
  }
  const hasSkipped = stages.some(({ status }) => status === 'SKIPPED')
  return (
    <div className="execution-graph-part">
      <div className="row tight">
        <TextInput
          size="xs"
          aria-label="Find a stage"
          placeholder="Find a stage"
          value={words}
          onChange={(event) => {
            const text = event.currentTarget.value
            setWords(text)
            const wanted = text.trim().toLowerCase()
            if (wanted)
              seek(
                0,
                shown.filter((node) => saysIn(node, wanted)),
              )
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') seek(hit + (event.shiftKey ? -1 : 1), hits)
          }}
        />
        <span className="quiet small" role="status">
          {sought && (hits.length > 0 ? `${hit + 1} of ${hits.length}` : 'no such stage')}
        </span>
        <Checkbox
          size="xs"
          label="Critical path"
          checked={showsPath}
          onChange={(event) => setShowsPath(event.currentTarget.checked)}
        />
        {hasSkipped && (
          <Checkbox
            size="xs"
            label="Hide skipped"
            checked={hideSkipped}
            onChange={(event) => setHideSkipped(event.currentTarget.checked)}
          />
        )}
        <span className="push row tight">
          {opened.size > 0 && (
            <Button size="compact-xs" variant="default" onClick={() => setOpened(new Set())}>
              Fold groups
            </Button>
          )}
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
        className="execution-graph"
        role="group"
        aria-label="Graph of the stages. Arrow keys go along the arrows, Enter opens."
        style={{ height: heightFor(placed) }}
        onPointerDown={drag}
        onKeyDown={onKeyDown}
      >
        <div ref={layer} className="execution-graph-layer">
          {placed && (
            <Drawing
              placed={placed}
              watch={watch}
              nodes={shown}
              path={path}
              selected={selectedKey}
              current={current}
              hits={hits}
              open={open}
              focus={setFocused}
            />
          )}
        </div>
        {placed && nodes.length > MANY && <Minimap placed={placed} states={states} frame={small} go={centreOn} />}
      </div>
    </div>
  )
}

interface DrawingProps {
  placed: Placed
  watch: (tell: (seen: Seen) => void) => () => void
  nodes: readonly Node[]
  path: ReadonlySet<string>
  selected: string | undefined
  current: string | undefined
  hits: readonly Node[]
  open: (node: Node) => void
  focus: (key: string) => void
}

/** The boxes and arrows that are in view, or nearly. */
const Drawing = memo(({ placed, watch, nodes, path, selected, current, hits, open, focus }: DrawingProps) => {
  const [seen, setSeen] = useState<Seen>(NOTHING)
  useLayoutEffect(() => watch(setSeen), [watch])
  return (
    <>
      <Arrows placed={placed} seen={seen} path={path} />
      {nodes.map((node) => {
        const { x, y } = placed.at.get(node.key)!
        const isSeen = x + BOX.width >= seen.left && x <= seen.right && y + BOX.height >= seen.top && y <= seen.bottom
        if (!isSeen && node.key !== current) return null
        return (
          <StageBox
            key={node.key}
            node={node}
            x={x}
            y={y}
            selected={node.key === selected}
            reachable={node.key === current}
            found={hits.includes(node)}
            critical={path.has(node.key)}
            open={open}
            focus={focus}
          />
        )
      })}
    </>
  )
})

const focusBox = (frame: HTMLElement | null, key: string): boolean => {
  const box = frame?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  box?.focus({ preventScroll: true })
  return box !== null && box !== undefined
}

const saysIn = (node: Node, words: string): boolean =>
  nameOf(node).toLowerCase().includes(words) ||
  node.stages.some(({ name, type }) => name.toLowerCase().includes(words) || type.toLowerCase().includes(words))

const nodesOf = (nodes: readonly Node[], keys: readonly string[]): string[] => {
  const wanted = new Set(keys)
  return nodes.filter((node) => node.stages.some((stage) => wanted.has(keyOf(stage)))).map(({ key }) => key)
}

const heightFor = (placed: Placed | undefined): number => Math.min(420, Math.max(130, (placed?.height ?? 260) + 48))

/** Where an arrow key leads: along the arrows sideways, to the next box of the column up and down. */
const neighbour = (key: string, from: string, nodes: readonly Node[], { at }: Placed): string | undefined => {
  const here = at.get(from)
  if (!here) return undefined
  const nearest = (keys: readonly string[]): string | undefined =>
    keys
      .filter((each) => at.has(each))
      .toSorted((a, b) => Math.abs(at.get(a)!.y - here.y) - Math.abs(at.get(b)!.y - here.y))[0]
  if (key === 'ArrowLeft') return nearest(nodes.find((node) => node.key === from)?.after ?? [])
  if (key === 'ArrowRight') return nearest(nodes.filter(({ after }) => after.includes(from)).map((node) => node.key))
  if (key === 'Home') return nodes[0]?.key
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined
  const isBeyond = (y: number): boolean => (key === 'ArrowDown' ? y > here.y : y < here.y)
  return nearest([...at].filter(([, point]) => point.x === here.x && isBeyond(point.y)).map(([each]) => each))
}

interface BoxProps {
  node: Node
  x: number
  y: number
  selected: boolean
  reachable: boolean
  found: boolean
  critical: boolean
  open: (node: Node) => void
  focus: (key: string) => void
}

const StageBox = memo(({ node, x, y, selected, reachable, found, critical, open, focus }: BoxProps) => {
  const status = statusOf(node.stages)
  const [stage] = node.stages
  const waits = stage.type === 'manualJudgment' && status === 'RUNNING'
  const words = waits ? 'Needs judgment' : statusWords(status)
  return (
    <button
      type="button"
      className="execution-box"
      data-key={node.key}
      data-state={waits ? 'waiting' : stateOf(status)}
      data-found={found || undefined}
      data-critical={critical || undefined}
      data-folded={node.folded || undefined}
      aria-pressed={selected}
      aria-label={`${nameOf(node)}: ${words}${critical ? ', on the critical path' : ''}${node.folded ? ', opens the group' : ''}`}
      tabIndex={reachable ? 0 : -1}
      style={{ transform: `translate(${x}px, ${y}px)` }}
      onClick={() => open(node)}
      onFocus={() => focus(node.key)}
    >
      <span className="clip" title={nameOf(node)}>
        {nameOf(node)}
      </span>
      <span className="execution-box-state clip">
        <Status status={waits ? 'SUSPENDED' : status} words={words} />
        {!node.folded && stage.startTime !== undefined && (
          <span className="quiet">
            {' · '}
            <Duration from={stage.startTime} to={stage.endTime} />
          </span>
        )}
      </span>
    </button>
  )
})

const Arrows = memo(({ placed, seen, path }: { placed: Placed; seen: Seen; path: ReadonlySet<string> }) => {
  const lines = useMemo(
    () =>
      placed.edges.map(({ from, to, via }) => {
        const [a, b] = [placed.at.get(from)!, placed.at.get(to)!]
        const points = [{ x: a.x + BOX.width, y: a.y + BOX.height / 2 }, ...via, { x: b.x, y: b.y + BOX.height / 2 }]
        const ys = points.map(({ y }) => y)
        return {
          id: `${from}>${to}`,
          from,
          to,
          d: curve(points),
          left: Math.min(points[0]!.x, points.at(-1)!.x),
          right: Math.max(points[0]!.x, points.at(-1)!.x),
          top: ys.reduce((least, y) => Math.min(least, y), Number.POSITIVE_INFINITY),
          bottom: ys.reduce((most, y) => Math.max(most, y), Number.NEGATIVE_INFINITY),
        }
      }),
    [placed],
  )
  return (
    <svg className="execution-arrows" aria-hidden="true" width={placed.width} height={placed.height}>
      {lines
        .filter(
          ({ left, right, top, bottom }) =>
            right >= seen.left && left <= seen.right && bottom >= seen.top && top <= seen.bottom,
        )
        .map(({ id, from, to, d }) => (
          <path key={id} d={d} data-critical={(path.has(from) && path.has(to)) || undefined} />
        ))}
    </svg>
  )
})

/** Between columns an arrow bends, within one it goes straight. */
const curve = (points: readonly Point[]): string =>
  points
    .map(({ x, y }, at) => {
      if (at === 0) return `M${x},${y}`
      const before = points[at - 1]!
      if (before.y === y) return `L${x},${y}`
      const half = (before.x + x) / 2
      return `C${half},${before.y} ${half},${y} ${x},${y}`
    })
    .join('')
