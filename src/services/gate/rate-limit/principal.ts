import type { RateLimits } from './config.ts'

/** Who asks, as far as rates are concerned. */
export interface Asker {
  readonly user: string
  /** What `X-RateLimit-App` says. */
  readonly sourceApp?: string
  readonly address: string
  /** Whether it is Deck that asks. */
  readonly isDeck: boolean
}

/** Whose requests are counted together, and how many of them are too many. */
export interface Principal {
  readonly name: string
  readonly capacity: number
  readonly windowMs: number
  /** Told, and not refused. */
  readonly learning: boolean
}

/** Names come from headers: one that is longer says no more. */
const longestName = 200

/**
 * The principal of a request; undefined: it is not counted, for Deck is not, unless `app:deck` is enforced. Without a sign-in a
 * source application is a principal of its own, and whoever names none is counted by the address; limits call
 * these all `anonymous` (gate: RateLimitingFilter, RedisRateLimitPrincipalProvider).
 */
export function principalOf(limits: RateLimits, asker: Asker): Principal | undefined {
  const { user, sourceApp, address, isDeck } = asker
  if (isDeck && !limits.enforcing.includes('app:deck')) return undefined
  const configured = user === 'anonymous' ? (sourceApp ?? user) : user
  const ofApp = limits['capacity-by-source-app'].find((each) => isSame(each['source-app'], sourceApp))?.override
  return {
    name: (configured === 'anonymous' ? `anonymous-${address}` : configured).slice(0, longestName),
    capacity: overriding(limits['capacity-by-principal'], configured) ?? ofApp ?? limits.capacity,
    windowMs: 1_000 * (overriding(limits['rate-seconds-by-principal'], configured) ?? limits['rate-seconds']),
    learning: ofApp === undefined ? isLearning(limits, configured) : !enforcesApp(limits, sourceApp),
  }
}

const isSame = (name: string, other: string | undefined) => name.toLowerCase() === other?.toLowerCase()

const overriding = (overrides: readonly { principal: string; override: number }[], name: string) =>
  overrides.find(({ principal }) => principal === name)?.override

/** Who is named on both lists is refused. */
const isLearning = ({ enforcing, ignoring, learning }: RateLimits, name: string) =>
  !enforcing.includes(name) && (ignoring.includes(name) || learning)

/** A limit of a source application counts only where it is enforced by name. */
const enforcesApp = ({ enforcing }: RateLimits, sourceApp: string | undefined) =>
  enforcing.some((name) => isSame(name, `app:${sourceApp}`))
