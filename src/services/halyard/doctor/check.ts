import type { HalHome } from '../home.ts'
import type { Deployment } from '../schema/index.ts'

/** How something is: as it should be, to be known, in the way, or not looked at. */
export type Status = 'OK' | 'WARNING' | 'FAILED' | 'SKIPPED'

export interface Diagnosis {
  readonly status: Status
  readonly says: string
  readonly remedy?: string
}

export interface Examined extends Diagnosis {
  readonly check: string
}

/** What is examined. */
export interface Patient {
  readonly home: HalHome
  readonly deployment: Deployment
  readonly env: NodeJS.ProcessEnv
  /** A server whose clock is right; without one, the clock is not looked at. */
  readonly clock: string | undefined
  readonly now: () => number
}

/** A look at one thing of this machine. Changes nothing that stays. */
export interface Check {
  readonly name: string
  run(patient: Patient, signal: AbortSignal): Promise<readonly Diagnosis[]> | readonly Diagnosis[]
}

/**
 * Makes all checks side by side, each within its own time. One that takes too long or breaks says so, and does not keep the others from
 * being told.
 */
export async function examine(
  checks: readonly Check[],
  patient: Patient,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Examined[]> {
  const all = await Promise.all(
    checks.map(async (check) => {
      const own = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const found = await within(check, patient, own).catch((error: Error): Diagnosis[] => [
        own.aborted && !signal.aborted
          ? { status: 'WARNING', says: `There was no answer within ${timeoutMs / 1000} s.` }
          : { status: 'WARNING', says: `It could not be found out: ${error.message}` },
      ])
      return found.map((each) => ({ check: check.name, ...each }))
    }),
  )
  signal.throwIfAborted()
  return all.flat()
}

async function within(check: Check, patient: Patient, signal: AbortSignal): Promise<readonly Diagnosis[]> {
  const late = Promise.withResolvers<never>()
  const abort = () => late.reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([(async () => check.run(patient, signal))(), late.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
