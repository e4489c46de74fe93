const FUZZY_FIELDS = [60, 60, 24]

/**
 * An expression whose `H` in seconds, minutes or hours is a value of its trigger's own, so that not all schedules of an hour
 * begin in the same second (echo: CronExpressionFuzzer). Undefined where there are fewer than six fields.
 */
export function withoutFuzz(
  expression: string,
  triggerId: string,
): { readonly expression: string; readonly isFuzzy: boolean } | undefined {
  // As Java splits: single blanks, and none that is empty at the end.
  const parts = expression.trim().split(' ')
  const fields = FUZZY_FIELDS.map((_, position) => parts[position])
  if (fields.some((field) => field?.includes('H')) === false)
    return parts.length < 6 ? undefined : { expression, isFuzzy: false }
  if (parts.length < 6) return undefined
  const hash = hashOf(triggerId)
  const filled = parts.map((part, position) => {
    const size = FUZZY_FIELDS[position]
    return size === undefined ? part : part.replaceAll('H', String(Math.abs(hash % size)))
  })
  return { expression: filled.slice(0, parts.length === 7 ? 7 : 6).join(' '), isFuzzy: true }
}

/** As Java's `String.hashCode`. */
function hashOf(text: string): number {
  let hash = 0
  for (let place = 0; place < text.length; place += 1) hash = (Math.imul(31, hash) + text.charCodeAt(place)) | 0
  return hash
}
