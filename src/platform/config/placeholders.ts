import { problem } from '../errors/index.ts'
import {
  type Branch,
  isBranch,
  nodeAt,
  type Path,
  placeOfOrigin,
  plain,
  segmentsOf,
  type Tree,
  written,
} from './layers.ts'
import { flat } from './schema.ts'

/** A `${name}` without a value and without a default. */
export interface Unfilled {
  readonly path: Path
  readonly name: string
  /** File and line. */
  readonly place: string
}

/** Where else than in the configuration names have values, the first that knows one counts. */
export interface Elsewhere {
  /** Before the configuration: the command line, the environment. */
  before(name: string): string | undefined
  /** After it. */
  after(name: string): unknown
}

/**
 * The configuration with its `${name:default}` filled, names and defaults with placeholders of their own among them. What
 * can't be filled stays as it is and is told. Names that lead back to themselves are an error.
 */
export function filled(root: Branch, elsewhere: Elsewhere): { tree: Tree; unfilled: Unfilled[] } {
  const unfilled: Unfilled[] = []

  function lookedUp(name: string, open: readonly string[]): unknown {
    const key = flat(name)
    if (open.includes(key))
      throw problem('invalid', `The placeholder \${${name}} leads back to itself: ${open.join(' → ')}`)
    const before = elsewhere.before(name)
    if (before !== undefined) return before
    const node = nodeAt(root, segmentsOf(name))
    const value = node === undefined || isBranch(node) ? elsewhere.after(name) : (node.value ?? '')
    return typeof value === 'string' ? fill(value, [...open, key], () => {}) : value
  }

  function fill(text: string, open: readonly string[], missing: (name: string) => void): unknown {
    let result = ''
    let rest = text
    for (;;) {
      const start = rest.indexOf('${')
      const end = start < 0 ? -1 : endOf(rest, start + 2)
      if (end < 0) return result + rest
      const whole = rest.slice(start, end + 1)
      const value = replace(whole, open, missing)
      // A whole value keeps its kind: the number of `port: ${other.port}` is one.
      if (whole === text) return value
      result += rest.slice(0, start) + String(value)
      rest = rest.slice(end + 1)
    }
  }

  function replace(whole: string, open: readonly string[], missing: (name: string) => void): unknown {
    const inner = whole.slice(2, -1)
    const colon = separatorOf(inner)
    const name = String(fill(colon < 0 ? inner : inner.slice(0, colon), open, missing)).trim()
    const found = isName.test(name) ? lookedUp(name, open) : undefined
    if (found !== undefined) return found
    if (colon >= 0 && isName.test(name)) return fill(inner.slice(colon + 1), open, missing)
    missing(name)
    return whole
  }

  const tree = plain(root, (value, path) => {
    if (typeof value !== 'string' || !value.includes('${')) return value
    const place = () => placeOfOrigin(nodeAt(root, path)!.origin)
    try {
      return fill(value, [], (name) => unfilled.push({ path, name, place: place() }))
    } catch (error) {
      throw problem('invalid', `${written(path)} in ${place()}: ${(error as Error).message}`)
    }
  }) as Tree
  return { tree, unfilled }
}

/** What may be the name of a key or a variable; all else in `${…}` is an expression of somebody else's. */
const isName = /^[\w.\-[\]]+$/

/** The index of the brace that closes what opened before `from`; -1 where none does. */
function endOf(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    else if (text[at] === '}' && depth === 0) return at
    else if (text[at] === '}') depth -= 1
  }
  return -1
}

/** The index of the colon before the default, outside of nested placeholders. */
function separatorOf(inner: string): number {
  let depth = 0
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at] === '{') depth += 1
    else if (inner[at] === '}') depth -= 1
    else if (inner[at] === ':' && depth === 0) return at
  }
  return -1
}
