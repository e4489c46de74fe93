/** Kinds are named in the singular, types of Spinnaker's searches and caches in the plural: `subnet`, `subnets`. */
export const typeOf = (kind: string): string => (kind.endsWith('ss') ? `${kind}es` : `${kind}s`)

/** The kind of a type; undefined for a type that is none. */
export function kindOf(type: string): string | undefined {
  if (type.endsWith('sses')) return type.slice(0, -2)
  return type.endsWith('s') ? type.slice(0, -1) : undefined
}
