import { memo, type ReactNode, useLayoutEffect, useMemo, useState } from 'react'
import { BOX, type Box, COLUMN, type Placed, type Point } from './layout.ts'
import { NOTHING, type Seen } from './viewport.ts'

/** What a box needs to stand in the drawing and to be reached there. */
export interface Place extends Point {
  /** Whether Tab leads to it. */
  readonly reachable: boolean
  readonly focus: (key: string) => void
}

export type Edge = Placed['edges'][number]

/** What makes a button one of the drawing's boxes. */
export const boxProps = (key: string, { x, y, reachable, focus }: Place) => ({
  type: 'button' as const,
  className: 'graph-box',
  'data-key': key,
  tabIndex: reachable ? 0 : -1,
  style: { transform: `translate(${x}px, ${y}px)` },
  onFocus: () => focus(key),
})

interface DrawingProps<N extends Box> {
  placed: Placed
  watch: (tell: (seen: Seen) => void) => () => void
  nodes: readonly N[]
  current: string | undefined
  path: ReadonlySet<string>
  found: ReadonlySet<string>
  draw: (node: N, place: Place, found: boolean) => ReactNode
  onEdge: ((edge: Edge) => ReactNode) | undefined
  focus: (key: string) => void
}

/** The boxes and arrows that are in view, or nearly. */
const Drawn = <N extends Box>({ placed, watch, nodes, current, path, found, draw, onEdge, focus }: DrawingProps<N>) => {
  const [seen, setSeen] = useState<Seen>(NOTHING)
  useLayoutEffect(() => watch(setSeen), [watch])
  const arrows = useMemo(() => placed.edges.map((edge) => arrowOf(edge, placed)), [placed])
  const near = arrows.filter(
    ({ left, right, top, bottom }) =>
      right >= seen.left && left <= seen.right && bottom >= seen.top && top <= seen.bottom,
  )
  return (
    <>
      <svg className="graph-arrows" aria-hidden="true" width={placed.width} height={placed.height}>
        {near.map(({ id, edge: { from, to }, d }) => (
          <path key={id} d={d} data-critical={(path.has(from) && path.has(to)) || undefined} />
        ))}
      </svg>
      {nodes.map((node) => {
        const { x, y } = placed.at.get(node.key)!
        const isSeen = x + BOX.width >= seen.left && x <= seen.right && y + BOX.height >= seen.top && y <= seen.bottom
        const reachable = node.key === current
        return (isSeen || reachable) && draw(node, { x, y, reachable, focus }, found.has(node.key))
      })}
      {onEdge &&
        near.map(({ id, edge, middle }) => (
          <span key={id} className="graph-on-arrow" style={{ left: middle.x, top: middle.y }}>
            {onEdge(edge)}
          </span>
        ))}
    </>
  )
}

export const Drawing = memo(Drawn) as typeof Drawn

interface Arrow extends Seen {
  readonly id: string
  readonly edge: Edge
  readonly d: string
  /** In the middle of the gap before the box that it leads to. */
  readonly middle: Point
}

const arrowOf = (edge: Edge, { at }: Placed): Arrow => {
  const [a, b] = [at.get(edge.from)!, at.get(edge.to)!]
  const points = [{ x: a.x + BOX.width, y: a.y + BOX.height / 2 }, ...edge.via, { x: b.x, y: b.y + BOX.height / 2 }]
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [before, end] = [points.at(-2)!, points.at(-1)!]
  return {
    id: `${edge.from}>${edge.to}`,
    edge,
    d: curve(points),
    middle: { x: b.x - (COLUMN - BOX.width) / 2, y: (before.y + end.y) / 2 },
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  }
}

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
