import { byRefId, phasesOf } from '../../data/phases.ts'

/** A stage, or a group of them, as the drawing needs it. */
export interface Box {
  readonly key: string
  readonly after: readonly string[]
  /** Where its author wants it in its column (`graphRowOverride`). */
  readonly row?: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Placed {
  /** The upper left corner of each box. */
  readonly at: ReadonlyMap<string, Point>
  readonly edges: readonly { readonly from: string; readonly to: string; readonly via: readonly Point[] }[]
  readonly width: number
  readonly height: number
}

export const BOX = { width: 200, height: 46 } as const
/** From one column to the next. */
export const COLUMN = BOX.width + 56
const ROW = BOX.height + 14
/** A long arrow keeps a lane for itself in the columns that it passes. */
const LANE = 14
/** More lanes than this are not kept free: arrows pass behind boxes instead. */
const MOST_LANES = 6_000
const SWEEPS = 4

interface Item {
  readonly key: string
  readonly height: number
  readonly order: number
  readonly row: number | undefined
  before: Item[]
  behind: Item[]
  position: number
  y: number
}

/**
 * Columns by phase (longest path from a root); within a column those stand side by side whose neighbours do, so that few
 * arrows cross, and each as near the height of its neighbours as the others let it. Depends on the arrows alone: a change
 * of status moves nothing. Pixels.
 */
export const layoutOf = (boxes: readonly Box[]): Placed => {
  const { phaseOf, circular } = phasesOf(boxes)
  const inOrder = boxes.toSorted((a, b) => byRefId(a.key, b.key))
  const items = new Map<string, Item>(
    inOrder.map(({ key, row }, order) => [key, itemOf(key, BOX.height, order, row)] as const),
  )
  const columns: Item[][] = []
  const put = (phase: number, item: Item): void => {
    while (columns.length <= phase) columns.push([])
    columns[phase]!.push(item)
  }
  for (const { key } of inOrder) put(phaseOf.get(key)!, items.get(key)!)
  const edges = withLanes(inOrder, phaseOf, circular, items, put)
  for (const column of columns) byWish(column)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns) arrange(column, 'before')
    for (const column of columns.toReversed()) arrange(column, 'behind')
  }
  for (const column of columns) stack(column)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of columns) settle(column, (item) => meanOf(item.before, middle))
    for (const column of columns.toReversed()) settle(column, (item) => meanOf(item.behind, middle))
  }
  for (const column of columns) settle(column, (item) => meanOf([...item.before, ...item.behind], middle))
  return measured(inOrder, phaseOf, items, edges)
}

const itemOf = (key: string, height: number, order: number, row?: number): Item => ({
  key,
  height,
  order,
  row,
  before: [],
  behind: [],
  position: 0,
  y: 0,
})

interface Route {
  readonly from: string
  readonly to: string
  readonly lanes: readonly { readonly item: Item; readonly phase: number }[]
}

/** Ties neighbours to each other; an arrow over several columns gets a lane in each of them. */
const withLanes = (
  boxes: readonly Box[],
  phaseOf: ReadonlyMap<string, number>,
  circular: ReadonlySet<string>,
  items: ReadonlyMap<string, Item>,
  put: (phase: number, item: Item) => void,
): Route[] => {
  const arrows = boxes.flatMap(({ key, after }) =>
    [...new Set(after)].filter((from) => from !== key && items.has(from)).map((from) => ({ from, to: key })),
  )
  const spans = arrows.map(({ from, to }) => phaseOf.get(to)! - phaseOf.get(from)!)
  const lanesWanted = spans.reduce((sum, span) => sum + Math.max(0, span - 1), 0)
  return arrows.map(({ from, to }) => {
    const [first, last] = [items.get(from)!, items.get(to)!]
    const lanes: { item: Item; phase: number }[] = []
    let previous = first
    if (lanesWanted <= MOST_LANES && !circular.has(to))
      for (let phase = phaseOf.get(from)! + 1; phase < phaseOf.get(to)!; phase += 1) {
        const item = itemOf(`${from}>${to}`, LANE, first.order, undefined)
        put(phase, item)
        lanes.push({ item, phase })
        previous.behind.push(item)
        item.before.push(previous)
        previous = item
      }
    previous.behind.push(last)
    last.before.push(previous)
    return { from, to, lanes }
  })
}

