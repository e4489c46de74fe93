import { placeOf } from '../findings.ts'
import type { Field, Node } from './field.ts'

/** A value as it stands in a file, and the place that holds it. */
export interface Visited {
  readonly field: Field
  readonly value: unknown
  /** Where it is, as findings say it: below the location that the visit began with. */
  readonly location: string
  /** Puts another value in its place. */
  set(value: unknown): void
}

type Holder = Record<string, unknown>
const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every value of a tree, as people wrote it, that the schema knows. */
export function* visit(
  node: Node,
  value: unknown,
  location = '',
  set: (value: unknown) => void = () => {},
): Iterable<Visited> {
  switch (node.kind) {
    case 'section':
      if (!isHolder(value)) return
      for (const [key, child] of Object.entries(node.fields)) {
        const names = [key, ...('spellings' in child ? (child.spellings ?? []) : [])]
        for (const name of names)
          if (value[name] !== undefined && value[name] !== null)
            yield* visit(child, value[name], `${location}.${placeOf(key)}`, (next) => {
              value[name] = next
            })
      }
      break
    case 'collection':
      // An account is known without the word `accounts`.
      if (Array.isArray(value))
        for (const [index, each] of value.entries())
          yield* visit(
            node.of,
            each,
            `${location.slice(0, location.lastIndexOf('.'))}.${nameIn(each, node.key) ?? `[${index}]`}`,
          )
      break
    case 'keyed':
      if (isHolder(value))
        for (const [name, each] of Object.entries(value)) yield* visit(node.of, each, `${location}.${name}`)
      break
    default:
      yield { field: node, value, location, set }
  }
}

function nameIn(element: unknown, key: string): string | undefined {
  const name = key.split('.').reduce<unknown>((value, step) => (isHolder(value) ? value[step] : undefined), element)
  return typeof name === 'string' ? name : undefined
}
