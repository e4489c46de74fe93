/** Tags as Spot has them on AWS, by key. */
export function tagsOf(tags: unknown): Record<string, string> {
  const entries = (Array.isArray(tags) ? tags : []) as ({ tagKey?: unknown; tagValue?: unknown } | null)[]
  return Object.fromEntries(
    entries.flatMap((tag) => (tag?.tagKey == null ? [] : [[String(tag.tagKey), String(tag.tagValue ?? '')]])),
  )
}
