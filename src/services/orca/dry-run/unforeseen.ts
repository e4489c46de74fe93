import type { Json } from '../model.ts'
import { isJson } from '../values.ts'

/** Nobody can know, before it happens, how this ends: the plan goes on as if it ended well. */
export class Unforeseen extends Error {}

const secretName = /pass(word|phrase)?$|secret|token|credentials?Key|api-?key|authorization|private-?key|cookie/i

/** The value with what looks like a secret hidden, and long texts cut. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > 2_000 ? `${value.slice(0, 2_000)}…` : value
  if (depth > 20) return '…'
  if (Array.isArray(value)) return value.slice(0, 200).map((item) => withoutSecrets(item, depth + 1))
  if (!isJson(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretName.test(key) && item !== null && item !== undefined ? 'hidden' : withoutSecrets(item, depth + 1),
    ]),
  )
}

export const detailsOf = (value: Json): Json => withoutSecrets(value) as Json
