import { setTimeout as pause } from 'node:timers/promises'
import type { Outbound } from '../../../platform/outbound/index.ts'
import type { ServiceName } from '../names.ts'

/** Where a service says how it is. */
export interface Place {
  readonly service: ServiceName
  readonly host: string
  readonly port: number
  readonly scheme: string
  /** `null` of a service that only has pages: any answer is a good one. */
  readonly healthEndpoint: string | null
}

export interface Gate {
  /** For it to come up. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Why it can no longer come up, as soon as that is known: its process ended. */
  ended(): Promise<string | undefined>
}

export type Health = 'UP' | 'DOWN' | 'UNREACHED'

/** How a service is at this moment, and what it says. */
export async function healthOf(place: Place, outbound: Outbound): Promise<{ health: Health; says: string }> {
  const { scheme, port, healthEndpoint } = place
  const host =
    place.host === '0.0.0.0' || place.host === 'localhost' ? '127.0.0.1' : place.host === '::' ? '[::1]' : place.host
  try {
    const { status, body } = await outbound.request({
      method: 'GET',
      url: `${scheme}://${host}:${port}${healthEndpoint ?? '/'}`,
      timeoutMs: 2_000,
    })
    if (healthEndpoint === null || status === 200) return { health: 'UP', says: 'UP' }
    const said = (body as { status?: unknown } | undefined)?.status
    return { health: 'DOWN', says: typeof said === 'string' ? said : `answers with ${status}` }
  } catch {
    return { health: 'UNREACHED', says: 'does not answer' }
  }
}

/** Why a service did not come up; undefined when it did. */
export async function awaitHealth(
  place: Place,
  outbound: Outbound,
  { timeoutMs, signal, ended }: Gate,
): Promise<string | undefined> {
  const deadline = performance.now() + timeoutMs
  while (!signal.aborted) {
    const { health, says } = await healthOf(place, outbound)
    if (health === 'UP') return undefined
    const end = await ended()
    if (end !== undefined) return end
    if (performance.now() >= deadline) return `it was not healthy within ${timeoutMs / 1000} s (${says})`
    await pause(100, undefined, { signal }).catch(() => {})
  }
  return interrupted
}

/**
 * The first of several services that does not stay up for a while, and why; undefined when all do. They are watched together, so that an
 * apply waits once and not once for each.
 */
export async function staysUp(
  places: readonly Place[],
  outbound: Outbound,
  { forMs, signal }: { readonly forMs: number; readonly signal: AbortSignal },
): Promise<{ service: ServiceName; reason: string } | undefined> {
  const until = performance.now() + forMs
  while (performance.now() < until) {
    await pause(Math.min(500, Math.max(1, until - performance.now())), undefined, { signal }).catch(() => {})
    for (const place of places) {
      if (signal.aborted) return { service: place.service, reason: interrupted }
      const { health, says } = await healthOf(place, outbound)
      if (health !== 'UP')
        return { service: place.service, reason: `it came up, and went down again within ${forMs / 1000} s (${says})` }
    }
  }
  return undefined
}

const interrupted = 'the apply was interrupted'