const renumber = (column: Item[]): void => {
  for (const [position, item] of column.entries()) item.position = position
}

const byWish = (column: Item[]): void => {
  column.sort((a, b) => (a.row ?? Number.POSITIVE_INFINITY) - (b.row ?? Number.POSITIVE_INFINITY) || a.order - b.order)
  renumber(column)
}

const meanOf = (items: readonly Item[], value: (item: Item) => number): number | undefined =>
  items.length === 0 ? undefined : items.reduce((sum, item) => sum + value(item), 0) / items.length

/** Sorts a column by where its neighbours on one side are; what its author wants comes before that. */
const arrange = (column: Item[], side: 'before' | 'behind'): void => {
  const wished = new Map(column.map((item) => [item, meanOf(item[side], (each) => each.position) ?? item.position]))
  column.sort((a, b) => {
    if (a.row !== undefined && b.row !== undefined && a.row !== b.row) return a.row - b.row
    return wished.get(a)! - wished.get(b)! || a.order - b.order
  })
  renumber(column)
}

const gapOf = (a: Item, b: Item): number => (a.height === LANE && b.height === LANE ? 0 : ROW - BOX.height)
const middle = (item: Item): number => item.y + item.height / 2

/** One below the other, around the height 0. */
const stack = (column: Item[]): void => {
  let y = 0
  for (const [at, item] of column.entries()) {
    if (at > 0) y += gapOf(column[at - 1]!, item)
    item.y = y
    y += item.height
  }
  for (const item of column) item.y -= y / 2
}

/**
 * Moves each as near to where it wants to be as the order and the gaps allow: the least squares, by pooling those that
 * push each other.
 */
const settle = (column: Item[], wish: (item: Item) => number | undefined): void => {
  const offsets: number[] = []
  let offset = 0
  for (const [at, item] of column.entries()) {
    if (at > 0) offset += column[at - 1]!.height + gapOf(column[at - 1]!, item)
    offsets.push(offset)
  }
  const pools: { sum: number; size: number }[] = []
  for (const [at, item] of column.entries()) {
    const wanted = wish(item)
    let pool = { sum: (wanted === undefined ? item.y : wanted - item.height / 2) - offsets[at]!, size: 1 }
    for (let last = pools.at(-1); last && last.sum / last.size > pool.sum / pool.size; last = pools.at(-1)) {
      pools.pop()
      pool = { sum: pool.sum + last.sum, size: pool.size + last.size }
    }
    pools.push(pool)
  }
  let at = 0
  for (const { sum, size } of pools)
    for (let member = 0; member < size; member += 1, at += 1) column[at]!.y = sum / size + offsets[at]!
}

const measured = (
  boxes: readonly Box[],
  phaseOf: ReadonlyMap<string, number>,
  items: ReadonlyMap<string, Item>,
  routes: readonly Route[],
): Placed => {
  const everything = [...items.values(), ...routes.flatMap(({ lanes }) => lanes.map(({ item }) => item))]
  const top = everything.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY)
  const bottom = everything.reduce((most, { y, height }) => Math.max(most, y + height), Number.NEGATIVE_INFINITY)
  const column = (phase: number): number => phase * COLUMN
  const at = new Map(
    boxes.map(({ key }) => [key, { x: column(phaseOf.get(key)!), y: Math.round(items.get(key)!.y - top) }]),
  )
  const last = boxes.reduce((most, { key }) => Math.max(most, phaseOf.get(key)!), 0)
  return {
    at,
    edges: routes.map(({ from, to, lanes }) => ({
      from,
      to,
      via: lanes.flatMap(({ item, phase }) => {
        const y = Math.round(middle(item) - top)
        return [
          { x: column(phase), y },
          { x: column(phase) + BOX.width, y },
        ]
      }),
    })),
    width: boxes.length === 0 ? 0 : column(last) + BOX.width,
    height: boxes.length === 0 ? 0 : Math.round(bottom - top),
  }
}
