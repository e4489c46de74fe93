import type { z } from 'zod'
import { isBranch, type Node, type Origin, type Path, placeOfOrigin, written } from './layers.ts'
import { childOf, flat, knownKeys, placeOf } from './schema.ts'

/** A key that people wrote and nobody reads. */
export interface UnknownKey {
  readonly key: string
  /** File and line. */
  readonly place: string
  /** Whether the file is one that every service reads. */
  readonly isShared: boolean
  /** The key that was probably meant. */
  readonly meant?: string
}

/**
 * The keys that the schema does not name, each at the highest place that it does not know. `unused`: keys of Spinnaker's that need no
 * word, e.g. `redis` or `services.*.vipAddress`, with all that is below them.
 */
export function unknownKeys(root: Node, schema: z.ZodType, unused: readonly string[]): UnknownKey[] {
  const silent = unused.map((key) => key.split('.').map(flat))
  const found = new Map<string, UnknownKey>()

  function look(node: Node, at: z.ZodType, path: Path): void {
    const { anyKeys, holdsExpressions, shape, element, options } = placeOf(at)
    if (anyKeys || holdsExpressions || !isBranch(node)) return
    if (shape === undefined && element === undefined && options === undefined) return
    for (const [name, each] of node.entries) {
      const step = node.isList ? Number(name) : name
      const child = childOf(at, step)
      const below = [...path, step]
      if (child !== undefined) look(each, child.schema, below)
      else if (!isSilent(each, below)) tell(each, at, below)
    }
  }

  /** Whether a node needs no word, or all that is below it. */
  function isSilent(node: Node, path: Path): boolean {
    if (isOff(node) || silent.some((words) => covers(words, path))) return true
    if (!isBranch(node) || node.entries.size === 0) return false
    return [...node.entries].every(([name, each]) => isSilent(each, [...path, node.isList ? Number(name) : name]))
  }

  function tell(node: Node, at: z.ZodType, path: Path): void {
    // Several items of one list make the same mistake; it is said once.
    const pattern = path.map((step) => (typeof step === 'number' ? '[]' : flat(step))).join('.')
    if (found.has(pattern) || node.origin.source.lineOf === undefined) return
    const sibling = nearest(String(path.at(-1)), Object.keys(placeOf(at).shape ?? {}))
    const { rest, isValue } = onlyPathIn(node)
    const near = sibling && written([...path.slice(0, -1), sibling, ...rest])
    const meant = near ?? (isValue ? elsewhere(path, rest, schema) : undefined)
    const key = written(meant === undefined ? path : [...path, ...rest])
    found.set(pattern, { key, ...whereIs(node.origin), ...(meant === undefined ? {} : { meant }) })
  }

  look(root, schema, [])
  return [...found.values()]
}

const whereIs = (origin: Origin) => ({
  place: placeOfOrigin(origin),
  isShared: origin.source.isShared === true,
})

/** What is switched off is not missed. */
function isOff(node: Node): boolean {
  const enabled = isBranch(node) ? node.entries.get('enabled') : undefined
  return enabled !== undefined && !isBranch(enabled) && String(enabled.value) === 'false'
}

/** `*` is any one name; what is below a silent key is silent. */
function covers(words: readonly string[], path: Path): boolean {
  const names = path.filter((step): step is string => typeof step === 'string').map(flat)
  return names.length >= words.length && words.every((word, index) => word === '*' || word === names[index])
}

/** The names below a node as long as there is one only, `{baseUrl: x}` is `baseUrl`, and whether they lead to a value. */
function onlyPathIn(node: Node): { rest: string[]; isValue: boolean } {
  if (!isBranch(node) || node.isList) return { rest: [], isValue: true }
  if (node.entries.size !== 1) return { rest: [], isValue: false }
  const [[name, below]] = [...node.entries] as [[string, Node]]
  const { rest, isValue } = onlyPathIn(below)
  return { rest: [name, ...rest], isValue }
}

/** The one key of that name that is somewhere else. */
function elsewhere(path: Path, rest: readonly string[], schema: z.ZodType): string | undefined {
  const last = flat(rest.at(-1) ?? String(path.at(-1)))
  const same = knownKeys(schema).filter(
    (key) => flat(key.path.at(-1)!) === last && !/^(enabled|name|type|port|host|baseurl)$/.test(last),
  )
  return same.length === 1 ? same[0]!.path.join('.').replaceAll('.[]', '[]') : undefined
}

function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = flat(name)
  const most = Math.max(1, Math.floor(wanted.length / 4))
  const [best] = candidates
    .map((candidate) => ({ candidate, changes: changesBetween(wanted, flat(candidate)) }))
    .filter(({ changes }) => changes <= most)
    .sort((a, b) => a.changes - b.changes)
  return best?.candidate
}

/** How many letters must be changed, added, left out or swapped with their neighbour to make one word of another. */
function changesBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        rows[i - 1]![j]! + 1,
        row[j - 1]! + 1,
        rows[i - 1]![j - 1]! + (same ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
      )
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
