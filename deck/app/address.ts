/**
 * The part of an address after `?`, as the stock deck writes it: plain text, no JSON. A name that is there more than once is
 * the list of its values joined by commas.
 */
export const parseAddress = (search: string): Record<string, string> => {
  const values: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(search))
    values[name] = values[name] === undefined ? value : `${values[name]},${value}`
  return values
}

/** The other way; what is undefined, null or empty is left out. */
export const writeAddress = (values: Record<string, unknown>): string => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString().replaceAll('%2C', ',')
  return text && `?${text}`
}
