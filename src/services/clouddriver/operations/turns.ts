import type { Clock } from '../../../platform/clock.ts'
import { createMutex, type Leases } from '../../../platform/leases/index.ts'

/** Does `work` while nobody else does any of the same key, in whichever process. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Another process tells nobody when it is done; it is met rarely, and for as long as a creation takes. */
const askAgainMs = 250

/** In this process in the order of asking; among processes whoever asks when the other one is done. */
export function createTurns(leases: Leases, leaseMs: number, clock: Clock): Turns {
  const inTurn = createMutex()
  return (key, work) =>
    inTurn(key, async () => {
      for (;;) {
        const done = await leases.hold(`clouddriver turn ${key}`, leaseMs, async () => ({ value: await work() }))
        if (done) return done.value
        await new Promise<void>((resolve) => void clock.setTimer(resolve, askAgainMs))
      }
    })
}
