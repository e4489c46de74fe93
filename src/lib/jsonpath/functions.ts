import { InvalidPathError, JsonPathError } from './errors.ts'

/** Answers for the node that a function stands behind; `args` are its arguments' values. */
type PathFunction = (node: unknown, args: readonly unknown[]) => unknown

const aggregate =
  (of: (numbers: readonly number[]) => number): PathFunction =>
  (node, args) => {
    const numbers = [...listOf(node), ...args.flatMap((arg) => (Array.isArray(arg) ? arg : [arg]))].filter(
      (value) => typeof value === 'number',
    )
    if (numbers.length === 0) throw new JsonPathError('There is no number to make a sum, mean, minimum or maximum of')
    return of(numbers)
  }

const listOf = (node: unknown): readonly unknown[] => (Array.isArray(node) ? node : [])
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length
const deviation = (numbers: readonly number[]) =>
  Math.sqrt(Math.max(0, mean(numbers.map((each) => each * each)) - mean(numbers) ** 2))

const length: PathFunction = (node, args) => {
  if (args.length > 0) return lengthOfFound(args[0])
  if (Array.isArray(node)) return node.length
  return typeof node === 'object' && node !== null ? Object.keys(node).length : null
}

/** `$..a.length()` counts what is in the values found. */
function lengthOfFound(found: unknown): number {
  return listOf(found).reduce<number>(
    (total, each) => total + (typeof each === 'object' && each !== null ? Object.keys(each).length : 0),
    0,
  )
}

function itemAt(node: unknown, index: unknown): unknown {
  const items = listOf(node)
  const item = typeof index === 'number' ? items.at(index) : undefined
  if (item === undefined) throw new JsonPathError(`The list of ${items.length} has no item ${String(index)}`)
  return item
}

const functions: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['length', length],
  ['size', length],
  ['keys', (node) => (typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.keys(node) : null)],
  ['min', aggregate((numbers) => numbers.reduce((least, each) => Math.min(least, each)))],
  ['max', aggregate((numbers) => numbers.reduce((most, each) => Math.max(most, each)))],
  ['sum', aggregate(sum)],
  ['avg', aggregate(mean)],
  ['stddev', aggregate(deviation)],
  [
    'concat',
    (node, args) => [...listOf(node).filter((item) => typeof item === 'string'), ...args.flat().map(String)].join(''),
  ],
  ['append', (node, args) => (Array.isArray(node) ? [...node, ...args] : node)],
  ['first', (node) => itemAt(node, 0)],
  ['last', (node) => itemAt(node, -1)],
  ['index', (node, args) => itemAt(node, args[0])],
])

/** Calls a function of the path language; throws `InvalidPathError` for one that it does not have. */
export function callFunction(name: string, node: unknown, args: readonly unknown[]): unknown {
  const found = functions.get(name)
  if (found !== undefined) return found(node, args)
  throw new InvalidPathError(`There is no function '${name}' in paths; there are ${[...functions.keys()].join(', ')}`)
}
