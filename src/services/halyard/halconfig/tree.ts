/** A part of a halconfig as it stands in the file: JSON, whatever people wrote. */
export type Tree = { [key: string]: unknown }

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a dotted path of keys. */
export function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isTree(value) ? value[key] : undefined), tree)
}

/** Whether two values say the same; a key that is undefined is not there. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((each, index) => same(each, other[index]))
  if (!isTree(one) || !isTree(other)) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => same(one[key], other[key]))
}

/** What an element of a list is known by; elements that have the same name are the same one, changed. */
export function nameOf(value: unknown): unknown {
  if (!isTree(value)) return undefined
  return value.name ?? value.id ?? (isTree(value.baseImage) ? value.baseImage.id : undefined)
}
