import { isLoopback } from '../../../platform/http/index.ts'
import type { GateConfig } from '../config.ts'

/** Which pages of other origins may call Gate. */
export interface Cors {
  /** Whether a page of `origin` may call in its user's name, and change things. */
  allows(origin: string): boolean
  /** Of every answer. */
  headers(origin: string | undefined): Record<string, string>
}

const requestHeaders = 'x-requested-with, content-type, authorization, X-RateLimit-App, X-Spinnaker-Priority'
const common = {
  'access-control-allow-methods': 'POST, GET, OPTIONS, DELETE, PUT, PATCH',
  'access-control-max-age': '3600',
  'access-control-allow-headers': requestHeaders,
  // The second is our own: Deck shows it beside an error.
  'access-control-expose-headers': 'X-AUTH-REDIRECT-URL, X-SPINNAKER-REQUEST-ID',
}

/**
 * Gate's two modes of CORS (gate: CorsConfig, OriginValidator). `isLocal`: only this machine reaches Gate, and nobody signs in: then
 * pages of this machine may call, and those from elsewhere may not even read.
 */
export function createCors(config: GateConfig, isLocal: boolean): Cors {
  const { 'allow-mode': mode, 'allowed-origins': listed, 'expect-localhost': expectsLocalhost } = config.cors
  const isConfigured = mode === 'list' ? (origin: string) => listed.includes(origin) : matcher(config)
  const isOpen = mode === 'list' && listed.includes('*')
  const takesLocal = isLocal || expectsLocalhost

  const mayHaveCredentials = (origin: string) => isConfigured(origin) || (takesLocal && isLocalPage(origin))
  return {
    allows: (origin) => isOpen || mayHaveCredentials(origin),
    headers(origin) {
      if (origin !== undefined && mayHaveCredentials(origin)) {
        return {
          ...common,
          'access-control-allow-credentials': 'true',
          'access-control-allow-origin': origin,
          vary: 'Origin',
        }
      }
      if (isOpen) return { ...common, 'access-control-allow-origin': '*', vary: 'Origin' }
      if (mode === 'list' || (isLocal && origin !== undefined)) return { vary: 'Origin' }
      return {
        ...common,
        'access-control-allow-credentials': 'true',
        'access-control-allow-origin': '*',
        vary: 'Origin',
      }
    },
  }
}

/**
 * The first pattern that is configured decides: over origins, then over hosts. Deck's own address may always call: unlike the original, for
 * which a pattern that forgot Deck's port locked Deck out.
 */
function matcher({ cors, services }: GateConfig): (origin: string) => boolean {
  const { baseUrl, redirectHostPattern } = services.deck
  const isDeck = isSameAs(baseUrl)
  const pattern = cors['allowed-origins-pattern']
  if (pattern !== undefined) {
    const wanted = whole(pattern)
    return (origin) => wanted.test(origin) || isDeck(origin)
  }
  if (redirectHostPattern === undefined) return isDeck
  return (origin) => hasHost(origin, redirectHostPattern) || isDeck(origin)
}

function isSameAs(baseUrl: string): (origin: string) => boolean {
  if (!URL.canParse(baseUrl)) return () => false
  const deck = sameMachine(new URL(baseUrl).origin)
  return (origin) => sameMachine(origin) === deck
}

/** localhost and 127.0.0.1 are two names of this machine: whichever the person typed is Deck. */
const sameMachine = (origin: string) => origin.replace('//localhost', '//127.0.0.1')

const isLocalPage = (origin: string) => URL.canParse(origin) && isLoopback(new URL(origin).hostname)

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`)

/** Whether a regular expression matches the whole host name of an address. */
export function hasHost(address: string, pattern: string): boolean {
  return URL.canParse(address) && whole(pattern).test(new URL(address).hostname)
}
