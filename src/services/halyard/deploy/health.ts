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
  /** For which it has to stay up. */
  readonly stabilisationMs: number
  readonly signal: AbortSignal
  /** Why it can no longer come up, as soon as that is known: its process ended. */
  ended(): string | undefined
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

/** Why a service did not come up, or did not stay up; undefined when it did both. */
export async function awaitHealth(place: Place, outbound: Outbound, gate: Gate): Promise<string | undefined> {
  const { timeoutMs, stabilisationMs, signal, ended } = gate
  const deadline = performance.now() + timeoutMs
  let since: number | undefined
  let says = 'does not answer'
  while (!signal.aborted) {
    const end = ended()
    if (end !== undefined) return end
    const now = await healthOf(place, outbound)
    says = now.says
    if (now.health === 'UP') {
      since ??= performance.now()
      if (performance.now() - since >= stabilisationMs) return undefined
    } else if (since !== undefined)
      return `it came up, and went down again within ${stabilisationMs / 1000} s (${says})`
    else if (performance.now() >= deadline) return `it was not healthy within ${timeoutMs / 1000} s (${says})`
    await pause(100, undefined, { signal }).catch(() => {})
  }
  return 'it was interrupted'
}
