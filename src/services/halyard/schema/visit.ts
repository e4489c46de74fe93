import type { Field, Node } from './field.ts'

/** A value as it stands in a file, and the place that holds it. */
export interface Visited {
  readonly field: Field
  readonly value: unknown
  /** Puts another value in its place. */
  set(value: unknown): void
}

type Holder = Record<string, unknown>
const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every value of a tree, as people wrote it, that the schema knows. */
export function* visit(node: Node, value: unknown, set: (value: unknown) => void = () => {}): Iterable<Visited> {
  switch (node.kind) {
    case 'section':
      if (!isHolder(value)) return
      for (const [key, child] of Object.entries(node.fields)) {
        const names = [key, ...('spellings' in child ? (child.spellings ?? []) : [])]
        for (const name of names)
          if (value[name] !== undefined && value[name] !== null)
            yield* visit(child, value[name], (next) => {
              value[name] = next
            })
      }
      break
    case 'collection':
      if (Array.isArray(value)) for (const each of value) yield* visit(node.of, each)
      break
    case 'keyed':
      if (isHolder(value)) for (const each of Object.values(value)) yield* visit(node.of, each)
      break
    default:
      yield { field: node, value, set }
  }
}
