import type { GateConfig } from '../config.ts'

/** Gate's CORS headers in its default mode (gate: CorsConfig): credentials for Deck's origin, others without. */
export function corsHeaders(config: GateConfig, origin: string | undefined): Record<string, string> {
  return {
    'access-control-allow-credentials': 'true',
    'access-control-allow-origin': origin !== undefined && isAllowed(config, origin) ? origin : '*',
    'access-control-allow-methods': 'POST, GET, OPTIONS, DELETE, PUT, PATCH',
    'access-control-max-age': '3600',
    'access-control-allow-headers':
      'x-requested-with, content-type, authorization, X-RateLimit-App, X-Spinnaker-Priority',
    'access-control-expose-headers': 'X-AUTH-REDIRECT-URL',
    vary: 'Origin',
  }
}

function isAllowed(config: GateConfig, origin: string): boolean {
  const pattern = config.cors['allowed-origins-pattern']
  if (pattern !== undefined) return new RegExp(`^(?:${pattern})$`).test(origin)
  const { baseUrl, redirectHostPattern } = config.services.deck
  if (redirectHostPattern !== undefined) return hasHost(origin, redirectHostPattern)
  if (!URL.canParse(baseUrl)) return false
  const deck = new URL(baseUrl)
  // localhost and 127.0.0.1 are two names of this machine: whichever the person typed is Deck.
  const same = (a: string) => a.replace('//localhost', '//127.0.0.1')
  return same(origin) === same(deck.origin)
}

/** Whether a regular expression matches the whole host name of an address. */
export function hasHost(address: string, pattern: string): boolean {
  return URL.canParse(address) && new RegExp(`^(?:${pattern})$`).test(new URL(address).hostname)
}
