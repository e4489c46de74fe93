/** A column's name that sorts by it; the direction is said and shown. */
export interface Sorting {
  readonly by: string
  readonly down: boolean
}

interface HeadProps {
  readonly name: string
  readonly label: string
  readonly sorting: Sorting
  readonly sort: (sorting: Sorting) => void
  readonly className?: string
}

export const SortedHead = ({ name, label, sorting, sort, className }: HeadProps) => {
  const isChosen = sorting.by === name
  return (
    <th
      aria-sort={isChosen ? (sorting.down ? 'descending' : 'ascending') : 'none'}
      {...(className ? { className } : {})}
    >
      <button type="button" className="plain" onClick={() => sort({ by: name, down: isChosen && !sorting.down })}>
        {label}
        <span aria-hidden="true">{isChosen ? (sorting.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  )
}

/** Texts by their letters, numbers by size; what is missing comes last. */
export const inOrder =
  <T,>(column: (item: T) => string | number | undefined, down: boolean) =>
  (a: T, b: T): number => {
    const [x, y] = [column(a), column(b)]
    if (x === undefined || x === '') return y === undefined || y === '' ? 0 : 1
    if (y === undefined || y === '') return -1
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y))
    return down ? -order : order
  }
