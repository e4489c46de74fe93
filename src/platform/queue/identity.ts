import { hash } from 'node:crypto'

/** The identity of a message on a queue: a hash of its JSON with sorted keys, without `attributes` (keiko: Queue). */
export function messageKey(queue: string, message: object): string {
  const { attributes: _, ...identity } = message as { attributes?: unknown }
  return hash('sha256', `${queue}\n${sortedJson(identity)}`, 'base64url').slice(0, 24)
}

/** JSON with the keys of every object in order; what JSON.stringify leaves out is left out. */
export function sortedJson(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if ('toJSON' in value && typeof value.toJSON === 'function') return sortedJson(value.toJSON())
  if (Array.isArray(value)) return `[${value.map((item) => sortedJson(item) ?? 'null').join(',')}]`
  const object = value as Record<string, unknown>
  let text = ''
  for (const key of Object.keys(object).sort()) {
    const json = sortedJson(object[key])
    if (json !== undefined) text += `${text && ','}${JSON.stringify(key)}:${json}`
  }
  return `{${text}}`
}
