/**
 * JSON without spaces whose keys are sorted by their UTF-16 code units, in every map, numbers among them: the same text for
 * equal values. What JSON has no word for is left out as JSON.stringify leaves it out; alone it is `null`.
 */
export const canonicalJson = (value: unknown): string => write(value) ?? 'null'

function write(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON())
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const object = value as Record<string, unknown>
  let text = ''
  for (const key of Object.keys(object).sort()) {
    const json = write(object[key])
    if (json !== undefined) text += `${text && ','}${JSON.stringify(key)}:${json}`
  }
  return `{${text}}`
}
