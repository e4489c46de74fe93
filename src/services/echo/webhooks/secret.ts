import { createHash, timingSafeEqual } from 'node:crypto'
import { problem } from '../../../platform/errors/index.ts'
import type { EchoConfig } from '../config.ts'

/** Where a sender shows its secret: in this header, or, where it can set none, in the parameter `secret` of the address. */
export const secretHeader = 'x-webhook-secret'

/** Types of webhooks that nobody may send without a secret. */
const neverOpen = ['spot']

/**
 * Throws forbidden when the sender does not show a secret of its source. A source without one is open, as in Spinnaker,
 * but for types that are never. What was shown is compared in constant time and appears nowhere.
 */
export function requireSecret(
  { sources }: EchoConfig['webhooks'],
  { type, source, shown }: { readonly type: string; readonly source: string; readonly shown: readonly string[] },
): void {
  const secrets = sources.filter((each) => each.source === source).flatMap(({ secret }) => secret)
  if (secrets.length === 0) {
    if (!neverOpen.includes(type.toLowerCase())) return
    throw problem(
      'forbidden',
      `The source ${source} has no secret: add it to webhooks.sources of echo.yml, then send it in ${secretHeader} or as ?secret=`,
    )
  }
  // All are compared, so that the time does not tell which one came close.
  const same = shown.flatMap((word) => secrets.map((secret) => isSame(word, secret)))
  if (same.includes(true)) return
  throw problem(
    'forbidden',
    `The source ${source} must show its secret, in the header ${secretHeader} or the parameter secret`,
  )
}

const digest = (text: string) => createHash('sha256').update(text).digest()

const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other))
