/** A stage as far as its place goes: who it is and after whom it comes. */
export interface Ordered {
  readonly id: string
  readonly before: readonly string[]
}

export interface Layout {
  /** Column and row of each, both from 0. */
  readonly places: ReadonlyMap<string, { readonly column: number; readonly row: number }>
  readonly columns: number
  readonly rows: number
}

/**
 * Columns by the longest way from a beginning; in a column, near those that one comes after. What is not there is not
 * waited for, and a circle is cut where it closes, so that every stage has a place.
 */
export const layoutOf = (nodes: readonly Ordered[]): Layout => {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const columns = new Map<string, number>()
  const columnOf = (id: string, open: ReadonlySet<string>): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    if (open.has(id)) return -1
    const inside = new Set(open).add(id)
    const before = byId.get(id)?.before.filter((each) => byId.has(each)) ?? []
    const column = 1 + Math.max(-1, ...before.map((each) => columnOf(each, inside)))
    columns.set(id, column)
    return column
  }
  for (const { id } of nodes) columnOf(id, new Set())

  const rows = new Map<string, number>()
  const taken: Set<number>[] = []
  const last = Math.max(-1, ...columns.values())
  for (let column = 0; column <= last; column += 1) {
    const here = nodes.filter(({ id }) => columns.get(id) === column)
    const wanted = here.map((node) => ({ node, row: wantedRow(node, rows) }))
    taken[column] = new Set()
    for (const { node, row } of wanted.toSorted((a, b) => a.row - b.row)) {
      let free = Math.round(row)
      while (taken[column]?.has(free)) free += 1
      taken[column]?.add(free)
      rows.set(node.id, free)
    }
  }
  return {
    places: new Map(nodes.map(({ id }) => [id, { column: columns.get(id) ?? 0, row: rows.get(id) ?? 0 }])),
    columns: last + 1,
    rows: 1 + Math.max(-1, ...rows.values()),
  }
}

/** The middle of those it comes after; who comes after nobody stands where there is room. */
const wantedRow = ({ before }: Ordered, rows: ReadonlyMap<string, number>): number => {
  const near = before.flatMap((each) => rows.get(each) ?? [])
  return near.length === 0 ? 0 : Math.min(...near)
}

/** Which one an arrow key leads to. */
export const neighbourOf = (
  { places }: Layout,
  from: string,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): string | undefined => {
  const here = places.get(from)
  if (!here) return undefined
  const across = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
  const down = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0
  const found = [...places]
    .filter(([id, { column, row }]) =>
      across === 0
        ? id !== from && column === here.column && Math.sign(row - here.row) === down
        : column === here.column + across,
    )
    .toSorted(([, a], [, b]) => Math.abs(a.row - here.row) - Math.abs(b.row - here.row))
  return found[0]?.[0]
}
