import { JsonPathError, PathNotFoundError } from './errors.ts'
import { holds } from './filter.ts'
import { callFunction } from './functions.ts'
import { compilePath } from './parse.ts'
import { type FilterPath, leadsToOne, type Operand, type Path, type Token } from './syntax.ts'

const mostSteps = 1_000_000
const deepest = 1_000

/** What one reading shares: the document, and how much work it has done. */
interface Reading {
  readonly document: unknown
  steps: number
}

/** One way through a path. */
interface Walk {
  readonly reading: Reading
  readonly tokens: readonly Token[]
  readonly found: unknown[]
}

/**
 * What the path leads to in a document of parsed JSON, as Jayway's JsonPath 2.9 answers with its default options: the
 * value of a definite path, else the list of values, which may be empty. Work is bounded, whatever path and document.
 * Throws `PathNotFoundError` when a definite path leads nowhere, `InvalidPathError` for a text that is no path, and
 * `JsonPathError` when a function has nothing to work on or the work is too much.
 */
export function readPath(document: unknown, path: string | Path): unknown {
  const compiled = typeof path === 'string' ? compilePath(path) : path
  if (document === undefined || document === null) throw new JsonPathError('There is no document to look into')
  return evaluate({ document, steps: 0 }, compiled, document)
}

function evaluate(reading: Reading, { tokens, definite }: Path, from: unknown): unknown {
  const found: unknown[] = []
  visit({ reading, tokens, found }, 0, from, true)
  if (!definite) return found
  if (found.length === 0) throw new PathNotFoundError(`No results for path: ${written(tokens)}`)
  return found.at(-1)
}

/** `single` says whether all tokens before lead to one place: only then is a missing one an error. */
function visit(walk: Walk, at: number, node: unknown, single: boolean, depth = 0): void {
  spend(walk.reading)
  const token = walk.tokens[at]
  if (token === undefined) walk.found.push(node)
  else if (token.kind === 'scan') scan(walk, at, node, depth)
  else {
    const places = placesFrom(walk, at, token, node)
    if (places === undefined && single) throw notFound(walk.tokens, at, node)
    for (const place of places ?? []) visit(walk, at + 1, place, single && leadsToOne(token), depth)
  }
}

function spend(reading: Reading, steps = 1): void {
  reading.steps += steps
  if (reading.steps > mostSteps) throw new JsonPathError(`The path asks for more than ${mostSteps} steps`)
}

/** Where a token leads from a node; undefined when it can't be asked of such a node. */
function placesFrom(walk: Walk, at: number, token: Token, node: unknown): readonly unknown[] | undefined {
  switch (token.kind) {
    case 'properties': {
      if (!isObject(node)) return undefined
      const present = token.names.filter((name) => Object.hasOwn(node, name))
      if (token.names.length > 1 && at === walk.tokens.length - 1)
        return [Object.fromEntries(present.map((name) => [name, node[name]]))]
      return present.length === 0 ? undefined : present.map((name) => node[name])
    }
    case 'indexes':
      if (!Array.isArray(node)) return undefined
      return token.indexes.map((index) => node.at(index)).filter((item) => item !== undefined)
    case 'slice':
      return Array.isArray(node) ? node.slice(token.from, token.to) : undefined
    case 'filter':
      return (Array.isArray(node) ? node : isObject(node) ? [node] : []).filter((item) =>
        holds(token.filter, {
          lookUp: (path) => lookUp(walk.reading, path, item),
          spend: (steps) => spend(walk.reading, steps),
        }),
      )
    case 'function':
      return [
        callFunction(
          token.name,
          node,
          token.args.map((arg) => argument(walk.reading, arg, node)),
        ),
      ]
    default:
      return childrenOf(node)
  }
}

/** Applies what follows to the node, then to all below it, parents first. */
function scan(walk: Walk, at: number, node: unknown, depth: number): void {
  if (depth > deepest) throw new JsonPathError(`The document is nested deeper than ${deepest}`)
  if (isLedTo(walk.tokens[at + 1], node)) visit(walk, at + 1, node, false, depth)
  for (const child of childrenOf(node)) {
    if (typeof child === 'object' && child !== null) scan(walk, at, child, depth + 1)
  }
}

/** A filter is asked of each node once, since the items of a list come by themselves; several names must all be there. */
function isLedTo(token: Token | undefined, node: unknown): boolean {
  if (token?.kind === 'filter') return !Array.isArray(node)
  return token?.kind !== 'properties' || (isObject(node) && token.names.every((name) => Object.hasOwn(node, name)))
}

function lookUp(reading: Reading, { from, path }: FilterPath, node: unknown): unknown {
  try {
    return evaluate(reading, path, from === '$' ? reading.document : node)
  } catch (error) {
    if (error instanceof PathNotFoundError) return undefined
    throw error
  }
}

function argument(reading: Reading, arg: Operand, node: unknown): unknown {
  if (arg.kind === 'path') return evaluate(reading, arg.path.path, arg.path.from === '$' ? reading.document : node)
  return arg.kind === 'value' ? arg.value : arg.pattern
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function childrenOf(node: unknown): readonly unknown[] {
  if (Array.isArray(node)) return node
  return isObject(node) ? Object.values(node) : []
}

/** Where the path ends too early, in the words of Jayway's JsonPath as far as they are for people. */
function notFound(tokens: readonly Token[], at: number, node: unknown): PathNotFoundError {
  const place = written(tokens.slice(0, at + 1))
  if (tokens[at]?.kind === 'properties' && !isObject(node))
    return new PathNotFoundError(`There is no object that could have ${place}`)
  const isLast = at === tokens.length - 1
  return new PathNotFoundError(`${isLast ? 'No results for path:' : 'Missing property in path'} ${place}`)
}

/** The places before a failure, as people write them. */
function written(tokens: readonly Token[]): string {
  return `$${tokens.map(writtenToken).join('')}`
}

function writtenToken(token: Token): string {
  switch (token.kind) {
    case 'properties':
      return `[${token.names.map((name) => `'${name}'`).join(',')}]`
    case 'indexes':
      return `[${token.indexes.join(',')}]`
    case 'slice':
      return `[${token.from ?? ''}:${token.to ?? ''}]`
    case 'wildcard':
      return '[*]'
    case 'scan':
      return '..'
    case 'filter':
      return '[?]'
    case 'function':
      return `.${token.name}()`
  }
}
