import type { Finding } from '../findings.ts'
import { type ProbeOptions, probesOf, runProbes } from './probes/index.ts'
import type { Validation } from './validate.ts'

export interface OnlineOptions extends Omit<ProbeOptions, 'home' | 'deployment'> {
  /** Only the nodes of this path and below, such as `provider.spot` or `provider.spot.prod`. */
  readonly only?: string | undefined
  /** Whether a bucket that is not there is made. */
  readonly makesBuckets?: boolean
}

/** Asks every account's own server whether it would let the services in. */
export async function validateOnline(
  { home, stored, name }: Validation,
  { only, makesBuckets, ...options }: OnlineOptions = {},
): Promise<Finding[]> {
  const deployment = stored.deployment(name)
  const wanted = (at: string) => only === undefined || at === only || at.startsWith(`${only}.`)
  return runProbes(
    probesOf(deployment, home, makesBuckets).filter(({ at }) => wanted(at)),
    { ...options, home, deployment: deployment.name },
  )
}
