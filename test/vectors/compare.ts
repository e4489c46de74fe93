/** A place at which an answer is not the expected one. `path` is a JSON pointer, empty for the whole. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  readonly got: unknown
}

/**
 * Where two JSON values differ. A null member and an absent one are the same, as most of the originals' writers leave
 * nulls out; the order of members has no meaning, that of items has.
 */
export function differences(expected: unknown, got: unknown, path = ''): Difference[] {
  if (isAbsent(expected) && isAbsent(got)) return []
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length) {
    return expected.flatMap((item, index) => differences(item, got[index], `${path}/${index}`))
  }
  if (isObject(expected) && isObject(got)) {
    const members = new Set([...Object.keys(expected), ...Object.keys(got)])
    return [...members].flatMap((member) => differences(expected[member], got[member], `${path}/${member}`))
  }
  return Object.is(expected, got) || (expected === 0 && got === 0) ? [] : [{ path, expected, got }]
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
