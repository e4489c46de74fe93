import type { Json } from '../store/index.ts'

/**
 * Those of `items` whose attributes contain the given texts (all of them, ignoring case), best match first; without
 * texts all of them, by name (front50: Searchable).
 */
export function searchByAttributes(items: readonly Json[], texts: Readonly<Record<string, string>>): Json[] {
  const wanted = Object.entries(texts).filter(([, text]) => text !== '')
  if (wanted.length === 0) return [...items].sort((a, b) => compareText(a.name, b.name))
  return items
    .filter((item) => wanted.every(([attribute, text]) => asText(item[attribute]).includes(text.toLowerCase())))
    .map((item) => ({ item, score: wanted.reduce((sum, [name, text]) => sum + score(asText(item[name]), text), 0) }))
    .sort((a, b) => b.score - a.score || compareText(a.item.name, b.item.name))
    .map(({ item }) => item)
}

/** How much of the value the text covers in percent, and more the nearer it stands to the beginning. */
function score(value: string, text: string): number {
  const coverage = (text.length / value.length) * 100
  return coverage + (coverage / 100) * (value.length - value.indexOf(text.toLowerCase()))
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).toLowerCase()
}

function compareText(a: unknown, b: unknown): number {
  const [left, right] = [asText(a), asText(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
