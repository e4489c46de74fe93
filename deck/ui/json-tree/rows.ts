/** A line of a JSON tree. */
export interface JsonRow {
  /** As expressions name it: `context.clusters[0]['a b']`; the root is empty. */
  readonly path: string
  readonly key: string
  readonly level: number
  readonly value: unknown
  readonly open: boolean | undefined
  readonly matches: boolean
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null

const entriesOf = (value: object): (readonly [string, unknown])[] =>
  Array.isArray(value) ? value.map((each, at) => [String(at), each] as const) : Object.entries(value)

export const pathOf = (parent: string, key: string, inList: boolean): string => {
  if (inList) return `${parent}[${key}]`
  if (/^[A-Za-z_$][\w$]*$/.test(key)) return parent ? `${parent}.${key}` : key
  return `${parent}['${key.replaceAll("'", "\\'")}']`
}

/** What a value is, on one line. */
export const previewOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 1 ? '[1 element]' : `[${value.length} elements]`
  if (isBranch(value)) return Object.keys(value).length === 1 ? '{1 field}' : `{${Object.keys(value).length} fields}`
  return JSON.stringify(value) ?? 'undefined'
}

/** The lines that are shown where `opened` (by path) branches are open. */
export const jsonRows = (root: unknown, opened: ReadonlySet<string>): JsonRow[] => {
  const rows: JsonRow[] = []
  const walk = (value: object, path: string, level: number): void => {
    const inList = Array.isArray(value)
    for (const [key, each] of entriesOf(value)) {
      const at = pathOf(path, key, inList)
      const open = isBranch(each) && entriesOf(each).length > 0 ? opened.has(at) : undefined
      rows.push({ path: at, key, level, value: each, open, matches: false })
      if (open) walk(each as object, at, level + 1)
    }
  }
  if (isBranch(root)) walk(root, '', 1)
  return rows
}

/** Only lines whose key or value contains the words (case does not matter), below those that lead there. */
export const foundRows = (root: unknown, words: string): JsonRow[] => {
  const wanted = words.toLowerCase()
  const says = (key: string, value: unknown): boolean =>
    key.toLowerCase().includes(wanted) || (!isBranch(value) && String(value).toLowerCase().includes(wanted))
  const walk = (value: object, path: string, level: number): JsonRow[] => {
    const inList = Array.isArray(value)
    return entriesOf(value).flatMap(([key, each]) => {
      const at = pathOf(path, key, inList)
      const below = isBranch(each) ? walk(each, at, level + 1) : []
      const matches = says(inList ? '' : key, each)
      if (!matches && below.length === 0) return []
      const open = isBranch(each) && entriesOf(each).length > 0 ? below.length > 0 : undefined
      return [{ path: at, key, level, value: each, open, matches }, ...below]
    })
  }
  return isBranch(root) ? walk(root, '', 1) : []
}
