import { hash } from 'node:crypto'
import { canonicalJson } from '../../lib/json/index.ts'

/** The identity of a message on a queue: a hash of its JSON with sorted keys, without `attributes` (keiko: Queue). */
export function messageKey(queue: string, message: object): string {
  const { attributes: _, ...identity } = message as { attributes?: unknown }
  return hash('sha256', `${queue}\n${canonicalJson(identity)}`, 'base64url').slice(0, 24)
}
