import { flat, isMap } from './schema.ts'

export type Tree = { [key: string]: unknown }
export type Path = readonly (string | number)[]

/** A file's document, the environment, the command line: what keys come from. */
export interface Source {
  readonly name: string
  /** The line of what is written at this path. */
  lineOf?(path: Path): number
  /** A file that every service reads. */
  readonly isShared?: boolean
}

/** Where a key was written, in the words of its source. */
export interface Origin {
  readonly source: Source
  readonly path: Path
}

interface Leaf {
  readonly value: unknown
  readonly origin: Origin
}

/** A map or a list, with the origin of each part of it. */
export interface Branch {
  readonly isList: boolean
  readonly entries: Map<string, Node>
  readonly origin: Origin
}

export type Node = Branch | Leaf

export const isBranch = (node: Node | undefined): node is Branch => node !== undefined && 'entries' in node

/** What one source says. Dotted keys are nested maps; a name in brackets is one name, dots and all. */
export function layerOf(tree: Tree, source: Source): Branch {
  return nodeOf(tree, { source, path: [] }) as Branch
}

function nodeOf(value: unknown, origin: Origin): Node {
  const within = (step: string | number): Origin => ({ ...origin, path: [...origin.path, step] })
  if (Array.isArray(value)) {
    const entries = value.map((each, index): [string, Node] => [String(index), nodeOf(each, within(index))])
    return { isList: true, entries: new Map(entries), origin }
  }
  if (!isMap(value)) return { value, origin }
  const branch: Branch = { isList: false, entries: new Map(), origin }
  for (const [key, each] of Object.entries(value)) put(branch, segmentsOf(key), nodeOf(each, within(key)))
  return branch
}

/** `a.b[0].c` and `a[x.y]` as names. */
export function segmentsOf(key: string): string[] {
  const parts = [...key.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([whole, bracketed]) => bracketed ?? whole)
  return parts.length === 0 ? [key] : parts
}

function put(branch: Branch, [name = '', ...rest]: readonly string[], node: Node): void {
  const there = branch.entries.get(name)
  if (rest.length === 0) {
    branch.entries.set(name, there === undefined ? node : merged(there, node))
    return
  }
  const below: Branch =
    isBranch(there) && !there.isList ? there : { isList: false, entries: new Map(), origin: node.origin }
  branch.entries.set(name, below)
  put(below, rest, node)
}

/** What both say; `over` wins. Maps are joined, lists replaced. A key without a value takes nothing away from a map. */
export function merged(under: Node, over: Node): Node {
  if (isBranch(under) && !isBranch(over) && (over.value === null || over.value === undefined)) return under
  if (!isBranch(under) || !isBranch(over) || under.isList || over.isList) return over
  const entries = new Map(under.entries)
  for (const [name, node] of over.entries) {
    const known = under.entries.has(name) ? name : [...under.entries.keys()].find((each) => flat(each) === flat(name))
    const below = known === undefined ? undefined : entries.get(known)
    entries.set(known ?? name, below === undefined ? node : merged(below, node))
  }
  return { isList: false, entries, origin: over.origin }
}

/** What is at a path whose names may be spelt in any way. */
export function nodeAt(root: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((node, step) => {
    if (!isBranch(node)) return undefined
    const name = String(step)
    const spelt = node.entries.has(name) ? name : [...node.entries.keys()].find((each) => flat(each) === flat(name))
    return spelt === undefined ? undefined : node.entries.get(spelt)
  }, root)
}

/** The same without origins, each leaf as `leaf` makes it. */
export function plain(node: Node, leaf: (value: unknown, path: Path) => unknown, path: Path = []): unknown {
  if (!isBranch(node)) return leaf(node.value, path)
  const parts = [...node.entries].map(([name, each]): [string, unknown] => [
    name,
    plain(each, leaf, [...path, node.isList ? Number(name) : name]),
  ])
  return node.isList ? parts.map(([, each]) => each) : Object.fromEntries(parts)
}

/** A path as people write it: `spot.accounts[0].name`. */
export const written = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')

/** `gate-local.yml:3`, or the name of what has no lines. */
export function placeOfOrigin({ source, path }: Origin): string {
  return source.lineOf === undefined ? source.name : `${source.name}:${source.lineOf(path)}`
}
