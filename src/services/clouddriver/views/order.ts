/** Sorts by text, ignoring case; equal ones by `then`. */
export function byText<T>(items: readonly T[], text: (item: T) => string, then: (item: T) => string = text): T[] {
  const keyed = items.map((item) => [text(item).toLowerCase(), then(item), item] as const)
  return keyed.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1])).map(([, , item]) => item)
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
